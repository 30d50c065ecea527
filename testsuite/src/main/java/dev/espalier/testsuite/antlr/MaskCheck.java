package dev.espalier.testsuite.antlr;

import dev.espalier.compiler.Grammar;
import dev.espalier.compiler.LimitExceeded;
import dev.espalier.compiler.State;
import dev.espalier.compiler.TokenMask;
import dev.espalier.compiler.Vocabulary;
import dev.espalier.testsuite.antlr.AntlrJudge.Verdict;
import dev.espalier.testsuite.oracle.PrefixSet;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * Checks masks of a small grammar, bit by bit, against all texts over its alphabet that ANTLR
 * accepts.
 *
 * <p>A cleared bit is wrong if a text goes on with the token. A set bit is wrong unless the state
 * after the token shows a completion that ANTLR accepts. The bit of the end is what ANTLR says.
 */
final class MaskCheck {
  private static final int KEPT = 5;

  /** What was counted and found. */
  static final class Counts {
    long texts;
    long masks;
    long setBits;
    long clearedBits;
    long clearedInReach;
    long limits;
    long wrongBits;
    final List<String> findings = new ArrayList<>();

    void add(Counts other) {
      texts += other.texts;
      masks += other.masks;
      setBits += other.setBits;
      clearedBits += other.clearedBits;
      clearedInReach += other.clearedInReach;
      limits += other.limits;
      wrongBits += other.wrongBits;
      findings.addAll(other.findings);
    }
  }

  private final GrammarSource source;
  private final AntlrJudge judge;
  private final PrefixSet prefixes = new PrefixSet();
  private final int[] alphabet;
  private final int length;
  private final Counts counts = new Counts();
  private final Map<String, Verdict> verdicts = new HashMap<>();

  /** Enumerates all texts of the grammar's world. */
  MaskCheck(AntlrGrammar grammar) {
    source = grammar.source();
    judge = new AntlrJudge(grammar);
    GrammarSource.World world = source.world().orElseThrow();
    alphabet = CodePoints.of(world.alphabet());
    length = world.length();
    int[] digits = new int[length];
    for (int n = 0; n <= length; n++) {
      int[] text = new int[n];
      Arrays.fill(digits, 0);
      boolean more = true;
      while (more) {
        for (int i = 0; i < n; i++) {
          text[i] = alphabet[digits[i]];
        }
        counts.texts++;
        if (judge.judge(text) == Verdict.ACCEPTED) {
          prefixes.add(bytes(text));
        }
        more = false;
        for (int i = n - 1; i >= 0 && !more; i--) {
          digits[i] = (digits[i] + 1) % alphabet.length;
          more = digits[i] != 0;
        }
      }
    }
  }

  Counts counts() {
    return counts;
  }

  /** How many texts of the world ANTLR accepts. */
  int accepted() {
    return prefixes.texts();
  }

  /** Checks masks along random texts, with several random vocabularies. */
  void run(Grammar grammar, int masks, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int vocabularies = 4;
    for (int v = 0; v < vocabularies; v++) {
      Vocabulary vocabulary = vocabulary(random);
      State start = grammar.bind(vocabulary).start();
      Set<String> seen = new HashSet<>();
      long until = counts.masks + masks / vocabularies;
      for (int walks = 0; counts.masks < until && walks < masks; walks++) {
        walk(start, vocabulary, random, seen);
      }
    }
  }

  private void walk(State start, Vocabulary vocabulary, SplittableRandom random, Set<String> seen) {
    State state = start;
    byte[] text = {};
    try {
      while (text.length <= length) {
        TokenMask mask = state.mask();
        if (seen.add(latin(text))) {
          check(state, mask, text, vocabulary, random);
        }
        List<Integer> known = new ArrayList<>();
        List<Integer> others = new ArrayList<>();
        int node = prefixes.find(text);
        for (int id = 0; id < vocabulary.size(); id++) {
          byte[] token = vocabulary.bytes(id);
          if (token.length > 0 && mask.contains(id)) {
            (prefixes.walk(node, token) == PrefixSet.NONE ? others : known).add(id);
          }
        }
        List<Integer> from =
            known.isEmpty() || (!others.isEmpty() && random.nextInt(12) == 0) ? others : known;
        if (from.isEmpty()) {
          return;
        }
        int token = from.get(random.nextInt(from.size()));
        State next = state.next(token);
        text = join(text, vocabulary.bytes(token));
        if (random.nextInt(8) == 0 && !next.equals(start.next(text))) {
          found("the state after the tokens of " + show(text) + " is not that after its bytes");
        }
        state = next;
      }
    } catch (LimitExceeded e) {
      counts.limits++;
    } catch (RuntimeException | VirtualMachineError | AssertionError e) {
      found("at " + show(text) + ": " + e + trace(e));
    }
  }

