package dev.espalier.testsuite.antlr;

import dev.espalier.testsuite.antlr.AntlrJudge.Verdict;
import dev.espalier.testsuite.antlr.Recogniser.Kind;
import dev.espalier.testsuite.antlr.TextGenerator.Made;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Predicate;

/** Compares a recogniser with ANTLR's interpreters on texts of one grammar. For several threads. */
final class Differential {
  /** Modes that the engine keeps at most: beyond it texts are not compared. */
  static final int DEPTH = 32;

  /** One in so many texts is cut somewhere, and its completion judged. */
  private static final int COMPLETED = 8;

  /** So many prefixes of a text that comes with the grammar are completed. */
  private static final int GIVEN_PREFIXES = 64;

  private final AntlrGrammar grammar;
  private final Recogniser recogniser;
  private final LexerModel lexerModel;
  private final ParserModel parserModel;

  Differential(AntlrGrammar grammar, Recogniser recogniser) {
    this.grammar = grammar;
    this.recogniser = recogniser;
    lexerModel = new LexerModel(grammar);
    BitSet made = new BitSet();
    Lexemes lexemes = new Lexemes(lexerModel, new StepLexer(grammar), new SplittableRandom(1));
    for (int mode = 0; mode < lexerModel.network().atn().modeToStartState.size(); mode++) {
      for (Lexemes.Outcome outcome : lexemes.outcomes(mode)) {
        if (outcome.kind() == StepLexer.Kind.TOKEN) {
          made.set(outcome.type());
        }
      }
    }
    parserModel = new ParserModel(grammar, made);
  }

  AntlrGrammar grammar() {
    return grammar;
  }

  LexerModel lexerModel() {
    return lexerModel;
  }

  ParserModel parserModel() {
    return parserModel;
  }

  /** The texts that come with the grammar. */
  Tally given(AntlrJudge judge) {
    Worker worker = new Worker(judge, 0);
    for (String text : grammar.source().texts()) {
      int[] points = CodePoints.of(text);
      worker.compare(points, worker.verdict(points));
      byte[] bytes = utf8(points);
      int read = recogniser.read(bytes).read();
      int stride = Math.max(1, read / GIVEN_PREFIXES);
      for (int length = 0; length <= read; length += stride) {
        worker.complete(Arrays.copyOf(bytes, length));
      }
    }
    return worker.tally;
  }

  /**
   * Compares so many texts.
   *
   * @param judge of this grammar and of this thread
   */
  Tally batch(AntlrJudge judge, long seed, int texts) {
    Worker worker = new Worker(judge, seed);
    worker.run(texts);
    return worker.tally;
  }

  private static byte[] utf8(int[] text) {
    return CodePoints.text(text).getBytes(StandardCharsets.UTF_8);
  }

