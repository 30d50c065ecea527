package dev.espalier.compiler.vocabulary;

import dev.espalier.compiler.Vocabulary;
import dev.espalier.compiler.VocabularyException;
import dev.espalier.compiler.VocabularyLimits;
import dev.espalier.compiler.VocabularyOptions;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a file says about its tokens, before it is known which of them end a text and how wide the
 * logits are.
 *
 * <p>The EOS ids are, in this order: the caller's; those of the model's configuration; the file's
 * own. The width is the caller's, or the configuration's, or one more than the greatest id.
 */
final class Draft {
  private final String source;
  private final VocabularyLimits limits;
  private final boolean listsSpecials;
  private byte[] @Nullable [] tokens = new byte[1024][];
  private final Map<Integer, String> specials = new TreeMap<>();
  private int used;

  /**
   * @param listsSpecials whether the file has the specials too, so that no id beyond its own can
   *     end a text
   */
  Draft(String source, VocabularyLimits limits, boolean listsSpecials) {
    this.source = source;
    this.limits = limits;
    this.listsSpecials = listsSpecials;
  }

  /** Where the ids come from that end a text, when neither the caller nor a configuration says. */
  interface OwnEos {
    int[] ids(Draft draft);
  }

  /** The id of a token by the text that the file has for it, or -1. */
  interface Lookup {
    int id(String text);
  }

  /** One more than the greatest id. */
  int used() {
    return used;
  }

  boolean has(int id) {
    return id < used && (tokens[id] != null || specials.containsKey(id));
  }

  void token(int id, byte[] bytes) {
    if (id >= tokens.length) {
      tokens =
          Arrays.copyOf(tokens, Math.min(limits.maxIds(), Math.max(id + 1, 2 * tokens.length)));
    }
    tokens[id] = bytes;
    used = Math.max(used, id + 1);
  }

  void special(int id, String name) {
    specials.put(id, name);
    used = Math.max(used, id + 1);
  }

  Map<Integer, String> specials() {
    return specials;
  }

  /** The id of a special by its name. */
  OptionalInt special(String name) {
    return specials.entrySet().stream()
        .filter(special -> special.getValue().equals(name))
        .mapToInt(Map.Entry::getKey)
        .findFirst();
  }

  Vocabulary finish(
      VocabularyOptions options, ModelConfig config, OwnEos own, Lookup lookup, Names names) {
    options
        .specials()
        .forEach((id, name) -> {
          checkId("options", id);
          if (has(id) && !name.equals(specials.get(id))) {
            throw refused("options: the special " + name + " has the id of a token, " + id);
          }
          special(id, name);
        });

    Set<Integer> eos = new TreeSet<>();
    final String eosSource;
    if (!options.eos().isEmpty()) {
      eosSource = "options";
      options.eos().forEach(text -> eos.add(named(text, lookup)));
    } else if (!config.eos().isEmpty()) {
      eosSource = config.eosSource();
      eos.addAll(config.eos());
    } else {
      eosSource = source;
      for (int id : own.ids(this)) {
        eos.add(id);
      }
    }

    OptionalInt given = options.width().isPresent() ? options.width() : config.width();
    String widthSource = options.width().isPresent() ? "options" : config.widthSource();
    eos.forEach(id -> checkId(eosSource, id));
    int width = given.orElse(used);
    if (given.isEmpty() && !listsSpecials) {
      width = Math.max(width, eos.stream().mapToInt(id -> id + 1).max().orElse(0));
    }
    for (int id : eos) {
      if (id >= width) {
        throw new VocabularyException(
            eosSource,
            "",
            "the EOS id %d is beyond the %d ids of %s"
                .formatted(id, width, given.isPresent() ? widthSource : source));
      }
    }

    Vocabulary.Builder builder = Vocabulary.builder(source, limits).width(width);
    for (int id = 0; id < used; id++) {
      byte[] bytes = tokens.length > id ? tokens[id] : null;
      String special = specials.get(id);
      boolean ends = eos.contains(id);
      if (id >= width) {
        // A model cannot say a special that its logits have no place for; fine-tuned models list
        // such padding tokens.
        if (special == null && bytes != null) {
          throw new VocabularyException(
              widthSource,
              "",
              "the logits are %d wide, but %s has a token with the id %d"
                  .formatted(width, source, id));
        }
      } else if (special != null) {
        builder.special(id, special);
      } else if (bytes != null && ends) {
        builder.special(id, names.name(id));
      } else if (bytes != null && bytes.length > 0) {
        builder.token(id, bytes);
      }
    }
    return builder.eos(eos.stream().mapToInt(id -> id).toArray()).build();
  }

  /** What the file calls a token. */
  interface Names {
    String name(int id);
  }

  private int named(String text, Lookup lookup) {
    if (!text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9')) {
      if (text.length() > 9) {
        throw refused("the EOS id %s; expected 0 to %d (maxIds)".formatted(text, limits.maxIds()));
      }
      return Integer.parseInt(text);
    }
    int id = special(text).orElseGet(() -> lookup.id(text));
    if (id < 0) {
      throw refused(
          "it has no token %s to end a text with; its specials are %s"
              .formatted(JsonInput.clip(text), some(specials)));
    }
    return id;
  }

  private static String some(Map<Integer, String> specials) {
    List<String> first = specials.values().stream().limit(20).map(JsonInput::clip).toList();
    return String.join(", ", first) + (specials.size() > first.size() ? ", ..." : "");
  }

  private void checkId(String from, int id) {
    if (id < 0 || id >= limits.maxIds()) {
      throw new VocabularyException(
          from, "", "an id of %d; expected 0 to %d (maxIds)".formatted(id, limits.maxIds() - 1));
    }
  }

  VocabularyException refused(String problem) {
    return new VocabularyException(source, "", problem);
  }
}
