package dev.espalier.grammars;

import org.openscience.cdk.exception.InvalidSmilesException;
import org.openscience.cdk.silent.SilentChemObjectBuilder;
import org.openscience.cdk.smiles.SmilesParser;

/**
 * The parser of the Chemistry Development Kit. Whether double bonds can be laid into aromatic rings
 * is not asked, for it is no matter of syntax.
 */
final class SmilesJudge {

  private SmilesJudge() {}

  static void check(String text) throws InvalidSmilesException {
    if (text.isEmpty()) {
      throw new InvalidSmilesException("empty");
    }
    SmilesParser parser = new SmilesParser(SilentChemObjectBuilder.getInstance());
    parser.kekulise(false);
    parser.setStrict(true);
    parser.parseSmiles(text);
  }
}
