package dev.espalier.compiler.vocabulary;

import dev.espalier.compiler.Vocabulary;
import dev.espalier.compiler.VocabularyException;
import dev.espalier.compiler.VocabularyLimits;
import dev.espalier.compiler.VocabularyOptions;
import dev.espalier.compiler.vocabulary.Spelling.Pieces.Replacement;
import java.io.InputStream;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonToken;

/**
 * Reads a {@code tokenizer.json} of the Hugging Face tokenizers library: the models BPE and
 * Unigram, byte-level or in SentencePiece's spelling. The file is read as a stream: its merges,
 * most of it, are passed over.
 *
 * <p>A token stands for what the file's decoder makes of it between other tokens. A special token
 * and the unknown token are specials; another added token stands for its literal bytes unless the
 * model has it too.
 */
final class TokenizerJson {
  /**
   * The names under which known models end a text, for a tokenizer without a configuration beside
   * it. Names that end something else ({@code <|endofprompt|>}, {@code <|eom_id|>}) are not among
   * them.
   */
  private static final Set<String> END_TOKENS =
      Set.of(
          "<|endoftext|>",
          "</s>",
          "<|im_end|>",
          "<|eot_id|>",
          "<|end_of_text|>",
          "<|end_of_turn|>",
          "<end_of_turn>",
          "<eos>",
          "[EOS]",
          "<|eos|>",
          "<|end|>",
          "<|return|>",
          "<｜end▁of▁sentence｜>",
          "<|END_OF_TURN_TOKEN|>",
          "<EOS_TOKEN>");

  /** Parts of a normalizer, pre-tokenizer or decoder; real ones have fewer than ten. */
  private static final int MAX_PARTS = 1000;

  private final String source;
  private final VocabularyLimits limits;
  private final JsonInput in;

  private List<Part> normalizer = List.of();
  private List<Part> preTokenizer = List.of();
  private List<Part> decoder = List.of();
  private final List<Added> added = new ArrayList<>();

  private @Nullable String type;
  private boolean unigram;
  private boolean hasVocabulary;
  private boolean hasMerges;
  private boolean byteFallback;
  private String unknown = "";
  private int unknownId = -1;
  private String prefix = "";
  private String suffix = "";
  private @Nullable String[] texts = new String[1024];
  private int used;
  private int parts;
  private long length;

  private TokenizerJson(JsonInput in, String source, VocabularyLimits limits) {
    this.in = in;
    this.source = source;
    this.limits = limits;
  }

  /** One step of a normalizer, pre-tokenizer or decoder, with the fields that matter here. */
  private record Part(
      String type, @Nullable String replacement, @Nullable String pattern, String content) {}

  private record Added(int id, String content, boolean special) {}

  static Vocabulary read(
      InputStream stream, String source, VocabularyOptions options, ModelConfig config) {
    return JsonInput.read(
        stream,
        source,
        options.limits(),
        in -> {
          TokenizerJson file = new TokenizerJson(in, source, options.limits());
          file.readDocument();
          return file.vocabulary(options, config);
        });
  }

  // ---- reading

  private void readDocument() {
    Set<String> seen = new HashSet<>();
    in.object(
        "a tokenizer",
        name -> {
          switch (name) {
            case "model" -> {
              once(seen, name);
              readModel();
            }
            case "added_tokens" -> {
              once(seen, name);
              readAdded();
            }
            case "normalizer" -> normalizer = readParts(name, seen);
            case "pre_tokenizer" -> preTokenizer = readParts(name, seen);
            case "decoder" -> decoder = readParts(name, seen);
            default -> in.skip();
          }
        });
    if (!hasVocabulary) {
      throw new VocabularyException(
          source, "", "it has no model with a vocab; expected a tokenizer.json");
    }
  }

  private void once(Set<String> seen, String name) {
    if (!seen.add(name)) {
      throw in.refused("a second field " + name);
    }
  }

