package dev.espalier.runtime.train;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;

/**
 * Learns the merges of a {@link ByteLevelBpe}: again and again, the pair of neighbours that occurs
 * most often becomes a token. Ties go to the pair with the smaller ids, so that equal texts give
 * equal merges whatever their order.
 */
public final class BpeTrainer {
  private final Map<String, Integer> pieces = new TreeMap<>();

  /** Counts the pieces of a text. */
  public BpeTrainer add(String text) {
    Matcher matcher = ByteLevelBpe.PIECES.matcher(text);
    while (matcher.find()) {
      pieces.merge(matcher.group(), 1, Integer::sum);
    }
    return this;
  }

  /**
   * The encoding learnt from what was added. Costs merges × the distinct pieces' length.
   *
   * @param size token ids in all, special tokens and bytes included; fewer come back when no pair
   *     occurs twice any more
   */
  public ByteLevelBpe train(int size) {
    List<int[]> words = new ArrayList<>();
    List<Integer> counts = new ArrayList<>();
    pieces.forEach((piece, count) -> {
      byte[] utf8 = piece.getBytes(StandardCharsets.UTF_8);
      int[] ids = new int[utf8.length];
      for (int i = 0; i < ids.length; i++) {
        ids[i] = ByteLevelBpe.idOfByte(utf8[i]);
      }
      words.add(ids);
      counts.add(count);
    });
    List<int[]> merges = new ArrayList<>();
    while (ByteLevelBpe.idOfMerge(merges.size()) < size) {
      Map<Long, Long> pairs = new HashMap<>();
      for (int w = 0; w < words.size(); w++) {
        int[] ids = words.get(w);
        long count = counts.get(w);
        for (int i = 0; i + 1 < ids.length; i++) {
          pairs.merge(ByteLevelBpe.pairKey(ids[i], ids[i + 1]), count, Long::sum);
        }
      }
      long best = -1;
      long most = 1;
      for (Map.Entry<Long, Long> pair : pairs.entrySet()) {
        if (pair.getValue() > most || (pair.getValue() == most && pair.getKey() < best)) {
          best = pair.getKey();
          most = pair.getValue();
        }
      }
      if (best < 0) {
        break;
      }
      int left = (int) (best >>> 32);
      int right = (int) best;
      int id = ByteLevelBpe.idOfMerge(merges.size());
      merges.add(new int[] {left, right});
      words.replaceAll(ids -> joined(ids, left, right, id));
    }
    return new ByteLevelBpe(merges);
  }

  private static int[] joined(int[] ids, int left, int right, int id) {
    int to = 0;
    int[] out = ids;
    for (int i = 0; i < ids.length; i++) {
      if (i + 1 < ids.length && ids[i] == left && ids[i + 1] == right) {
        if (out == ids) {
          out = ids.clone();
        }
        out[to++] = id;
        i++;
      } else {
        out[to++] = ids[i];
      }
    }
    return out == ids ? ids : java.util.Arrays.copyOf(out, to);
  }
}
