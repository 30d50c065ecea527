package dev.espalier.compiler.cfg;

import dev.espalier.compiler.canvas.Lexis;
import dev.espalier.compiler.lexing.Scanner;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The lexemes of a grammar without a lexer: every terminal may begin anywhere. */
final class ScannerlessLexis extends Lexis {
  private final Scanner scanner;
  private final Map<Scanner.Scan, Integer> numbers = new HashMap<>();
  private final List<Scanner.Scan> scans = new ArrayList<>();
  private final int start;

  /**
   * @param terminals how many terminals there are
   */
  ScannerlessLexis(Scanner scanner, int terminals) {
    this.scanner = scanner;
    long[] all = new long[(terminals + 63) / 64];
    Arrays.fill(all, -1);
    this.start = number(scanner.start(all));
  }

  /** The place of a scan. */
  synchronized int number(Scanner.Scan scan) {
    Integer known = numbers.putIfAbsent(scan, scans.size());
    if (known == null) {
      scans.add(scan);
      return scans.size() - 1;
    }
    return known;
  }

  private synchronized Scanner.Scan scan(int place) {
    return scans.get(place);
  }

  @Override
  public int start() {
    return start;
  }

  @Override
  public int step(int place, int b) {
    Scanner.Scan next = scanner.step(scan(place), b);
    return next == null ? DEAD : number(next);
  }

  @Override
  public int[] ends(int place) {
    int[] terminals = scan(place).ends();
    int[] ends = new int[2 * terminals.length];
    for (int i = 0; i < terminals.length; i++) {
      ends[2 * i] = terminals[i];
      ends[2 * i + 1] = start;
    }
    return ends;
  }

  @Override
  public boolean mayEnd(int place) {
    return place == start;
  }
}
