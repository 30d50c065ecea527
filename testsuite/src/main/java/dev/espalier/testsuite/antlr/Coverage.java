package dev.espalier.testsuite.antlr;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.Function;
import org.antlr.v4.runtime.atn.Transition;

/**
 * Which transitions of a network were in texts: those of a parser in accepted ones, those of a
 * lexer in matches that it made as they were meant.
 *
 * @param covered how many were
 * @param total how many there are on ways from the start
 * @param missing those that were not, with the reason as far as it is known
 */
record Coverage(int covered, int total, List<String> missing) {
  private static final int SHOWN = 40;

  static Coverage of(
      Network network,
      BitSet reachable,
      BitSet seen,
      int[] tries,
      int[] readings,
      Function<Transition, String> label) {
    BitSet covered = (BitSet) reachable.clone();
    covered.and(seen);
    BitSet left = (BitSet) reachable.clone();
    left.andNot(seen);
    List<String> missing = new ArrayList<>();
    for (int id = left.nextSetBit(0); id >= 0; id = left.nextSetBit(id + 1)) {
      if (missing.size() == SHOWN) {
        missing.add("and " + (left.cardinality() - SHOWN) + " more");
        break;
      }
      String why =
          network.cost(id) >= Network.NEVER
              ? "no token or character is there for it"
              : id >= tries.length || tries[id] == 0
                  ? "no way led there"
                  : id < readings.length && readings[id] > 0
                      ? "in " + readings[id] + " lexemes, but in no text"
                      : "taken " + tries[id] + " times, but the lexer read something else";
      missing.add(network.describe(id, label) + ": " + why);
    }
    return new Coverage(covered.cardinality(), reachable.cardinality(), missing);
  }

  double share() {
    return total == 0 ? 1 : (double) covered / total;
  }
}