  private void readModel() {
    Set<String> seen = new HashSet<>();
    in.object(
        "the model",
        name -> {
          switch (name) {
            case "type" -> {
              once(seen, name);
              type = in.string("the model's type");
              if (!type.equals("BPE") && !type.equals("Unigram")) {
                throw in.refused(
                    "a %s model is not supported; expected BPE or Unigram"
                        .formatted(JsonInput.clip(type)));
              }
            }
            case "vocab" -> {
              once(seen, name);
              hasVocabulary = true;
              if (in.is(JsonToken.START_ARRAY)) {
                unigram = true;
                readPieces();
              } else {
                readVocabulary();
              }
            }
            case "merges" -> {
              hasMerges = true;
              in.skip();
            }
            case "unk_token" -> unknown = orEmpty(in.stringOrNull(name));
            case "unk_id" -> {
              if (!in.is(JsonToken.VALUE_NULL)) {
                unknownId = id(name);
              }
            }
            case "byte_fallback" -> byteFallback = !in.is(JsonToken.VALUE_NULL) && in.bool(name);
            case "continuing_subword_prefix" -> prefix = orEmpty(in.stringOrNull(name));
            case "end_of_word_suffix" -> suffix = orEmpty(in.stringOrNull(name));
            default -> in.skip();
          }
        });
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }

  /** BPE: an object of ids by text. */
  private void readVocabulary() {
    in.object("the vocab", text -> put(id("the id of " + JsonInput.clip(text)), text));
  }

  /** Unigram: an array of pairs of a text and its score; the place is the id. */
  private void readPieces() {
    in.array(
        "the vocab",
        () -> {
          if (!in.is(JsonToken.START_ARRAY)) {
            throw in.unexpected("a piece as [text, score]");
          }
          in.next();
          String text = in.string("a piece's text");
          if (used >= limits.maxIds()) {
            throw in.refused("more pieces than maxIds allows, " + limits.maxIds());
          }
          put(used, text);
          for (in.next(); !in.is(JsonToken.END_ARRAY); in.next()) {
            in.skip();
          }
        });
  }

  private int id(String what) {
    return in.integer(what, 0, limits.maxIds() - 1, " (maxIds)");
  }

  /**
   * Bounds the texts that are kept: a text has at least as many bytes as UTF-16 units, but for byte
   * tokens.
   */
  private String kept(String text) {
    if (text.length() > limits.maxTokenBytes()) {
      throw in.refused(
          "a token of %d characters; maxTokenBytes allows %d"
              .formatted(text.length(), limits.maxTokenBytes()));
    }
    length += text.length();
    if (length > limits.maxTotalBytes()) {
      throw in.refused("more token texts than maxTotalBytes allows, " + limits.maxTotalBytes());
    }
    return text;
  }

  private void put(int id, String text) {
    kept(text);
    if (id >= texts.length) {
      texts = Arrays.copyOf(texts, Math.min(limits.maxIds(), Math.max(id + 1, 2 * texts.length)));
    }
    if (texts[id] != null) {
      throw in.refused("a second token with the id %d, %s".formatted(id, JsonInput.clip(text)));
    }
    texts[id] = text;
    used = Math.max(used, id + 1);
  }

  private void readAdded() {
    if (in.is(JsonToken.VALUE_NULL)) {
      return;
    }
    in.array(
        "added_tokens",
        () -> {
          int[] id = {-1};
          String[] content = {""};
          boolean[] special = {false};
          boolean[] named = {false};
          in.object(
              "an added token",
              name -> {
                switch (name) {
                  case "id" -> id[0] = id("the id of an added token");
                  case "content" -> {
                    content[0] = kept(in.string("the content of an added token"));
                    named[0] = true;
                  }
                  case "special" -> special[0] = in.bool(name);
                  default -> in.skip();
                }
              });
          if (id[0] < 0 || !named[0]) {
            throw in.refused("an added token without id or content; expected both");
          }
          if (added.size() >= limits.maxIds()) {
            throw in.refused("more added tokens than maxIds allows, " + limits.maxIds());
          }
          added.add(new Added(id[0], content[0], special[0]));
        });
  }

  /**
   * The steps of a normalizer, pre-tokenizer or decoder in their order, without the sequences that
   * hold them.
   */
  private List<Part> readParts(String what, Set<String> seen) {
    once(seen, what);
    List<Part> list = new ArrayList<>();
    if (!in.is(JsonToken.VALUE_NULL)) {
      readPart(what, list);
    }
    return list;
  }

