package dev.espalier.grammars;

import java.util.regex.Pattern;
import org.openscience.cdk.exception.InvalidSmilesException;
import org.openscience.cdk.silent.SilentChemObjectBuilder;
import org.openscience.cdk.smiles.SmilesParser;

/**
 * The parser of the Chemistry Development Kit, and that nothing is empty that it lets be: a bond
 * without an atom, a branch, a text, and that no title follows. Whether double bonds can be laid
 * into aromatic rings is not asked, for it is no matter of syntax.
 */
final class SmilesJudge {

  private static final Pattern BRACKETS = Pattern.compile("\\[[^]]*]");
  private static final Pattern EMPTY =
      Pattern.compile("\\s|^[-=#$:/\\\\.(]|[-=#$:/\\\\.(][.)]|[-=#$:/\\\\.(]$|\\([.(]");

  private SmilesJudge() {}

  static void check(String text) throws InvalidSmilesException {
    String bare = BRACKETS.matcher(text).replaceAll("*");
    if (text.isBlank() || EMPTY.matcher(bare).find()) {
      throw new InvalidSmilesException("something is empty in " + text);
    }
    SmilesParser parser = new SmilesParser(SilentChemObjectBuilder.getInstance());
    parser.kekulise(false);
    parser.setStrict(true);
    parser.parseSmiles(text);
  }
}
