package dev.espalier.compiler.cfg;

import dev.espalier.compiler.TokenMask;
import dev.espalier.compiler.Vocabulary;
import dev.espalier.compiler.engine.Recent;
import dev.espalier.compiler.lexing.Scanner;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What grammars without a lexer share over one vocabulary: many have terminals in common, as the
 * free text around tool calls and the marks that begin and end these, and the vocabulary splits
 * there alike.
 *
 * <p>What was not used for long is forgotten. Safe for use by many threads.
 */
final class SharedWalks {
  private static final long MAX_WALK_BYTES = 32L << 20;
  private static final long MAX_MASK_BYTES = 16L << 20;

  private final Recent<Begun, Walked> walks = new Recent<>(MAX_WALK_BYTES, Walked::memoryBytes);
  private final Recent<TokenRanks, TokenMask> masks =
      new Recent<>(MAX_MASK_BYTES, mask -> 100 + mask.memoryBytes());

  private SharedWalks() {}

  static SharedWalks of(Vocabulary vocabulary) {
    return vocabulary.attachment(SharedWalks.class, v -> new SharedWalks());
  }

  /**
   * The tokens below a node of the vocabulary's trie, and where terminals stand behind its byte.
   */
  private record Begun(int node, Scanner.Place place) {}

  /**
   * Tokens as they go through terminals, whatever these are in a grammar.
   *
   * @param stay those that stay within them
   * @param leaving where others leave them, and one of them may end on the way there: the topmost
   *     nodes of the trie; or of all tokens, the nodes of their first bytes. Not to be changed
   */
  record Walked(TokenRanks stay, int[] leaving) {
    long memoryBytes() {
      return 200 + stay.memoryBytes() + 4L * leaving.length;
    }
  }

  /**
   * What a walk finds.
   *
   * @param node the root for all tokens
   * @param place where terminals stand behind the byte of the node
   */
  Walked walked(int node, Scanner.Place place, Supplier<Walked> walk) {
    return known(walks, new Begun(node, place), b -> walk.get());
  }

  /** The mask of some tokens. */
  TokenMask mask(TokenRanks tokens, Function<TokenRanks, TokenMask> make) {
    return known(masks, tokens, make);
  }

  private static <K, V> V known(Recent<K, V> all, K key, Function<K, V> make) {
    @Nullable V known = all.get(key);
    return known != null ? known : all.put(key, make.apply(key));
  }
}
