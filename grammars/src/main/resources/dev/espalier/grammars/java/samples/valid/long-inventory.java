package demo.inventory;

import static java.util.stream.Collectors.groupingBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;

/** What a shop has in store: articles, movements, and what can be said about them. */
public final class Inventory implements AutoCloseable {

  /** Something that happened to the stock. */
  public sealed interface Movement permits Arrival, Sale, Correction {
    String article();

    LocalDate day();
  }

  /** Goods that came in, and what they cost. */
  public record Arrival(String article, LocalDate day, int count, BigDecimal price)
      implements Movement {
    public Arrival {
      Objects.requireNonNull(article, "article");
      if (count <= 0) {
        throw new IllegalArgumentException("count: " + count);
      }
    }
  }

  /** Goods that went out. */
  public record Sale(String article, LocalDate day, int count) implements Movement {}

  /** The stock as somebody counted it. */
  public record Correction(String article, LocalDate day, int counted, Reason reason)
      implements Movement {}

  /** Why the stock was not what it should have been. */
  public enum Reason {
    LOST("lost", false),
    FOUND("found again", false),
    BROKEN("broken", true) {
      @Override
      int weight() {
        return 2 * super.weight();
      }
    };

    private final String text;
    private final boolean insured;

    private Reason(String text, boolean insured) {
      this.text = text;
      this.insured = insured;
    }

    int weight() {
      return insured ? 1 : text.length() >> 2;
    }
  }

  private static final int LIMIT = 1_000_000;
  private static final String HEADER =
      """
      article;day;kind;count
      -----------------------""";

  private final Map<String, List<Movement>> byArticle = new HashMap<>();
  private final Deque<Map.Entry<String, Integer>> alarms = new ArrayDeque<>();
  private int size;

  /** Reads an inventory from a file with a movement on each line. */
  public static Inventory read(Path file) {
    Inventory inventory = new Inventory();
    try (BufferedReader reader = Files.newBufferedReader(file)) {
      int number = 0;
      for (String line; (line = reader.readLine()) != null; number++) {
        if (line.isBlank() || line.charAt(0) == '#') {
          continue;
        }
        try {
          inventory.add(parse(line.split(";")));
        } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
          throw new IOException(file + ":" + (number + 1) + ": " + e.getMessage(), e);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return inventory;
  }

  private static Movement parse(String[] parts) {
    LocalDate day = LocalDate.parse(parts[1]);
    int count = Integer.parseInt(parts[3].trim());
    return switch (parts[2]) {
      case "arrival", "delivery" -> new Arrival(parts[0], day, count, new BigDecimal(parts[4]));
      case "sale" -> new Sale(parts[0], day, count);
      case "correction" -> {
        Reason reason = parts.length > 4 ? Reason.valueOf(parts[4].toUpperCase()) : Reason.LOST;
        yield new Correction(parts[0], day, count, reason);
      }
      default -> throw new IllegalArgumentException("kind: " + parts[2]);
    };
  }

  /** Adds a movement, and returns what is in store of its article then. */
  public int add(Movement movement) {
    if (size == LIMIT) throw new IllegalStateException("full");
    byArticle.computeIfAbsent(movement.article(), any -> new ArrayList<>()).add(movement);
    size++;
    int stock = stock(movement.article());
    if (stock < 0) alarms.push(Map.entry(movement.article(), stock));
    else if (stock == 0 && !alarms.isEmpty()) alarms.peek();
    return stock;
  }

  /** How many of an article there are. */
  public int stock(String article) {
    int stock = 0;
    for (Movement movement : byArticle.getOrDefault(article, List.of())) {
      stock =
          switch (movement) {
            case Arrival(var name, var day, int count, var price) when count > 0 -> stock + count;
            case Arrival a -> stock;
            case Sale s -> stock - s.count();
            case Correction(String name, LocalDate day, int counted, Reason reason) -> counted;
          };
    }
    return stock;
  }

  /** The articles that sell best, the best one first. */
  public List<String> best(int limit, Predicate<? super Sale> which) {
    Map<String, Integer> sold = new TreeMap<>();
    outer:
    for (var entry : byArticle.entrySet()) {
      for (Movement movement : entry.getValue()) {
        if (!(movement instanceof Sale sale)) {
          continue;
        }
        if (sale.count() < 0) {
          continue outer;
        }
        if (which.test(sale)) {
          sold.merge(entry.getKey(), sale.count(), Integer::sum);
        }
      }
    }
    Comparator<Map.Entry<String, Integer>> order = Map.Entry.comparingByValue();
    return sold.entrySet().stream()
        .sorted(order.reversed().thenComparing(Map.Entry::getKey))
        .limit(limit)
        .map(Map.Entry::getKey)
        .toList();
  }

  /** What the goods in store cost, the latest ones first. */
  public Optional<BigDecimal> value(String article) {
    List<Movement> all = byArticle.get(article);
    if (all == null) {
      return Optional.empty();
    }
    int left = stock(article);
    BigDecimal value = BigDecimal.ZERO;
    for (int i = all.size() - 1; i >= 0 && left > 0; i--) {
      if (all.get(i) instanceof Arrival arrival) {
        int taken = Math.min(left, arrival.count());
        value = value.add(arrival.price().multiply(BigDecimal.valueOf(taken)));
        left -= taken;
      }
    }
    return Optional.of(value);
  }

  /** Checks that numbers can be trusted: a table of sums, and a checksum over it. */
  public long checksum() {
    long sum = 0xCBF2_9CE4_8422_2325L;
    int[][] table = new int[byArticle.size()][3];
    int row = 0;
    for (Map.Entry<String, List<Movement>> entry : byArticle.entrySet()) {
      final ToIntFunction<Movement> kind = m -> m instanceof Arrival ? 0 : m instanceof Sale ? 1 : 2;
      Map<Integer, List<Movement>> kinds =
          entry.getValue().stream().collect(groupingBy(m -> kind.applyAsInt(m)));
      for (int k = 0; k < table[row].length; k++) {
        table[row][k] = kinds.getOrDefault(k, List.of()).size();
      }
      row++;
    }
    do {
      row--;
      for (int cell : row < 0 ? new int[0] : table[row]) {
        sum ^= cell & 0xFF;
        sum *= 0x100_0000_01B3L;
        sum = sum << 7 | sum >>> 57;
      }
    } while (row > 0);
    assert sum != 0 : "a checksum of " + sum;
    return sum;
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(HEADER).append('\n');
    byArticle.forEach(
        (article, movements) -> {
          for (Movement movement : movements) {
            text.append(article).append(';').append(movement.day()).append(';');
            if (movement instanceof Arrival a && a.count() > 1) text.append("arrival;").append(a.count());
            else text.append(movement.getClass().getSimpleName());
            text.append("\t\u00b7\n");
          }
        });
    return text.toString();
  }

  @Override
  public synchronized void close() {
    byArticle.clear();
    alarms.clear();
    size = 0;
  }
}