  private void readPart(String what, List<Part> to) {
    // The input refuses nesting beyond its own bound, and so bounds this recursion.
    if (++parts > MAX_PARTS) {
      throw in.refused("more than " + MAX_PARTS + " steps");
    }
    String[] fields = {null, null, null, ""};
    List<Part> inner = new ArrayList<>();
    in.object(
        "a step of the " + what,
        name -> {
          switch (name) {
            case "type" -> fields[0] = in.string("the type of a step of the " + what);
            case "replacement" -> fields[1] = textOrSkip();
            case "content" -> fields[3] = orEmpty(textOrSkip());
            case "pattern" -> {
              if (in.is(JsonToken.START_OBJECT)) {
                in.object(
                    name,
                    kind -> {
                      String text = textOrSkip();
                      fields[2] = kind.equals("String") ? text : fields[2];
                    });
              } else {
                in.skip();
              }
            }
            case "normalizers", "pretokenizers", "decoders" -> {
              if (in.is(JsonToken.START_ARRAY)) {
                in.array(name, () -> readPart(what, inner));
              } else {
                in.skip();
              }
            }
            default -> in.skip();
          }
        });
    String kind = fields[0];
    if (kind == null) {
      throw in.refused("a step of the " + what + " without a type");
    }
    if (kind.equals("Sequence")) {
      to.addAll(inner);
    } else {
      to.add(new Part(kind, fields[1], fields[2], orEmpty(fields[3])));
    }
  }

  private @Nullable String textOrSkip() {
    if (in.is(JsonToken.VALUE_STRING)) {
      return in.string("a text");
    }
    in.skip();
    return null;
  }

  // ---- making sense of it

  private Vocabulary vocabulary(VocabularyOptions options, ModelConfig config) {
    checkModel();
    Spelling spelling = spelling();
    Draft draft = new Draft(source, limits, true);
    Map<Integer, Added> addedById = addedById();
    for (Added token : addedById.values()) {
      if (token.special) {
        draft.special(token.id, token.content);
      } else {
        draft.token(token.id, bytes(token.id, token.content, spelling));
      }
    }
    Set<String> distinct = HashSet.newHashSet(used);
    for (int id = 0; id < used; id++) {
      String text = texts[id];
      if (text == null) {
        continue;
      }
      if (!distinct.add(text)) {
        throw refused("two ids for the token " + JsonInput.clip(text));
      }
      Added token = addedById.get(id);
      if (token != null && !token.content.equals(text)) {
        throw refused(
            "the id %d is both %s and %s"
                .formatted(id, JsonInput.clip(text), JsonInput.clip(token.content)));
      }
      if (token != null && token.special) {
        continue;
      }
      if (id == unknownId || (!unknown.isEmpty() && text.equals(unknown))) {
        draft.special(id, text);
      } else {
        draft.token(id, bytes(id, text, spelling));
      }
    }
    return draft.finish(options, config, this::ownEos, this::lookup, this::name);
  }

  private void checkModel() {
    if (type == null && !unigram && !hasMerges) {
      throw refused("the model has no type and no merges; expected BPE or Unigram");
    }
    if (type != null && type.equals("Unigram") != unigram) {
      throw refused(
          "the vocab is %s, which a %s model does not have"
              .formatted(unigram ? "an array" : "an object", type));
    }
    if (!prefix.isEmpty()) {
      throw refused("a model with a continuing_subword_prefix is not supported");
    }
    if (!suffix.isEmpty()) {
      throw refused("a model with an end_of_word_suffix is not supported");
    }
    if (unknownId >= used) {
      throw refused("unk_id is %d, but there are %d pieces".formatted(unknownId, used));
    }
  }

  private Map<Integer, Added> addedById() {
    Map<Integer, Added> byId = new HashMap<>();
    Map<String, Integer> byContent = new HashMap<>();
    for (Added token : added) {
      if (byId.put(token.id, token) != null) {
        throw refused("two added tokens have the id " + token.id);
      }
      if (byContent.put(token.content, token.id) != null) {
        throw refused("two added tokens are " + JsonInput.clip(token.content));
      }
    }
    return byId;
  }

