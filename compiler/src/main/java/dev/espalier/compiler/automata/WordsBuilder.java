package dev.espalier.compiler.automata;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/** The minimal automaton of sorted words, made as they come: no larger trie is ever there. */
final class WordsBuilder {
  // A finished state is the number of its row in here: accepts (0 or 1), then code point and
  // target of each transition.
  private final IntArrays finished = new IntArrays();

  // The states along the last word, which may still change.
  private final List<IntList> path = new ArrayList<>();

  private WordsBuilder() {}

  static CodePointDfa build(Collection<String> words) {
    List<int[]> sorted = new ArrayList<>(words.size());
    for (String word : words) {
      int[] codePoints = word.codePoints().toArray();
      if (Arrays.stream(codePoints).noneMatch(Scalars::isSurrogate)) {
        sorted.add(codePoints);
      }
    }
    if (sorted.isEmpty()) {
      return CodePointDfa.NONE;
    }
    sorted.sort(Arrays::compare);
    WordsBuilder builder = new WordsBuilder();
    builder.open();
    int[] last = new int[0];
    for (int[] word : sorted) {
      int common = Arrays.mismatch(last, word);
      if (common >= 0) {
        builder.finish(last, common);
        for (int i = common; i < word.length; i++) {
          builder.open();
        }
      }
      builder.path.get(word.length).put(0, 1);
      last = word;
    }
    builder.finish(last, 0);
    IntList root = builder.path.get(0);
    return builder.table(builder.finished.number(root.array(), root.size()));
  }

  private void open() {
    IntList state = new IntList();
    state.add(0);
    path.add(state);
  }

  /** Finishes the states of the last word that are deeper than {@code depth}. */
  private void finish(int[] word, int depth) {
    for (int d = word.length; d > depth; d--) {
      IntList state = path.removeLast();
      int number = finished.number(state.array(), state.size());
      path.get(d - 1).add(word[d - 1]);
      path.get(d - 1).add(number);
    }
  }

  private CodePointDfa table(int root) {
    // The words were given; what is made of them is no larger.
    DfaTable table =
        DfaTable.ofCodePoints(new Work(Integer.MAX_VALUE, Long.MAX_VALUE, "an enumeration"));
    int[] number = new int[finished.size()];
    Arrays.fill(number, -1);
    IntList order = new IntList();
    order.add(root);
    number[root] = 0;
    for (int done = 0; done < order.size(); done++) {
      int[] row = finished.array(order.at(done));
      for (int i = 1; i < row.length; i += 2) {
        int target = row[i + 1];
        if (number[target] < 0) {
          number[target] = order.size();
          order.add(target);
        }
        table.add(row[i], row[i], number[target]);
      }
      table.endState(row[0] == 1);
    }
    return table.freezeMinimal();
  }
}
