package dev.espalier.compiler.lark;

import dev.espalier.compiler.GrammarException;
import dev.espalier.compiler.automata.CodePointDfa;
import dev.espalier.compiler.automata.CodePointDfas;
import dev.espalier.compiler.automata.CodePointNfa;
import dev.espalier.compiler.automata.CodePointSet;
import dev.espalier.compiler.automata.Work;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The texts that a backtracking matcher matches as a whole: those that an expression prefers, when
 * nothing follows them, among its matches that begin where they do.
 *
 * <p>Such a matcher tries alternatives in their order; that order is kept here by subsets whose
 * states are ordered (threads, in the words of Pike's matcher), and cut off after the first that
 * accepts. The complete dynamic lexer of Lark asks for the preferred match in the text, and in each
 * beginning of that match. Without conditions it so finds exactly the beginnings of the text that
 * are such texts.
 *
 * <p>A look ahead runs beside its thread as an automaton over the rest; a thread that accepts while
 * one is not decided waits, and cuts nothing off until it is. Then what the lexer finds may depend
 * on what follows the match. It does not if in every text the preferred match is the longest
 * beginning that is one of the texts here; that is followed along with the threads, and where it
 * fails the condition is refused. A look behind runs beside all threads from the beginning, and has
 * to have as much before it as it is wide.
 *
 * <p>Exponential at worst, and bounded by the work.
 */
final class PreferredMatches {
  private static final int STATE_COST = 8;

  /** What a state of the ordered automaton does. */
  private sealed interface Op {}

  private record Read(CodePointSet set, int to) implements Op {}

  private record Split(int[] to) implements Op {}

  /**
   * After a round of a repetition without a bound: another one, or what follows.
   *
   * @param nullable whether a round may read nothing
   */
  private record Loop(int body, int next, boolean greedy, boolean nullable) implements Op {}

  /** A thread that was seen, and in which rounds of loops. */
  private record Visit(long thread, int rounds) {}

  private record Ahead(int look, int to, RegexNode.Assertion assertion) implements Op {}

  private record Behind(int look, boolean negative, int to, RegexNode.Assertion assertion)
      implements Op {}

  private record Edge(RegexNode.Place place, int to, RegexNode.Assertion assertion) implements Op {}

  private record Match() implements Op {}

  /**
   * An earlier match whose looks ahead are not decided.
   *
   * @param bad whether it would be wrong if it were the preferred one: it is none of the texts, or
   *     a longer one of them came after it
   */
  private record Waiting(boolean bad) implements Op {}

  /** What is asked for. */
  private enum Mode {
    PREFERRED,
    /** The texts of which some beginning matches. */
    BEGINNING,
    /** As PREFERRED, where nothing may look further than the match. */
    INSIDE
  }

  private record Width(CodePointDfa texts, int width) {}

  /** What has to follow where an edge is. */
  private static final class Following {
    static final CodePointDfa WORD = startingWith(PythonCharacters.WORD);
    static final CodePointDfa OTHER = CodePointDfas.complement(WORD, Work.standard());
    static final CodePointDfa ASCII_WORD = startingWith(PythonCharacters.ASCII_WORD);
    static final CodePointDfa ASCII_OTHER = CodePointDfas.complement(ASCII_WORD, Work.standard());
    static final CodePointDfa LINE_END =
        CodePointDfas.union(
            CodePointDfa.EMPTY_STRING, startingWith(PythonCharacters.NEWLINE), Work.standard());
    static final CodePointDfa LAST_LINE = CodePointDfa.ofWords(List.of("", "\n"));

    private static CodePointDfa startingWith(CodePointSet set) {
      return CodePointDfas.concatenation(
          CodePointDfa.ofSet(set), CodePointDfa.ANY, Work.standard());
    }
  }

  /**
   * A place in the texts, for all threads.
   *
   * @param read how many characters were, as far as looks behind want to know
   * @param last the kind of the last one, see {@link #kind}
   * @param behind the states of the looks behind
   */
  private record History(int read, int last, List<Integer> behind) {}

  /**
   * @param bad as that of {@link Waiting}, of the match that is preferred if no thread here comes
   *     to one, or of there being none
   */
  private record Subset(History history, List<Long> threads, boolean bad) {}

  /** What is left after a character. */
  private record Step(List<Long> seeds, boolean bad) {}

  private final Work work;
  private final List<Op> ops = new ArrayList<>();
  private final List<CodePointDfa> aheads = new ArrayList<>();
  private final Map<CodePointDfa, Integer> aheadNumbers = new HashMap<>();
  private final List<Width> behinds = new ArrayList<>();
  private final Map<RegexNode, CodePointDfa> bodies = new IdentityHashMap<>();
  private boolean edges;
  private int furthest; // back that anything looks

  // Sets of obligations: numbers of aheads and the states they are in.
  private final List<long[]> obligations = new ArrayList<>(List.of(new long[0]));
  private final Map<List<Long>, Integer> obligationNumbers = new HashMap<>();

  private final Map<List<Integer>, Integer> roundNumbers = new HashMap<>();

  private final int waiting; // the first of two
  private final Mode mode;
  private RegexNode.@Nullable Assertion looked; // the first that looked ahead

  private PreferredMatches(Work work, Mode mode) {
    this.work = work;
    this.mode = mode;
    roundNumbers.put(List.of(), 0);
    waiting = op(new Waiting(false));
    op(new Waiting(true));
  }

  /**
   * @throws GrammarException if a condition depends on what stands around the match
   * @throws dev.espalier.compiler.LimitExceeded when the work is used up
   */
  static CodePointDfa of(RegexNode node, Work work) {
    return of(node, work, Mode.PREFERRED);
  }

  private static CodePointDfa of(RegexNode node, Work work, Mode mode) {
    PreferredMatches matches = new PreferredMatches(work, mode);
    int end = matches.op(new Match());
    int start = matches.compile(node, end);
    return matches.run(start);
  }

  private int op(Op op) {
    work.spend(STATE_COST);
    ops.add(op);
    return ops.size() - 1;
  }

  /** Adds what a part does before what follows it; answers where it begins. */
  private int compile(RegexNode node, int next) {
    work.spend(1);
    return switch (node) {
      case RegexNode.Characters characters -> op(new Read(characters.set(), next));
      case RegexNode.Sequence sequence -> {
        int at = next;
        for (int i = sequence.parts().size() - 1; i >= 0; i--) {
          at = compile(sequence.parts().get(i), at);
        }
        yield at;
      }
      case RegexNode.Choice choice -> {
        int[] to = new int[choice.alternatives().size()];
        for (int i = 0; i < to.length; i++) {
          to[i] = compile(choice.alternatives().get(i), next);
        }
        yield op(new Split(to));
      }
      case RegexNode.Repeat repeat -> repeat(repeat, next);
      case RegexNode.Language language -> language(language.texts(), next);
      case RegexNode.Look look -> look(look, next);
      case RegexNode.Edge edge -> {
        edges = true;
        yield op(new Edge(edge.place(), next, edge.assertion()));
      }
    };
  }

  private int repeat(RegexNode.Repeat repeat, int next) {
    int at = next;
    int copies = repeat.least();
    if (repeat.most() < 0) {
      int loop = op(new Match()); // its place; what it does is known below
      int body = compile(repeat.body(), loop);
      ops.set(loop, new Loop(body, next, repeat.greedy(), repeat.body().min() == 0));
      at = copies > 0 ? body : loop;
      copies = Math.max(0, copies - 1);
    } else {
      for (int i = repeat.least(); i < repeat.most(); i++) {
        int body = compile(repeat.body(), at);
        at = op(new Split(repeat.greedy() ? new int[] {body, next} : new int[] {next, body}));
      }
    }
    for (int i = 0; i < copies; i++) {
      at = compile(repeat.body(), at);
    }
    return at;
  }

  private int language(CodePointDfa texts, int next) {
    int[] states = new int[texts.states()];
    for (int s = 0; s < states.length; s++) {
      states[s] = op(new Match());
    }
    for (int s = 0; s < states.length; s++) {
      Map<Integer, CodePointSet.Builder> targets = new LinkedHashMap<>();
      for (int i = texts.firstTransition(s); i < texts.endTransition(s); i++) {
        work.spend(1);
        targets
            .computeIfAbsent(texts.target(i), t -> new CodePointSet.Builder())
            .add(texts.lo(i), texts.hi(i));
      }
      List<Integer> to = new ArrayList<>();
      targets.forEach((t, set) -> to.add(op(new Read(set.build(), states[t]))));
      if (texts.accepts(s)) {
        to.add(next);
      }
      ops.set(states[s], new Split(to.stream().mapToInt(Integer::intValue).toArray()));
    }
    return states[CodePointDfa.START];
  }

  private int look(RegexNode.Look look, int next) {
    CodePointDfa body = bodies.get(look.body());
    if (body == null) {
      body = of(look.body(), work, look.ahead() ? Mode.BEGINNING : Mode.INSIDE);
      bodies.put(look.body(), body);
    }
    if (!look.ahead()) {
      int width = (int) Math.min(look.body().max(), Integer.MAX_VALUE);
      furthest = Math.max(furthest, width);
      behinds.add(new Width(CodePointDfas.concatenation(CodePointDfa.ANY, body, work), width));
      return op(new Behind(behinds.size() - 1, look.negative(), next, look.assertion()));
    }
    CodePointDfa rest = look.negative() ? CodePointDfas.complement(body, work) : body;
    return op(new Ahead(ahead(rest), next, look.assertion()));
  }

  private int ahead(CodePointDfa rest) {
    return aheadNumbers.computeIfAbsent(
        rest,
        r -> {
          aheads.add(r);
          return aheads.size() - 1;
        });
  }

  private CodePointDfa run(int start) {
    if (edges) {
      ahead(Following.WORD);
      ahead(Following.OTHER);
      ahead(Following.ASCII_WORD);
      ahead(Following.ASCII_OTHER);
      ahead(Following.LINE_END);
      ahead(Following.LAST_LINE);
      furthest = Math.max(furthest, 1);
    }
    List<CodePointSet> classes = classes();
    Map<Subset, Integer> numbers = new HashMap<>();
    List<Subset> subsets = new ArrayList<>();
    CodePointNfa result = new CodePointNfa(work);
    List<Integer> behind = new ArrayList<>();
    for (int i = 0; i < behinds.size(); i++) {
      behind.add(CodePointDfa.START);
    }
    History begin = new History(0, 0, behind);
    Subset first = new Subset(begin, close(begin, List.of((long) start << 32)), false);
    numbers.put(first, result.state());
    subsets.add(first);
    for (int from = 0; from < subsets.size(); from++) {
      Subset subset = subsets.get(from);
      int source = from;
      boolean accepts = accepts(subset);
      if (mode == Mode.BEGINNING && accepts && decided(subset)) {
        result.acceptAnything(source);
        continue;
      } else if (accepts) {
        result.accept(source);
      }
      Map<Integer, CodePointSet.Builder> targets = new LinkedHashMap<>();
      for (CodePointSet set : classes) {
        int c = set.lo(0);
        Step step = step(subset, accepts, c);
        History history = after(subset.history, c);
        List<Long> closed = close(history, step.seeds);
        Subset next = new Subset(history, closed, step.bad);
        if (closed.isEmpty()) {
          accepts(next); // may be refused
          continue;
        }
        work.spend(closed.size());
        Integer to = numbers.get(next);
        if (to == null) {
          to = result.state();
          numbers.put(next, to);
          subsets.add(next);
          work.states(numbers.size());
        }
        targets.computeIfAbsent(to, t -> new CodePointSet.Builder()).add(set);
      }
      targets.forEach((to, set) -> result.edge(source, set.build(), to));
    }
    return result.determinise(0);
  }

  /** Whether a text that ends here is one of those that are asked for. */
  private boolean accepts(Subset subset) {
    for (long thread : subset.threads) {
      Op op = ops.get(state(thread));
      if ((op instanceof Match || op instanceof Waiting) && fulfilled((int) thread)) {
        if (op instanceof Match || mode == Mode.BEGINNING) {
          return true;
        }
        refuseIf(((Waiting) op).bad);
        return false;
      }
    }
    refuseIf(subset.bad);
    return false;
  }

  private void refuseIf(boolean bad) {
    if (bad && mode == Mode.PREFERRED && looked != null) {
      throw around(looked, "after");
    }
  }

  private boolean fulfilled(int set) {
    for (long obligation : obligations.get(set)) {
      if (!aheads.get((int) (obligation >>> 32)).accepts((int) obligation)) {
        return false;
      }
    }
    return true;
  }

  /** Whether a thread has matched whatever follows; then it is the last one. */
  private boolean decided(Subset subset) {
    long last = subset.threads.get(subset.threads.size() - 1);
    return (int) last == 0 && !(ops.get(state(last)) instanceof Read);
  }

  private static int state(long thread) {
    return (int) (thread >>> 32);
  }

  private History after(History history, int c) {
    if (furthest == 0) {
      return history;
    }
    List<Integer> behind = new ArrayList<>(behinds.size());
    for (int i = 0; i < behinds.size(); i++) {
      behind.add(behinds.get(i).texts.next(history.behind.get(i), c));
    }
    return new History(Math.min(furthest, history.read + 1), edges ? kind(c) : 0, behind);
  }

  // What edges want to know of a character; 0 is none.
  private static int kind(int c) {
    return 1
        + (PythonCharacters.WORD.contains(c) ? 2 : 0)
        + (PythonCharacters.ASCII_WORD.contains(c) ? 4 : 0)
        + (c == '\n' ? 8 : 0);
  }

  private Step step(Subset subset, boolean accepts, int c) {
    List<Long> seeds = new ArrayList<>();
    for (long thread : subset.threads) {
      work.spend(1);
      Op op = ops.get(state(thread));
      if (op instanceof Read read) {
        int left = read.set.contains(c) ? advance((int) thread, c) : -1;
        if (left >= 0) {
          seeds.add((long) read.to << 32 | left);
        }
        continue;
      }
      boolean bad =
          mode != Mode.BEGINNING
              && (op instanceof Waiting before ? before.bad || accepts : !accepts);
      int left = advance((int) thread, c);
      if (left == 0 && mode != Mode.BEGINNING) {
        return new Step(seeds, bad); // it is decided: nothing after it counts
      } else if (left >= 0) {
        seeds.add((long) (bad ? waiting + 1 : waiting) << 32 | left);
      }
    }
    return new Step(seeds, mode != Mode.BEGINNING && (subset.bad || accepts));
  }

  /** A set of obligations after a character; -1 if one failed. */
  private int advance(int set, int c) {
    if (set == 0) {
      return 0;
    }
    TreeSet<Long> left = new TreeSet<>();
    for (long obligation : obligations.get(set)) {
      work.spend(1);
      int look = (int) (obligation >>> 32);
      CodePointDfa dfa = aheads.get(look);
      int next = dfa.next((int) obligation, c);
      if (next == CodePointDfa.DEAD) {
        return -1;
      } else if (!dfa.isUniversal(next)) {
        left.add((long) look << 32 | next);
      }
    }
    return number(left);
  }

  private int with(int set, int look) {
    CodePointDfa dfa = aheads.get(look);
    if (dfa.isEmpty()) {
      return -1;
    } else if (dfa.isUniversal()) {
      return set;
    }
    TreeSet<Long> all = new TreeSet<>();
    for (long obligation : obligations.get(set)) {
      all.add(obligation);
    }
    all.add((long) look << 32 | CodePointDfa.START);
    work.spend(all.size());
    return number(all);
  }

  private int number(TreeSet<Long> set) {
    if (set.isEmpty()) {
      return 0;
    }
    return obligationNumbers.computeIfAbsent(
        List.copyOf(set),
        s -> {
          obligations.add(s.stream().mapToLong(Long::longValue).toArray());
          return obligations.size() - 1;
        });
  }

  /** What can be reached without reading, in order, up to the first that accepts. */
  private List<Long> close(History history, List<Long> seeds) {
    List<Long> result = new ArrayList<>();
    Set<Long> reading = new HashSet<>();
    Set<Visit> seen = new HashSet<>();
    // Loops that have a round begun here, and a number for that set.
    TreeSet<Integer> rounds = new TreeSet<>();
    int inRounds = 0;
    Deque<Long> stack = new ArrayDeque<>();
    for (long seed : seeds) {
      stack.push(seed);
      while (!stack.isEmpty()) {
        long thread = stack.pop();
        work.spend(1);
        if (thread < 0) {
          int loop = state(~thread);
          if ((int) ~thread == 0) {
            rounds.remove(loop);
          } else {
            rounds.add(loop);
          }
          inRounds = roundNumbers.computeIfAbsent(List.copyOf(rounds), r -> roundNumbers.size());
          work.spend(rounds.size());
          continue;
        }
        int obligation = (int) thread;
        if (rounds.contains(state(thread))) {
          // A round that read nothing ends the loop.
          stack.push((long) ((Loop) ops.get(state(thread))).next << 32 | obligation);
          continue;
        }
        if (!seen.add(new Visit(thread, inRounds))) {
          continue;
        }
        switch (ops.get(state(thread))) {
          case Read read -> {
            if (reading.add(thread)) {
              result.add(thread);
            }
          }
          case Match match -> {
            if (obligation != 0 && mode == Mode.INSIDE && looked != null) {
              throw around(looked, "after");
            }
            result.add(thread);
            if (obligation == 0) {
              return result;
            }
          }
          case Waiting before -> {
            result.add(thread);
            if (obligation == 0) {
              return result;
            }
          }
          case Split split -> {
            for (int i = split.to.length - 1; i >= 0; i--) {
              stack.push((long) split.to[i] << 32 | obligation);
            }
          }
          case Loop loop -> {
            if (loop.greedy) {
              stack.push((long) loop.next << 32 | obligation);
            }
            long mark = (long) state(thread) << 32;
            if (loop.nullable) {
              stack.push(~mark);
            }
            stack.push((long) loop.body << 32 | obligation);
            if (loop.nullable) {
              stack.push(~(mark | 1));
            }
            if (!loop.greedy) {
              stack.push((long) loop.next << 32 | obligation);
            }
          }
          case Ahead ahead -> go(stack, ahead.to, oblige(obligation, ahead.look, ahead.assertion));
          case Behind behind -> {
            Width look = behinds.get(behind.look);
            if (history.read < look.width) {
              throw around(behind.assertion, "before");
            }
            int at = history.behind.get(behind.look);
            if ((at >= 0 && look.texts.accepts(at)) != behind.negative) {
              go(stack, behind.to, obligation);
            }
          }
          case Edge edge -> edge(edge, history, obligation, stack);
        }
      }
    }
    return result;
  }

  private static void go(Deque<Long> stack, int to, int obligation) {
    if (obligation >= 0) {
      stack.push((long) to << 32 | obligation);
    }
  }

  private int oblige(int set, int look, RegexNode.Assertion assertion) {
    if (looked == null) {
      looked = assertion;
    }
    return with(set, look);
  }

  private void edge(Edge edge, History history, int obligation, Deque<Long> stack) {
    boolean start = history.read == 0;
    boolean word = (history.last & 2) != 0;
    boolean asciiWord = (history.last & 4) != 0;
    CodePointDfa rest =
        switch (edge.place) {
          case START, LINE_START, BOUNDARY, NO_BOUNDARY, ASCII_BOUNDARY, NO_ASCII_BOUNDARY -> {
            if (start) {
              throw around(edge.assertion, "before");
            }
            yield switch (edge.place) {
              case LINE_START -> (history.last & 8) != 0 ? CodePointDfa.ANY : CodePointDfa.NONE;
              case BOUNDARY -> word ? Following.OTHER : Following.WORD;
              case NO_BOUNDARY -> word ? Following.WORD : Following.OTHER;
              case ASCII_BOUNDARY -> asciiWord ? Following.ASCII_OTHER : Following.ASCII_WORD;
              case NO_ASCII_BOUNDARY -> asciiWord ? Following.ASCII_WORD : Following.ASCII_OTHER;
              default -> CodePointDfa.NONE;
            };
          }
          case END -> CodePointDfa.EMPTY_STRING;
          case END_OR_LAST_LINE -> Following.LAST_LINE;
          case LINE_END -> Following.LINE_END;
        };
    if (rest.isUniversal()) {
      go(stack, edge.to, obligation);
    } else if (!rest.isEmpty()) {
      go(stack, edge.to, oblige(obligation, ahead(rest), edge.assertion));
    }
  }

  private static GrammarException around(RegexNode.Assertion assertion, String side) {
    return new GrammarException(
        GrammarException.Kind.UNSUPPORTED,
        assertion.at(),
        "not supported: "
            + assertion.written()
            + " where it depends on what stands "
            + side
            + " the terminal",
        "what it looks at has to be a part of the same terminal, or to follow from it");
  }

  /**
   * Sets of characters that nothing here tells apart. Those that nothing reads are left out, unless
   * it is asked what follows.
   */
  private List<CodePointSet> classes() {
    Map<CodePointSet, Integer> sets = new LinkedHashMap<>();
    for (Op op : ops) {
      if (op instanceof Read read) {
        sets.putIfAbsent(read.set, sets.size());
      }
    }
    int read = sets.size();
    for (CodePointDfa dfa : aheads) {
      transitions(dfa, sets);
    }
    for (Width behind : behinds) {
      transitions(behind.texts, sets);
    }
    if (edges) {
      for (CodePointSet set :
          List.of(PythonCharacters.WORD, PythonCharacters.ASCII_WORD, PythonCharacters.NEWLINE)) {
        sets.putIfAbsent(set, sets.size());
      }
    }
    List<CodePointSet> list = List.copyOf(sets.keySet());
    TreeSet<Integer> bounds = new TreeSet<>();
    if (!aheads.isEmpty()) {
      bounds.add(0);
      bounds.add(Character.MAX_CODE_POINT + 1);
    }
    for (CodePointSet set : list) {
      work.spend(2L * set.ranges());
      for (int i = 0; i < set.ranges(); i++) {
        bounds.add(set.lo(i));
        bounds.add(set.hi(i) == 0xD7FF ? 0xE000 : set.hi(i) + 1);
      }
    }
    int[] starts = bounds.stream().mapToInt(Integer::intValue).toArray();
    BitSet[] members = new BitSet[starts.length];
    Arrays.setAll(members, i -> new BitSet());
    for (int k = 0; k < list.size(); k++) {
      CodePointSet set = list.get(k);
      for (int i = 0; i < set.ranges(); i++) {
        int from = Arrays.binarySearch(starts, set.lo(i));
        for (int j = from; j < starts.length && starts[j] <= set.hi(i); j++) {
          work.spend(1);
          members[j].set(k);
        }
      }
    }
    Map<BitSet, CodePointSet.Builder> classes = new LinkedHashMap<>();
    for (int j = 0; j + 1 < starts.length; j++) {
      int first = members[j].nextSetBit(0);
      if (!aheads.isEmpty() || (first >= 0 && first < read)) {
        classes
            .computeIfAbsent(members[j], m -> new CodePointSet.Builder())
            .add(starts[j], starts[j + 1] - 1);
      }
    }
    return classes.values().stream().map(CodePointSet.Builder::build).toList();
  }

  private void transitions(CodePointDfa dfa, Map<CodePointSet, Integer> sets) {
    for (int s = 0; s < dfa.states(); s++) {
      Map<Integer, CodePointSet.Builder> targets = new LinkedHashMap<>();
      for (int i = dfa.firstTransition(s); i < dfa.endTransition(s); i++) {
        work.spend(1);
        targets
            .computeIfAbsent(dfa.target(i), t -> new CodePointSet.Builder())
            .add(dfa.lo(i), dfa.hi(i));
      }
      for (CodePointSet.Builder set : targets.values()) {
        sets.putIfAbsent(set.build(), sets.size());
      }
    }
  }
}