  private void check(
      State state, TokenMask mask, byte[] text, Vocabulary vocabulary, SplittableRandom random) {
    counts.masks++;
    int node = prefixes.find(text);
    boolean any = false;
    boolean accepted = verdict(text) == Verdict.ACCEPTED;
    for (int id = 0; id < vocabulary.size(); id++) {
      boolean set = mask.contains(id);
      any |= set;
      byte[] token = vocabulary.bytes(id);
      if (random.nextInt(16) == 0 && set != state.allows(id)) {
        found("allows and mask differ at " + show(text) + " on " + show(token));
      }
      if (vocabulary.isEos(id)) {
        if (set != accepted) {
          found("the bit of the end at " + show(text) + " is " + set);
        }
        continue;
      }
      if (token.length == 0) {
        if (set) {
          found("a token without bytes is set at " + show(text));
        }
        continue;
      }
      int after = prefixes.walk(node, token);
      if (!set) {
        counts.clearedBits++;
        if (after != PrefixSet.NONE) {
          counts.clearedInReach++;
          found(
              "cleared: "
                  + show(token)
                  + " at "
                  + show(text)
                  + ", but "
                  + show(join(join(text, token), prefixes.someRest(after)))
                  + " is accepted");
        } else if (node != PrefixSet.NONE) {
          counts.clearedInReach++;
        }
        continue;
      }
      counts.setBits++;
      byte[] whole = join(text, token);
      whole = join(whole, state.next(id).completion().bytes());
      if (verdict(whole) == Verdict.REFUSED) {
        found("set: " + show(token) + " at " + show(text) + ", but " + show(whole) + " is refused");
      }
    }
    if (!any) {
      found("an empty mask at " + show(text));
    }
    if (accepted != state.accepting()) {
      found("accepting at " + show(text) + " is " + state.accepting());
    }
    int at = node;
    for (byte b : state.forced()) {
      int only = prefixes.onlyByte(at);
      if (at == PrefixSet.NONE || prefixes.ends(at)) {
        if (at != PrefixSet.NONE) {
          found("forced beyond an end at " + show(text));
        }
        break;
      }
      if (only != (b & 0xff)) {
        found("forced " + show(state.forced()) + " at " + show(text) + ", but others go on");
        break;
      }
      at = prefixes.step(at, b);
    }
  }

  private Verdict verdict(byte[] bytes) {
    return verdicts.computeIfAbsent(
        latin(bytes), any -> Differential.decode(bytes).map(judge::judge).orElse(Verdict.REFUSED));
  }

  /** All single bytes, and some tokens of several characters over the alphabet, in any order. */
  private Vocabulary vocabulary(SplittableRandom random) {
    List<byte[]> tokens = new ArrayList<>();
    for (int b = 0; b < 256; b++) {
      tokens.add(new byte[] {(byte) b});
    }
    for (int i = 0; i < 40; i++) {
      int[] token = new int[1 + random.nextInt(4)];
      for (int j = 0; j < token.length; j++) {
        token[j] = alphabet[random.nextInt(alphabet.length)];
      }
      byte[] bytes = bytes(token);
      // Some begin or end within a character.
      int from = random.nextInt(4) == 0 ? random.nextInt(bytes.length) : 0;
      int to =
          random.nextInt(4) == 0 ? from + 1 + random.nextInt(bytes.length - from) : bytes.length;
      tokens.add(Arrays.copyOfRange(bytes, from, to));
    }
    tokens.add(new byte[0]);
    Collections.shuffle(tokens, new Random(random.nextLong()));
    return Vocabulary.of(tokens, tokens.size());
  }

  private void found(String what) {
    counts.wrongBits++;
    if (counts.findings.size() < KEPT) {
      counts.findings.add(source.name() + ": " + what);
    }
  }

  private static String trace(Throwable e) {
    StackTraceElement[] trace = e.getStackTrace();
    return trace.length == 0 ? "" : " at " + trace[0];
  }

  private static String show(byte[] bytes) {
    Optional<int[]> text = Differential.decode(bytes);
    return text.map(points -> Disagreement.quote(CodePoints.text(points)))
        .orElseGet(() -> "bytes " + java.util.HexFormat.of().formatHex(bytes));
  }

  private static String latin(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  private static byte[] bytes(int[] text) {
    return CodePoints.text(text).getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] join(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }
}