  private Spelling spelling() {
    boolean byteLevel = has(normalizer, "ByteLevel") || has(preTokenizer, "ByteLevel");
    boolean pieces = false;
    boolean fallback = byteFallback;
    boolean fused = false;
    List<Replacement> blanks = new ArrayList<>();
    for (Part part : decoder) {
      switch (part.type) {
        case "ByteLevel" -> byteLevel = true;
        case "ByteFallback" -> {
          fallback = true;
          pieces = true;
        }
        case "Metaspace" -> {
          pieces = true;
          add(blanks, metaspace(part), " ");
        }
        case "Replace" -> {
          if (part.pattern == null || part.pattern.isEmpty()) {
            throw refused("a Replace decoder is supported with a pattern of type String alone");
          }
          pieces = true;
          add(blanks, part.pattern, part.content);
        }
        case "Fuse" -> fused = true;
        case "Strip" -> {
          // On the whole text it touches the ends alone; on every token it would change what each
          // one says.
          if (!fused) {
            throw refused("a Strip decoder is supported after a Fuse alone");
          }
        }
        default -> throw refused("a " + JsonInput.clip(part.type) + " decoder is not supported");
      }
    }
    for (Part part : preTokenizer) {
      if (part.type.equals("Metaspace")) {
        pieces = true;
        add(blanks, metaspace(part), " ");
      }
    }
    for (Part part : normalizer) {
      if (part.type.equals("Replace") && " ".equals(part.pattern) && !part.content.isEmpty()) {
        pieces = true;
        add(blanks, part.content, " ");
      }
    }
    if (byteLevel && pieces) {
      throw refused(
          "it is both byte-level and in SentencePiece's spelling; expected one of the two");
    }
    if (byteLevel) {
      return new Spelling.ByteLevel();
    }
    if (!pieces) {
      throw refused(
          "neither ByteLevel nor Metaspace nor a Replace says how its tokens spell bytes");
    }
    return new Spelling.Pieces(List.copyOf(blanks), fallback);
  }

  private static boolean has(List<Part> parts, String type) {
    return parts.stream().anyMatch(part -> part.type.equals(type));
  }

  private static String metaspace(Part part) {
    return part.replacement == null || part.replacement.isEmpty() ? "▁" : part.replacement;
  }

  private static void add(List<Replacement> blanks, String from, String to) {
    if (blanks.stream().noneMatch(blank -> blank.from().equals(from))) {
      blanks.add(new Replacement(from, to));
    }
  }

  private byte[] bytes(int id, String text, Spelling spelling) {
    try {
      boolean inModel = id < used && texts[id] != null;
      return inModel ? spelling.bytes(text) : spelling.added(text);
    } catch (CharacterCodingException e) {
      throw new VocabularyException(
          source, "", "the token %d has half of a surrogate pair".formatted(id), e);
    }
  }

  private int[] ownEos(Draft draft) {
    List<String> known =
        draft.specials().values().stream().filter(END_TOKENS::contains).distinct().toList();
    if (known.size() != 1) {
      throw refused(
          (known.isEmpty()
                  ? "no special token is known to end a text"
                  : "several special tokens may end a text: " + String.join(", ", known))
              + "; expected an eos_token_id in generation_config.json or config.json beside it,"
              + " or --eos");
    }
    return draft.specials().entrySet().stream()
        .filter(special -> special.getValue().equals(known.getFirst()))
        .mapToInt(Map.Entry::getKey)
        .toArray();
  }

  private int lookup(String text) {
    for (Added token : added) {
      if (token.content.equals(text)) {
        return token.id;
      }
    }
    return Arrays.asList(texts).subList(0, used).indexOf(text);
  }

  private String name(int id) {
    String text = id < used ? texts[id] : null;
    for (Added token : added) {
      if (token.id == id) {
        return token.content;
      }
    }
    return text == null ? "<" + id + ">" : text;
  }

  private VocabularyException refused(String problem) {
    return new VocabularyException(source, "", problem);
  }
}
