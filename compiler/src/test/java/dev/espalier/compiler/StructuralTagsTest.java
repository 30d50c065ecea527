package dev.espalier.compiler;

import static dev.espalier.compiler.TagWorld.SPECIAL;
import static dev.espalier.compiler.TagWorld.agree;
import static dev.espalier.compiler.TagWorld.choice;
import static dev.espalier.compiler.TagWorld.repeat;
import static dev.espalier.compiler.TagWorld.sequence;
import static dev.espalier.compiler.TagWorld.until;
import static dev.espalier.compiler.TagWorld.where;
import static dev.espalier.compiler.TagWorld.without;
import static dev.espalier.compiler.TagWorld.word;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.espalier.compiler.TagWorld.Language;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StructuralTagsTest {
  private static final Grammar NUMBERS = JsonSchema.compile("{\"enum\": [1, 11]}");
  private static final Language IS_NUMBER = choice(word("1"), word("11"));
  private static final Marker TOKEN = Marker.token(TagWorld.NAME);
  private static final Language IS_TOKEN = word(String.valueOf(SPECIAL));
  private static final int MANY = 100;

  @Test
  void aTagOfTexts() {
    StructuralTags tags = StructuralTags.of(Tag.of("<a", NUMBERS, ">"));
    Language tag = sequence(until("<a"), IS_NUMBER, word(">"));
    Language free = without("<a");
    agree(tags.grammar(), sequence(repeat(tag, 0, MANY), free));
    agree(tags.atLeast(1).grammar(), sequence(repeat(tag, 1, MANY), free));
    agree(tags.exactly(1).grammar(), sequence(tag, free));
    agree(tags.atMost(1).grammar(), sequence(repeat(tag, 0, 1), free));
    agree(tags.atLeast(1).withTextAfter(false).grammar(), repeat(tag, 1, MANY));
    agree(tags.atMost(1).withTextAfter(false).grammar(), choice(free, tag));
  }

  @Test
  void aTagThatATokenBegins() {
    StructuralTags tags = StructuralTags.of(new Tag(TOKEN, NUMBERS, Marker.text("a")));
    // Neither the token nor its name, spelled out, is free text.
    Language free = without("<>");
    Language tag = sequence(free, IS_TOKEN, IS_NUMBER, word("a"));
    agree(tags.grammar(), sequence(repeat(tag, 0, MANY), free));
    agree(tags.exactly(1).grammar(), sequence(tag, free));
  }

  @Test
  void aTagThatATokenEnds() {
    Language tag = sequence(until("<"), IS_NUMBER, IS_TOKEN);
    agree(
        StructuralTags.of(new Tag(Marker.text("<"), NUMBERS, TOKEN)).grammar(),
        sequence(repeat(tag, 0, MANY), without("<")));
  }

  @Test
  void severalKindsOfTags() {
    Grammar letters = Grammars.regex("a+");
    Language free = where(text -> without("<1", "<<", "<>").has(text));
    Language tag =
        choice(
            sequence(
                where(t ->
                    t.endsWith("<1")
                        && without("<1", "<<", "<>").has(t.substring(0, t.length() - 1))),
                repeat(word("a"), 1, MANY),
                word(">")),
            sequence(
                where(t ->
                    t.endsWith("<<")
                        && without("<1", "<<", "<>").has(t.substring(0, t.length() - 1))),
                IS_NUMBER),
            sequence(free, IS_TOKEN, word("a")));
    agree(
        StructuralTags.of(
                Tag.of("<1", letters, ">"),
                Tag.of("<<", NUMBERS, ""),
                new Tag(TOKEN, Grammars.text("a"), Marker.text("")))
            .grammar(),
        sequence(repeat(tag, 0, MANY), free));
  }

  @Test
  void tagsThatBeginAlike() {
    StructuralTags tags =
        StructuralTags.of(Tag.of("<a>", NUMBERS, "a"), Tag.of("<1>", Grammars.text("a"), "<"));
    Language either = choice(sequence(word("a>"), IS_NUMBER, word("a")), sequence(word("1>a<")));
    agree(
        tags.withTriggers(Marker.text("<")).grammar(),
        sequence(repeat(sequence(until("<"), either), 0, MANY), without("<")));
    // The same begin marker, and two things it may begin.
    agree(
        StructuralTags.of(Tag.of("<", NUMBERS, "a"), Tag.of("<", NUMBERS, ">"))
            .exactly(1)
            .grammar(),
        sequence(until("<"), IS_NUMBER, choice(word("a"), word(">")), without("<")));
  }

  @Test
  void tagsOfFreeText() {
    agree(
        StructuralTags.of(Tag.ofText(Marker.text("<"), Marker.text(">"))).grammar(),
        sequence(repeat(sequence(until("<"), until(">")), 0, MANY), without("<")));
    agree(
        StructuralTags.of(Tag.ofText(Marker.text("<"), TOKEN)).exactly(1).grammar(),
        sequence(until("<"), without("<>"), IS_TOKEN, without("<")));
  }

  @Test
  void reasoningBeforeTheAnswer() {
    agree(
        StructuralTags.reasoning(Marker.text("<a"), Marker.text(">"), NUMBERS),
        sequence(word("<a"), until(">"), IS_NUMBER));
    agree(
        StructuralTags.reasoning(Marker.text(""), TOKEN, NUMBERS),
        sequence(without("<>"), IS_TOKEN, IS_NUMBER));
    State answer =
        StructuralTags.reasoning(Marker.text("<a"), Marker.text(">"), NUMBERS)
            .bind(TagWorld.VOCABULARY)
            .start();
    for (String text : List.of("<a>1", "<a because\n\n> \n", "<a>\n1", "<a>\n\n11", "<a>\n\n\n")) {
      boolean refused = text.endsWith(" \n") || text.endsWith("\n\n\n");
      byte[] bytes = text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
      if (refused) {
        assertThrows(NotAllowed.class, () -> answer.next(bytes), text);
      } else {
        assertTrue(answer.next(bytes).accepting(), text);
      }
    }
  }

  @Test
  void tagsAreGrammarsLikeOthers() {
    Grammar tagged =
        StructuralTags.of(Tag.of("<", NUMBERS, "")).exactly(1).withTextAfter(false).grammar();
    agree(
        Grammars.sequence(Grammars.repeated(tagged, 2, 2), Grammars.marker(TOKEN)),
        sequence(repeat(sequence(until("<"), IS_NUMBER), 2, 2), IS_TOKEN));
  }

  @Test
  void manyTags() {
    List<Tag> tags =
        IntStream.range(0, 500)
            .mapToObj(i ->
                Tag.of(
                    "<function=f" + i + ">",
                    i % 2 == 0 ? NUMBERS : Grammars.text("a" + i),
                    "</function>"))
            .toList();
    State state =
        StructuralTags.of(tags)
            .withTriggers(Marker.text("<function="))
            .grammar()
            .bind(TagWorld.VOCABULARY)
            .start();
    state = read(state, "a text <function=f17>a17</function> and <function=f498>11</function>.");
    assertTrue(state.accepting());
    State name = read(state, "<function=f49");
    assertThrows(NotAllowed.class, () -> read(name, "99"));
    // Ten digits; the end of f49, alone and with its content's beginning; f491 and its end.
    assertEquals(10 + 2 + 1, name.mask().count());
  }

  private static State read(State state, String text) {
    return state.next(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }

  @Test
  void errorsSayWhatIsWrong() {
    assertMessage("there is no tag", StructuralTags.of());
    assertMessage(
        "\"<a\" lies within the marker \"<a>\"",
        StructuralTags.of(Tag.of("<a", NUMBERS, ""), Tag.of("<a>", NUMBERS, "")));
    assertMessage(
        "the tag that begins with \"<a\" begins with no trigger",
        StructuralTags.of(Tag.of("<a", NUMBERS, "")).withTriggers(Marker.text("<1")));
    assertMessage(
        "no tag begins with the trigger",
        StructuralTags.of(Tag.of("<a", NUMBERS, ""))
            .withTriggers(Marker.text("<"), Marker.text("a")));
    assertMessage("a marker is empty", StructuralTags.of(Tag.of("", NUMBERS, "")));
    assertThrows(
        IllegalArgumentException.class,
        () -> StructuralTags.of(Tag.of("a", NUMBERS, "")).atMost(0));
    assertThrows(
        IllegalArgumentException.class,
        () -> StructuralTags.of(Tag.of("a", NUMBERS, "")).atMost(1).atLeast(2));
    GrammarException limit =
        assertThrows(
            GrammarException.class,
            () ->
                StructuralTags.of(Tag.of("<a>", NUMBERS, ""))
                    .withLimits(CompileLimits.DEFAULT.withAutomatonStates(2))
                    .grammar());
    assertEquals(GrammarException.Kind.LIMIT, limit.kind());
  }

  private static void assertMessage(String part, StructuralTags tags) {
    GrammarException e = assertThrows(GrammarException.class, tags::grammar);
    assertTrue(e.getMessage().contains(part), e.getMessage());
  }
}
