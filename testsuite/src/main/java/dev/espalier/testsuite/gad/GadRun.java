package dev.espalier.testsuite.gad;

import dev.espalier.compiler.GrammarException;
import dev.espalier.compiler.GrammarOptions;
import dev.espalier.compiler.GrammarSyntax;
import dev.espalier.compiler.State;
import dev.espalier.compiler.TextGrammar;
import dev.espalier.compiler.Vocabulary;
import dev.espalier.testsuite.text.Encoder;
import dev.espalier.testsuite.text.Mutator;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.BiFunction;

/** Texts of the grammars, before two recognisers. */
final class GadRun {
  private static final int KEPT = 50;

  private final Vocabulary vocabulary;
  private final Encoder encoder;
  private final BiFunction<String, List<String>, boolean[]> judge;
  private final int texts;
  private final int more;
  private final long seed;

  private int grammars;
  private int refused;
  private long strings;
  private long distinct;
  private long accepted;
  private long mutants;
  private long mutantsAccepted;
  private long disagreements;
  private final List<String> findings = new ArrayList<>();

  /**
   * @param judge of a grammar in GBNF and texts, whether it accepts each
   * @param texts to draw for each grammar
   * @param more how many bytes a text may have beyond the shortest of its grammar
   */
  GadRun(
      Vocabulary vocabulary,
      Encoder encoder,
      BiFunction<String, List<String>, boolean[]> judge,
      int texts,
      int more,
      long seed) {
    this.vocabulary = vocabulary;
    this.encoder = encoder;
    this.judge = judge;
    this.texts = texts;
    this.more = more;
    this.seed = seed;
  }

  /** Compiles a grammar, draws texts, edits them, and asks both. */
  void run(Task task) {
    State start;
    try {
      start =
          TextGrammar.compile(
                  task.grammar(),
                  GrammarOptions.DEFAULT.withSyntax(GrammarSyntax.GBNF).withSource(task.id()))
              .bind(vocabulary)
              .start();
    } catch (GrammarException e) {
      refused++;
      find(task.id() + " does not compile: " + e.getMessage());
      return;
    }
    grammars++;
    SplittableRandom random = new SplittableRandom(seed * 1_000_003 + task.id().hashCode());
    Sampler sampler = new Sampler(vocabulary, random.split(), start, more);
    List<String> drawn = new ArrayList<>();
    for (int i = 0; i < texts; i++) {
      drawn.add(sampler.draw());
    }
    Mutator mutator = new Mutator(drawn, random.split());
    List<String> edited = drawn.stream().map(mutator::edit).toList();
    List<String> all = new ArrayList<>(drawn);
    all.addAll(edited);
    boolean[] verdicts = judge.apply(task.grammar(), all);
    for (int i = 0; i < all.size(); i++) {
      boolean ours = accepts(start, all.get(i));
      if (i < texts) {
        strings++;
        accepted += verdicts[i] ? 1 : 0;
        // Drawn through masks: accepted, and in the tokenizer's own tokenisation too.
        if (!verdicts[i] || !ours) {
          disagree(task, "drawn, then accepted " + ours, verdicts[i], all.get(i));
        }
      } else {
        mutants++;
        mutantsAccepted += verdicts[i] ? 1 : 0;
        if (verdicts[i] != ours) {
          disagree(task, "edited, accepted " + ours, verdicts[i], all.get(i));
        }
      }
    }
    Set<String> different = new HashSet<>(drawn);
    distinct += different.size();
  }

  private void disagree(Task task, String ours, boolean verdict, String text) {
    disagreements++;
    find(task.id() + ": " + ours + ", by the other recogniser " + verdict + ": " + text);
  }

  private void find(String finding) {
    if (findings.size() < KEPT) {
      findings.add(finding);
    }
  }

  /** By masks, in the tokenizer's tokens. */
  private boolean accepts(State start, String text) {
    State state = start;
    for (int token : encoder.encode(text)) {
      if (!state.mask().contains(token)) {
        return false;
      }
      state = state.next(token);
    }
    return state.accepting();
  }

  /** Grammars that compiled. */
  int grammars() {
    return grammars;
  }

  /** Grammars that did not compile. */
  int refused() {
    return refused;
  }

  /** Texts that were drawn. */
  long strings() {
    return strings;
  }

  /** How many different ones were drawn, summed over the grammars. */
  long distinct() {
    return distinct;
  }

  /** Drawn texts that the other recogniser accepts. */
  long accepted() {
    return accepted;
  }

  long mutants() {
    return mutants;
  }

  /** Edited texts that the other recogniser accepts. */
  long mutantsAccepted() {
    return mutantsAccepted;
  }

  long disagreements() {
    return disagreements;
  }

  /** The first of what must not be. */
  List<String> findings() {
    return findings;
  }
}
