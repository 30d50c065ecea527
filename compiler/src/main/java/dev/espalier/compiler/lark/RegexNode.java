package dev.espalier.compiler.lark;

import dev.espalier.compiler.LimitExceeded;
import dev.espalier.compiler.automata.CodePointDfa;
import dev.espalier.compiler.automata.CodePointSet;
import dev.espalier.compiler.grammar.Location;
import java.util.List;

/**
 * A part of a regular expression. The order of alternatives and the greed of repetitions stay:
 * which match is preferred depends on them.
 */
sealed interface RegexNode {
  /** No text is longer; widths are cut off here. */
  long WIDEST = Long.MAX_VALUE / 4;

  RegexNode EMPTY = new Sequence(List.of());

  /** The width of the shortest match, as Python computes it: assertions do not count. */
  long min();

  /** The width of the longest match, in the same sense. */
  long max();

  /** How deep it is nested. */
  int depth();

  /** One character. */
  record Characters(CodePointSet set) implements RegexNode {
    @Override
    public long min() {
      return 1;
    }

    @Override
    public long max() {
      return 1;
    }

    @Override
    public int depth() {
      return 1;
    }
  }

  /** One part after another. */
  record Sequence(List<RegexNode> parts, long min, long max, int depth) implements RegexNode {
    Sequence(List<RegexNode> parts) {
      this(
          List.copyOf(parts),
          parts.stream().mapToLong(RegexNode::min).reduce(0, RegexNode::plus),
          parts.stream().mapToLong(RegexNode::max).reduce(0, RegexNode::plus),
          1 + deepest(parts));
    }
  }

  /** One of several, the first ones preferred; at least one. */
  record Choice(List<RegexNode> alternatives, long min, long max, int depth) implements RegexNode {
    Choice(List<RegexNode> alternatives) {
      this(
          List.copyOf(alternatives),
          alternatives.stream().mapToLong(RegexNode::min).min().orElseThrow(),
          alternatives.stream().mapToLong(RegexNode::max).max().orElseThrow(),
          1 + deepest(alternatives));
    }
  }

  /**
   * Several times.
   *
   * @param most at most, or -1
   */
  record Repeat(RegexNode body, int least, int most, boolean greedy) implements RegexNode {
    // Python's bound where there is none.
    private static final long MANY = 0xFFFFFFFFL;

    @Override
    public long min() {
      return times(body.min(), least);
    }

    @Override
    public long max() {
      return times(body.max(), most < 0 ? MANY : most);
    }

    @Override
    public int depth() {
      return 1 + body.depth();
    }
  }

  /** A condition on what follows or went before. */
  record Look(RegexNode body, boolean ahead, boolean negative, Assertion assertion)
      implements RegexNode {
    @Override
    public long min() {
      return 0;
    }

    @Override
    public long max() {
      return 0;
    }

    @Override
    public int depth() {
      return 1 + body.depth();
    }
  }

  /** A condition on the place. */
  record Edge(Place place, Assertion assertion) implements RegexNode {
    @Override
    public long min() {
      return 0;
    }

    @Override
    public long max() {
      return 0;
    }

    @Override
    public int depth() {
      return 1;
    }
  }

  /** A text of a language that is at hand; long ones preferred. */
  record Language(CodePointDfa texts) implements RegexNode {
    @Override
    public long min() {
      return Math.max(0, texts.shortestLength());
    }

    @Override
    public long max() {
      return texts.isFinite() ? texts.states() : Repeat.MANY;
    }

    @Override
    public int depth() {
      return 1;
    }
  }

  /** Where an {@link Edge} may be passed. */
  enum Place {
    START,
    LINE_START,
    END,
    /** The end, or before a line feed that ends the text. */
    END_OR_LAST_LINE,
    LINE_END,
    /** Between a character of {@code \w} and another. */
    BOUNDARY,
    NO_BOUNDARY,
    ASCII_BOUNDARY,
    NO_ASCII_BOUNDARY
  }

  /** How and where a condition was written, for the message that refuses it. */
  record Assertion(String written, Location at) {}

  private static int deepest(List<RegexNode> parts) {
    return parts.stream().mapToInt(RegexNode::depth).max().orElse(0);
  }

  private static long plus(long a, long b) {
    return Math.min(WIDEST, a + b);
  }

  private static long times(long a, long b) {
    long high = Math.multiplyHigh(a, b);
    long low = a * b;
    return high != 0 || low < 0 ? WIDEST : Math.min(WIDEST, low);
  }

  /** A node that is not nested too deeply for those who follow it by recursion. */
  static <N extends RegexNode> N checked(N node, int nesting) {
    if (node.depth() > 4L * nesting) {
      throw new LimitExceeded("nesting", nesting, "a regular expression");
    }
    return node;
  }
}
