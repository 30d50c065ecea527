package dev.espalier.compiler.cfg;

import dev.espalier.compiler.CompileLimits;
import dev.espalier.compiler.LimitExceeded;
import dev.espalier.compiler.Report;
import dev.espalier.compiler.Vocabulary;
import dev.espalier.compiler.VocabularyException;
import dev.espalier.compiler.canvas.Lexis;
import dev.espalier.compiler.engine.ByteState;
import dev.espalier.compiler.engine.LastBytes;
import dev.espalier.compiler.engine.Recent;
import dev.espalier.compiler.engine.VocabularyIndex;
import dev.espalier.compiler.grammar.Expr;
import dev.espalier.compiler.grammar.GrammarDefinition;
import dev.espalier.compiler.lexing.Scanner;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A context-free grammar over bytes: every way of cutting a text into terminals counts. */
final class ScannerlessGrammar extends CfgGrammar<Threads> {
  private static final int REMEMBERED = 10_000;

  private final GrammarDefinition definition;
  private final List<RegularTerminals.Meaning> terminals;
  private final Scanner scanner;
  private final Finisher finisher;
  private final Recent<Level, Scanner.Scan> beginnings = new Recent<>(REMEMBERED);

  ScannerlessGrammar(
      GrammarDefinition definition,
      Supplier<String> source,
      Parser parser,
      List<RegularTerminals.Meaning> terminals,
      Scanner scanner,
      CompileLimits limits,
      Report report) {
    super(source, parser, limits, report);
    this.definition = definition;
    this.terminals = terminals;
    this.scanner = scanner;
    int[] costs = new int[parser.terminals()];
    for (int t = 0; t < parser.end(); t++) {
      costs[t] = scanner.length(t);
    }
    this.finisher = new Finisher(parser, null, costs);
  }

  GrammarDefinition definition() {
    return definition;
  }

  /** Of each terminal that is a text of another grammar, the bytes that it may begin with. */
  @Nullable BitSet[] embedded() {
    @Nullable BitSet[] first = new BitSet[parser().terminals()];
    for (int t = 0; t < terminals.size(); t++) {
      if (terminals.get(t) instanceof RegularTerminals.Meaning.Special special
          && special.expr() instanceof Expr.Embedded embedded) {
        first[t] =
            embedded.grammar() instanceof LastBytes known ? known.firstBytes() : Symbols.allBytes();
      }
    }
    return first;
  }

  Scanner scanner() {
    return scanner;
  }

  /** Where the lexemes that may come at a level begin. */
  Scanner.Scan begin(Level level) {
    Scanner.Scan known = beginnings.get(level);
    return known != null ? known : beginnings.put(level, scanner.start(level.terminals()));
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
  Threads start(VocabularyIndex index) {
    return Threads.before(this, new Symbols(terminals, index), parser().start());
  }

  @Override
  boolean hasSymbols(Threads position) {
    return !position.symbols().isEmpty();
  }

  @Override
  @Nullable Threads afterSymbol(Threads position, int token) {
    return position.afterSymbol(token);
  }

  @Override
  Threads both(Threads one, Threads other) {
    return one.or(other);
  }

  @Override
  int[] places(Threads position, Lexis lexis) {
    return lexis instanceof ScannerlessLexis scans && position.inners().isEmpty()
        ? position.scans().keySet().stream().mapToInt(scans::number).toArray()
        : new int[0];
  }

  @Override
  Optional<Lexis> lexis() {
    boolean plain =
        terminals.stream().allMatch(RegularTerminals.Meaning.Language.class::isInstance);
    return plain ? Optional.of(new ScannerlessLexis(scanner, parser().end())) : Optional.empty();
  }

  @Override
  Masks<Threads> masks(VocabularyIndex index) {
    return new ScanSplits(this, index);
  }

  @Override
  void complete(Threads position, ByteState.Ending ending) {
    if (!position.accepting()) {
      new Completer(position).write(ending);
    }
  }

  /** Finds the end of the current terminal, and of the text behind it, that costs least. */
  private final class Completer {
    private final Symbols symbols;
    private long cost = Long.MAX_VALUE;
    private byte[] bytes = {};
    private @Nullable ByteState<?> inner;
    private int[] rest = {};

    private Completer(Threads position) {
      this.symbols = position.symbols();
      position
          .scans()
          .forEach((scan, level) -> {
            scanner
                .finishes(scan)
                .forEach((terminal, finish) -> offer(level, terminal, finish, null));
            if (!scan.begun()) {
              offerAll(level);
            }
          });
      position
          .inners()
          .forEach((in, level) -> offer(level, in.terminal(), new byte[0], in.state()));
    }

    // Terminals that are no plain texts come whole.
    private void offerAll(Level level) {
      int[] after = finisher.finish(level, 0);
      long sum = sum(after);
      if (sum < cost) {
        cost = sum;
        bytes = new byte[0];
        inner = null;
        rest = after;
      }
    }

    private void offer(Level level, int terminal, byte[] finish, @Nullable ByteState<?> state) {
      if (!level.allows(terminal)) {
        return;
      }
      int[] after = finisher.finish(parser().shift(level, terminal), 0);
      long sum = finish.length + sum(after);
      if (state != null) {
        sum += state.completion().bytes().length;
      }
      if (sum < cost) {
        cost = sum;
        bytes = finish;
        inner = state;
        rest = after;
      }
    }

    private long sum(int[] after) {
      long sum = 0;
      for (int t : after) {
        sum += finisher.cost(t);
      }
      return sum;
    }

    private void write(ByteState.Ending ending) {
      ending.bytes(bytes);
      if (inner != null) {
        ending.completion(inner.completion());
      }
      int limit = limits().completionBytes();
      for (int terminal : rest) {
        switch (terminals.get(terminal)) {
          case RegularTerminals.Meaning.Language text -> ending.bytes(scanner.shortest(terminal));
          case RegularTerminals.Meaning.Special special -> {
            if (special.expr() instanceof Expr.Embedded) {
              ending.completion(symbols.start(terminal).completion());
            } else {
              ending.symbol(symbols.tokens(terminal).nextSetBit(0));
            }
          }
        }
        if (ending.length() > limit) {
          throw new LimitExceeded("completionBytes", limit, "writing out a completion");
        }
      }
    }
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

  @Override
  public BitSet lastBytes() {
    BitSet last = scanner.lastBytes();
    for (RegularTerminals.Meaning terminal : terminals) {
      if (terminal instanceof RegularTerminals.Meaning.Special special
          && special.expr() instanceof Expr.Embedded embedded) {
        if (embedded.grammar() instanceof LastBytes known) {
          last.or(known.lastBytes());
        } else {
          last.set(0, 256);
        }
      }
    }
    return last;
  }
}
