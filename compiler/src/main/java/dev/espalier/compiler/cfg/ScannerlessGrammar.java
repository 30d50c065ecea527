package dev.espalier.compiler.cfg;

import dev.espalier.compiler.CompileLimits;
import dev.espalier.compiler.LimitExceeded;
import dev.espalier.compiler.Report;
import dev.espalier.compiler.Vocabulary;
import dev.espalier.compiler.VocabularyException;
import dev.espalier.compiler.engine.VocabularyIndex;
import dev.espalier.compiler.lexing.Scanner;
import java.io.ByteArrayOutputStream;
import java.util.Map;

/** A context-free grammar over bytes: every way of cutting a text into terminals counts. */
final class ScannerlessGrammar extends CfgGrammar<Threads> {
  private final Scanner scanner;
  private final Finisher finisher;

  ScannerlessGrammar(
      String source, Parser parser, Scanner scanner, CompileLimits limits, Report report) {
    super(source, parser, limits, report);
    this.scanner = scanner;
    int[] costs = new int[parser.terminals()];
    for (int t = 0; t < parser.end(); t++) {
      costs[t] = scanner.length(t);
    }
    this.finisher = new Finisher(parser, costs);
  }

  Scanner scanner() {
    return scanner;
  }

  /** Where the lexemes that may come at a level begin. */
  Scanner.Scan begin(Level level) {
    return scanner.start(level.terminals());
  }

  /** The level after a lexeme that ends; of none where it may not. */
  Level ended(Scanner.Scan scan, Level level) {
    Level ended = parser().none();
    for (int terminal : scan.ends()) {
      ended = parser().union(ended, parser().shift(level, terminal));
    }
    return ended;
  }

  @Override
  Threads start() {
    return new Threads(this);
  }

  @Override
  Masks<Threads> masks(VocabularyIndex index) {
    return new ScanSplits(this, index);
  }

  @Override
  byte[] complete(Threads position) {
    byte[] best = {};
    int[] rest = {};
    if (position.accepting()) {
      return best;
    }
    long cost = Long.MAX_VALUE;
    for (Map.Entry<Scanner.Scan, Level> entry : position.levels().entrySet()) {
      for (Map.Entry<Integer, byte[]> finish : scanner.finishes(entry.getKey()).entrySet()) {
        Level level = entry.getValue();
        if (level.allows(finish.getKey())) {
          int[] after = finisher.finish(parser().shift(level, finish.getKey()));
          long sum = finish.getValue().length;
          for (int terminal : after) {
            sum += finisher.cost(terminal);
          }
          if (sum < cost) {
            cost = sum;
            best = finish.getValue();
            rest = after;
          }
        }
      }
    }
    int limit = limits().completionBytes();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(best);
    for (int terminal : rest) {
      bytes.writeBytes(scanner.shortest(terminal));
      if (bytes.size() > limit) {
        throw new LimitExceeded("completionBytes", limit, "writing out a completion");
      }
    }
    return bytes.toByteArray();
  }

  @Override
  void check(Vocabulary vocabulary) {
    for (int b = 0; b < 256; b++) {
      if (scanner.reads(b) && vocabulary.singleByte(b) < 0) {
        throw new VocabularyException(
            "vocabulary",
            "",
            String.format(
                "no token is the single byte 0x%02x, which a text of the grammar may need; masks"
                    + " would not be live",
                b));
      }
    }
  }
}
