package dev.espalier.compiler.composition;

import dev.espalier.compiler.CompileLimits;
import dev.espalier.compiler.GrammarException;
import dev.espalier.compiler.GrammarException.Kind;
import dev.espalier.compiler.Marker;
import dev.espalier.compiler.StructuralTags;
import dev.espalier.compiler.Tag;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Free text, and what its markers begin. */
public final class Tags {
  private Tags() {}

  /** Every text without a marker. */
  public static Part textWithout(List<String> markers, CompileLimits limits) {
    return free(new Markers(markers, limits));
  }

  /** Text up to the first marker, and that marker. */
  public static Part textUntil(List<String> texts, CompileLimits limits) {
    Markers markers = new Markers(texts, limits);
    List<Part> ways = new ArrayList<>();
    for (int m = 0; m < markers.markers().size(); m++) {
      ways.add(until(markers, m));
    }
    return Part.choice(ways);
  }

  static Part free(Markers markers) {
    List<String> texts = markers.markers();
    return Part.regular(
        markers.without(),
        texts.isEmpty() ? "any text" : "text without " + String.join(", ", texts),
        () -> Part.named("without", texts.toArray(String[]::new)));
  }

  private static Part until(Markers markers, int marker) {
    List<String> texts = markers.markers();
    return Part.regular(
        markers.until(marker),
        "text until " + texts.get(marker),
        () ->
            Part.named("until", texts.get(marker), Part.named("of", texts.toArray(String[]::new))));
  }

  static Part marker(Marker marker, CompileLimits limits) {
    return switch (marker) {
      case Marker.Text text -> Part.text(text.text(), limits);
      case Marker.Token token -> Part.token(token.name());
    };
  }

  /**
   * The automaton that finds triggers: those that are texts, and the names of those that are tokens
   * spelled out, unless one of the others is found first anyway.
   */
  static Markers markers(Set<Marker> triggers, CompileLimits limits) {
    List<String> all = new ArrayList<>();
    for (Marker trigger : triggers) {
      if (trigger instanceof Marker.Text text) {
        all.add(text.text());
      }
    }
    for (Marker trigger : triggers) {
      if (trigger instanceof Marker.Token token
          && all.stream().noneMatch(t -> t.contains(token.name()) || token.name().contains(t))) {
        all.add(token.name());
      }
    }
    return new Markers(all, limits);
  }

  /** Free text with tags in it. */
  public static Part of(StructuralTags tags) {
    if (tags.tags().isEmpty()) {
      throw new GrammarException(Kind.EMPTY, Part.AT, "there is no tag", "name one");
    }
    CompileLimits limits = tags.limits();
    Map<Marker, List<Part>> begun = new LinkedHashMap<>();
    Set<Marker> triggers = new LinkedHashSet<>(tags.triggers());
    Markers markers = markers(triggers, limits);
    for (Tag tag : tags.tags()) {
      Marker trigger = trigger(tag.begin(), triggers);
      begun
          .computeIfAbsent(trigger, t -> new ArrayList<>())
          .add(
              Part.sequence(
                  rest(tag.begin(), trigger, limits),
                  Part.of(tag.content()),
                  marker(tag.end(), limits)));
    }
    // A trigger that begins no tag would only forbid a text.
    for (Marker trigger : triggers) {
      if (!begun.containsKey(trigger)) {
        throw new GrammarException(
            Kind.NAME, Part.AT, "no tag begins with the trigger " + trigger, "leave it out");
      }
    }
    Part free = free(markers);
    List<Part> ways = new ArrayList<>();
    begun.forEach((trigger, rests) ->
        ways.add(Part.sequence(until(trigger, markers, free), Part.choice(rests))));
    Part all = Part.repeat(Part.choice(ways), tags.min(), tags.max());
    if (tags.textAfter()) {
      return Part.sequence(all, free);
    }
    // Without a tag, there is no last one that text would stand after.
    return tags.min() == 0 ? Part.choice(free, Part.repeat(Part.choice(ways), 1, tags.max())) : all;
  }

  /** Free text, and the trigger after it. */
  static Part until(Marker trigger, Markers markers, Part free) {
    return switch (trigger) {
      case Marker.Text text -> until(markers, markers.markers().indexOf(text.text()));
      case Marker.Token token -> Part.sequence(free, Part.token(token.name()));
    };
  }

  private static Marker trigger(Marker begin, Set<Marker> triggers) {
    return triggers.stream()
        .filter(trigger -> begins(begin, trigger))
        .findFirst()
        .orElseThrow(() ->
            new GrammarException(
                Kind.NAME,
                Part.AT,
                "the tag that begins with " + begin + " begins with no trigger",
                "the triggers are " + triggers));
  }

  private static boolean begins(Marker begin, Marker trigger) {
    return begin instanceof Marker.Text text && trigger instanceof Marker.Text start
        ? !start.text().isEmpty() && text.text().startsWith(start.text())
        : begin.equals(trigger);
  }

  private static Part rest(Marker begin, Marker trigger, CompileLimits limits) {
    return begin instanceof Marker.Text text && trigger instanceof Marker.Text start
        ? Part.text(text.text().substring(start.text().length()), limits)
        : Part.EMPTY;
  }
}