  /** The code points of bytes; none where they are not UTF-8. */
  static Optional<int[]> decode(byte[] bytes) {
    try {
      return Optional.of(
          CodePoints.of(
              StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString()));
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }

  /** One batch. */
  private final class Worker {
    private final long seed;
    private final AntlrJudge judge;
    private final SplittableRandom random;
    private final Lexemes lexemes;
    private final TextGenerator generator;
    private final Mutator mutator;
    private final Tally tally = new Tally();
    private int[] other = {};
    private int[] otherBorders = {0};

    Worker(AntlrJudge judge, long seed) {
      this.seed = seed;
      this.judge = judge;
      random = new SplittableRandom(seed);
      StepLexer lexer = new StepLexer(grammar);
      lexemes = new Lexemes(lexerModel, lexer, random.split());
      generator =
          new TextGenerator(
              parserModel, new TextWriter(lexemes, lexer, random.split()), random.split());
      mutator = new Mutator(lexerModel.alphabet(), random.split());
    }

    void run(int texts) {
      while (tally.texts < texts) {
        Made made = generator.next();
        Verdict verdict = verdict(made.text());
        boolean read = made.whole() && Arrays.equals(judge.tokens(), made.types());
        if (made.whole() && verdict == Verdict.REFUSED) {
          if (read) {
            tally.departed++;
            if (tally.departures.size() < Tally.KEPT) {
              tally.departures.add(CodePoints.text(made.text()));
            }
          } else {
            tally.fused++;
          }
        }
        if (!made.whole()) {
          tally.soup++;
        }
        compare(made.text(), verdict);
        // The lexer reads these as they were meant, whatever the parser says.
        cover(tally.lexer, made.lexer());
        if (verdict != Verdict.ACCEPTED) {
          continue;
        }
        if (read) {
          generator.covered(made.parser());
          cover(tally.parser, made.parser());
          tally.longest = Math.max(tally.longest, made.types().length);
        }
        for (int edits = random.nextInt(3); edits > 0 && tally.texts < texts; edits--) {
          tally.edited++;
          if (random.nextInt(50) == 0 && made.text().length > 0) {
            editBytes(utf8(made.text()));
          } else {
            int[] edited = mutator.edit(made.text(), made.borders(), other, otherBorders);
            Verdict second = verdict(edited);
            if (second == Verdict.ACCEPTED) {
              tally.editedAccepted++;
            }
            compare(edited, second);
          }
        }
        other = made.text();
        otherBorders = made.borders();
      }
      tally.parserTries = generator.uses();
      tally.lexerTries = lexemes.uses();
      tally.lexerReadings = lexemes.readings();
    }

    private static void cover(BitSet covered, int[] ids) {
      for (int id : ids) {
        covered.set(id);
      }
    }

    /** One byte becomes another: most often what is left is not UTF-8. */
    private void editBytes(byte[] bytes) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      Optional<int[]> text = decode(bytes);
      if (text.isPresent()) {
        compare(text.get(), verdict(text.get()));
        return;
      }
      tally.notUnicode++;
      tally.texts++;
      Recogniser.Reading reading = recogniser.read(bytes);
      if (reading.kind() == Kind.ACCEPTED || reading.kind() == Kind.BROKEN) {
        found(
            reading.kind() == Kind.BROKEN ? Disagreement.Kind.BROKEN : Disagreement.Kind.UNSOUND,
            "bytes in hex " + java.util.HexFormat.of().formatHex(bytes),
            "not UTF-8: " + reading);
      }
    }

    Verdict verdict(int[] text) {
      return judge.judge(text);
    }

    /** Compares the verdicts on a text. */
    void compare(int[] text, Verdict verdict) {
      tally.texts++;
      tally.characters += text.length;
      if (verdict == Verdict.GIVEN_UP) {
        tally.givenUp++;
        return;
      }
      boolean deep = judge.deepest() > DEPTH;
      if (verdict == Verdict.ACCEPTED) {
        tally.accepted++;
      }
      byte[] bytes = utf8(text);
      Recogniser.Reading reading = recogniser.read(bytes);
      Optional<Disagreement.Kind> wrong = wrong(verdict, reading.kind());
      if (reading.kind() == Kind.LIMIT) {
        tally.limit(reading.detail());
      } else if (deep && wrong.equals(Optional.of(Disagreement.Kind.INCOMPLETE))) {
        tally.tooDeep++;
      } else if (wrong.isPresent()) {
        if (tally.kept.size() >= Tally.KEPT) {
          tally.disagreements++;
        } else {
          report(wrong.get(), text);
        }
      } else if (random.nextInt(COMPLETED) == 0) {
        complete(Arrays.copyOf(bytes, random.nextInt(reading.read() + 1)));
      }
    }

    private void report(Disagreement.Kind kind, int[] text) {
      Predicate<int[]> same =
          each -> {
            Verdict judged = judge.judge(each);
            return judged != Verdict.GIVEN_UP
                && judge.deepest() <= DEPTH
                && wrong(judged, recogniser.read(utf8(each)).kind()).equals(Optional.of(kind));
          };
      int[] small = Shrinker.shrink(text, same);
      Recogniser.Reading reading = recogniser.read(utf8(small));
      found(
          kind,
          CodePoints.text(small),
          reading.kind()
              + " after "
              + reading.read()
              + " bytes"
              + (reading.detail().isEmpty() ? "" : ", " + reading.detail()));
    }

    /** Has a part of a text that can be read completed, and judges the whole. */
    private void complete(byte[] prefix) {
      tally.completions++;
      Optional<Disagreement.Kind> wrong = wrongCompletion(prefix);
      if (wrong.isEmpty()) {
        return;
      }
      if (tally.kept.size() >= Tally.KEPT) {
        tally.disagreements++;
        return;
      }
      // Code points, so that the smaller text can be shown; the last one may be cut.
      byte[] small = prefix;
      Optional<int[]> text = decode(prefix);
      if (text.isPresent()) {
        small =
            utf8(Shrinker.shrink(text.get(), each -> wrongCompletion(utf8(each)).equals(wrong)));
      }
      Recogniser.Completed completed = recogniser.complete(small);
      found(
          wrong.get(),
          new String(small, StandardCharsets.UTF_8),
          "completed with "
              + Disagreement.quote(new String(completed.rest(), StandardCharsets.UTF_8))
              + completed.detail());
    }

    private Optional<Disagreement.Kind> wrongCompletion(byte[] prefix) {
      Kind read = recogniser.read(prefix).kind();
      if (read != Kind.ACCEPTED && read != Kind.UNFINISHED) {
        return Optional.empty();
      }
      Recogniser.Completed completed = recogniser.complete(prefix);
      if (completed.kind() == Kind.LIMIT) {
        tally.limit(completed.detail());
        return Optional.empty();
      }
      if (completed.kind() == Kind.BROKEN) {
        return Optional.of(Disagreement.Kind.BROKEN);
      }
      byte[] whole = Arrays.copyOf(prefix, prefix.length + completed.rest().length);
      System.arraycopy(completed.rest(), 0, whole, prefix.length, completed.rest().length);
      Optional<int[]> text = decode(whole);
      return text.isPresent() && judge.judge(text.get()) != Verdict.REFUSED
          ? Optional.empty()
          : Optional.of(Disagreement.Kind.DEAD);
    }

    private void found(Disagreement.Kind kind, String text, String details) {
      tally.disagreements++;
      tally.kept.add(new Disagreement(kind, grammar.source().name(), text, details, seed));
    }
  }

  private static Optional<Disagreement.Kind> wrong(Verdict judged, Kind read) {
    return switch (read) {
      case BROKEN -> Optional.of(Disagreement.Kind.BROKEN);
      case LIMIT -> Optional.empty();
      case ACCEPTED ->
          judged == Verdict.ACCEPTED ? Optional.empty() : Optional.of(Disagreement.Kind.UNSOUND);
      case REFUSED, UNFINISHED ->
          judged == Verdict.REFUSED ? Optional.empty() : Optional.of(Disagreement.Kind.INCOMPLETE);
    };
  }
}
