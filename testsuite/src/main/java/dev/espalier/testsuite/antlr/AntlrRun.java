package dev.espalier.testsuite.antlr;

import dev.espalier.compiler.EspalierException;
import dev.espalier.compiler.Grammar;
import dev.espalier.testsuite.RunException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongConsumer;
import org.antlr.v4.runtime.atn.Transition;
import org.jspecify.annotations.Nullable;

/** Compares an engine with ANTLR on several grammars. */
public final class AntlrRun {
  /** Recursion in the interpreters is as deep as texts nest. */
  private static final long STACK = 1L << 30;

  private static final int BATCH = 2000;

  /**
   * What came of one grammar.
   *
   * @param refused why the engine does not compile it; empty if it does
   */
  record Result(
      GrammarSource source,
      String refused,
      Tally tally,
      Coverage parser,
      Coverage lexer,
      Optional<MaskCheck.Counts> masks,
      int acceptedInWorld) {

    long disagreements() {
      return tally.disagreements + (refused.isEmpty() ? 0 : 1);
    }
  }

  private record Task(int grammar, int texts, long seed, boolean masks) {}

  /** What a thread keeps while it stays with a grammar. */
  private static final class Desk {
    private int grammar = -1;
    private @Nullable AntlrJudge judge;
  }

  private final Engine engine;
  private final List<GrammarSource> sources;
  private final List<Differential> differentials = new ArrayList<>();
  private final List<@Nullable Grammar> grammars = new ArrayList<>();
  private final List<String> refused = new ArrayList<>();
  private final int masks;
  private final long seed;

  /**
   * @param masks so many masks of each grammar that has a world are checked
   * @throws RunException if ANTLR refuses a grammar
   */
  public AntlrRun(Engine engine, List<GrammarSource> sources, int masks, long seed) {
    this.engine = engine;
    this.sources = List.copyOf(sources);
    this.masks = masks;
    this.seed = seed;
  }

  /**
   * Runs.
   *
   * @param texts so many in all, spread evenly
   * @param progress told how many texts are done
   */
  List<Result> run(long texts, int threads, LongConsumer progress) {
    List<Result> results = new ArrayList<>();
    onLargeStacks(1, () -> prepare());
    List<Task> tasks = new ArrayList<>();
    for (int g = 0; g < sources.size(); g++) {
      if (grammars.get(g) == null) {
        continue;
      }
      if (masks > 0 && sources.get(g).world().isPresent()) {
        tasks.add(new Task(g, 0, seed, true));
      }
      tasks.add(new Task(g, 0, seed, false));
      long left = (texts + sources.size() - 1) / sources.size();
      for (int batch = 0; left > 0; batch++) {
        int size = (int) Math.min(BATCH, left);
        left -= size;
        tasks.add(new Task(g, size, seed * 1_000_003 + batch, false));
      }
    }
    Tally[] tallies = new Tally[tasks.size()];
    MaskCheck.Counts[] counts = new MaskCheck.Counts[sources.size()];
    int[] accepted = new int[sources.size()];
    AtomicInteger next = new AtomicInteger();
    AtomicLong done = new AtomicLong();
    onLargeStacks(
        threads,
        () -> {
          Desk desk = new Desk();
          for (int t = next.getAndIncrement(); t < tasks.size(); t = next.getAndIncrement()) {
            Task task = tasks.get(t);
            Differential differential = differentials.get(task.grammar());
            if (task.masks()) {
              MaskCheck check = new MaskCheck(differential.grammar());
              Grammar grammar = grammars.get(task.grammar());
              if (grammar != null) {
                check.run(grammar, masks, seed);
              }
              counts[task.grammar()] = check.counts();
              accepted[task.grammar()] = check.accepted();
              continue;
            }
            AntlrJudge judge = desk.judge;
            if (judge == null || desk.grammar != task.grammar()) {
              judge = new AntlrJudge(differential.grammar());
              desk.judge = judge;
              desk.grammar = task.grammar();
            }
            tallies[t] =
                task.texts() == 0
                    ? differential.given(judge)
                    : differential.batch(judge, task.seed(), task.texts());
            synchronized (progress) {
              progress.accept(done.addAndGet(tallies[t].texts));
            }
          }
        });
    for (int g = 0; g < sources.size(); g++) {
      Tally tally = new Tally();
      for (int t = 0; t < tallies.length; t++) {
        if (tasks.get(t).grammar() == g && !tasks.get(t).masks()) {
          tally.add(tallies[t]);
        }
      }
      results.add(result(g, tally, Optional.ofNullable(counts[g]), accepted[g]));
    }
    return results;
  }

  private Result result(int g, Tally tally, Optional<MaskCheck.Counts> counts, int accepted) {
    Differential differential = differentials.get(g);
    AntlrGrammar grammar = differential.grammar();
    return new Result(
        sources.get(g),
        refused.get(g),
        tally,
        Coverage.of(
            differential.parserModel().network(),
            differential.parserModel().reachable(),
            tally.parser,
            tally.parserTries,
            new int[0],
            t -> t.label() == null ? "any token" : t.label().toString(grammar.tokenNames())),
        Coverage.of(
            differential.lexerModel().network(),
            differential.lexerModel().reachable(),
            tally.lexer,
            tally.lexerTries,
            tally.lexerReadings,
            AntlrRun::characters),
        counts,
        accepted);
  }

  private static String characters(Transition t) {
    String label = t.label() == null ? "any character" : t.label().toString(true);
    return label.length() > 60 ? label.substring(0, 60) + "…" : label;
  }

  private void prepare() {
    for (GrammarSource source : sources) {
      AntlrGrammar grammar = new AntlrGrammar(source);
      @Nullable Grammar compiled = null;
      String why = "";
      try {
        compiled = engine.compile(source);
      } catch (EspalierException e) {
        why = String.valueOf(e.getMessage());
      } catch (RuntimeException | VirtualMachineError | AssertionError e) {
        why = Engine.ByBytes.broken(e);
      }
      grammars.add(compiled);
      refused.add(why);
      differentials.add(
          new Differential(
              grammar, compiled == null ? Recogniser.NONE : Engine.recogniser(compiled)));
    }
  }

  /** Runs in threads with stacks that are as deep as any text nests. */
  static void onLargeStacks(int threads, Runnable work) {
    AtomicReference<@Nullable Throwable> failed = new AtomicReference<>();
    List<Thread> all = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      Thread thread =
          new Thread(
              null,
              () -> {
                try {
                  work.run();
                } catch (RuntimeException | Error e) {
                  failed.compareAndSet(null, e);
                }
              },
              "antlr-" + i,
              STACK);
      all.add(thread);
      thread.start();
    }
    for (Thread thread : all) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new RunException("interrupted", e);
      }
    }
    Throwable failure = failed.get();
    if (failure instanceof RuntimeException e) {
      throw e;
    } else if (failure instanceof Error e) {
      throw e;
    }
  }
}
