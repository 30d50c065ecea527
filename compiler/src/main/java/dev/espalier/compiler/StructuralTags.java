package dev.espalier.compiler;

import dev.espalier.compiler.composition.Composition;
import dev.espalier.compiler.composition.Tags;
import java.util.List;

/**
 * Free text with tags in it: text until a marker, then a constraint up to the tag's end, then text
 * again.
 *
 * <pre>{@code
 * Grammar answer =
 *     StructuralTags.of(
 *             Tag.of("<sql>", sql, "</sql>"),
 *             Tag.of("<json>", JsonSchema.compile(schema), "</json>"))
 *         .atLeast(1)
 *         .grammar();
 * }</pre>
 *
 * <p>The text between the tags holds no begin marker: where one occurs, a tag has begun, and only
 * what the tag allows can follow. That is so too for the name of a special token that begins a tag:
 * neither the token nor the text of its name stands in the free text.
 *
 * @param tags what may occur, at least one. Tags may begin alike and differ in what follows
 * @param triggers what turns free text into a tag: each tag begins with exactly one of them. By
 *     default the begin markers; where many begin alike, as {@code <function=a>} and {@code
 *     <function=b>} do, their common beginning makes the better trigger: then no other function's
 *     name can follow it
 * @param min how many tags there are at least, from 0 (default 0)
 * @param max how many at most (default {@link #UNBOUNDED})
 * @param textAfter whether text may follow the last tag (default true)
 * @param limits how large all this may be; see {@link Grammars#withLimits}
 */
public record StructuralTags(
    List<Tag> tags,
    List<Marker> triggers,
    int min,
    int max,
    boolean textAfter,
    CompileLimits limits) {
  /** Any number of tags. */
  public static final int UNBOUNDED = -1;

  public StructuralTags {
    tags = List.copyOf(tags);
    triggers = List.copyOf(triggers);
    if (min < 0 || (max != UNBOUNDED && max < Math.max(min, 1))) {
      throw new IllegalArgumentException("at least " + min + " and at most " + max + " tags");
    }
  }

  /** Any number of tags. */
  public static StructuralTags of(Tag... tags) {
    return of(List.of(tags));
  }

  /** Any number of tags. */
  public static StructuralTags of(List<Tag> tags) {
    return new StructuralTags(
        tags, tags.stream().map(Tag::begin).toList(), 0, UNBOUNDED, true, CompileLimits.DEFAULT);
  }

  /** With other triggers. */
  public StructuralTags withTriggers(Marker... markers) {
    return new StructuralTags(tags, List.of(markers), min, max, textAfter, limits);
  }

  /** That many tags or more. */
  public StructuralTags atLeast(int count) {
    return new StructuralTags(tags, triggers, count, max, textAfter, limits);
  }

  /** That many tags or fewer. */
  public StructuralTags atMost(int count) {
    return new StructuralTags(tags, triggers, min, count, textAfter, limits);
  }

  /** That many tags. */
  public StructuralTags exactly(int count) {
    return new StructuralTags(tags, triggers, count, count, textAfter, limits);
  }

  /** Whether text may follow the last tag. */
  public StructuralTags withTextAfter(boolean allowed) {
    return new StructuralTags(tags, triggers, min, max, allowed, limits);
  }

  /** With other limits. */
  public StructuralTags withLimits(CompileLimits other) {
    return new StructuralTags(tags, triggers, min, max, textAfter, other);
  }

  /**
   * The texts.
   *
   * @throws GrammarException if there is no tag, a tag begins with no trigger or a trigger begins
   *     no tag, one trigger lies within another, or a limit is reached
   */
  public Grammar grammar() {
    return Composition.of(Tags.of(this), limits);
  }

  /**
   * Reasoning, then an answer: the begin marker, text up to the first end marker, at most two line
   * breaks, and the answer. For models that may leave the reasoning out, {@link Grammars#choice} of
   * this and the answer.
   *
   * @param begin such as {@code <think>}; the empty text where the prompt has it already
   * @param end such as {@code </think>}
   */
  public static Grammar reasoning(Marker begin, Marker end, Grammar answer) {
    Tag thoughts = Tag.ofText(begin, end);
    return Grammars.sequence(
        Grammars.marker(thoughts.begin()),
        thoughts.content(),
        Grammars.marker(thoughts.end()),
        Grammars.regex("\\n{0,2}"),
        answer);
  }
}
