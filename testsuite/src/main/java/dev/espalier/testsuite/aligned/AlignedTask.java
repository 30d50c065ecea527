package dev.espalier.testsuite.aligned;

import dev.espalier.compiler.Constraint;
import dev.espalier.compiler.GrammarOptions;
import dev.espalier.compiler.GrammarSyntax;
import dev.espalier.compiler.State;
import dev.espalier.compiler.TextGrammar;
import dev.espalier.compiler.TokenMask;
import dev.espalier.compiler.Vocabulary;
import dev.espalier.testsuite.RunException;
import dev.espalier.testsuite.gad.Task;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A grammar with all its texts up to a length.
 *
 * @param id its name in the benchmark; also the model's prompt
 * @param noise median of the mean numbers of edits that its training texts get
 * @param constraint over single bytes, so that a text has one tokenisation
 * @param texts every text of at most {@code bytes} bytes, shortest first
 * @param bytes the length up to which they are listed
 */
record AlignedTask(String id, double noise, Constraint constraint, List<String> texts, int bytes) {

  /** Most texts that are listed of a grammar. */
  private static final int TEXTS = 250;

  /** How much longer than the shortest text others are looked for. */
  private static final int LONGER = 20;

  /** BV4 has one grammar for all its tasks, which differ in their texts' law here. */
  private static final int BV4 = 5;

  private static final int SLIA = 16;

  /** What the model reads before a text. */
  String prompt() {
    return id + "\n";
  }

  /** Most tokens of a text, its end token included. */
  int maxTokens() {
    return bytes + 1;
  }

  /** The toy grammars, and tasks of the benchmark with different grammars. */
  static List<AlignedTask> read(Path file, Vocabulary bytes) {
    Map<String, List<Task>> kinds = new LinkedHashMap<>();
    Map<String, Task> grammars = new LinkedHashMap<>();
    for (Task task : Task.read(file)) {
      String kind = task.id().substring(0, task.id().indexOf('/'));
      if (kind.equals("BV4") || grammars.putIfAbsent(task.grammar(), task) == null) {
        kinds.computeIfAbsent(kind, k -> new ArrayList<>()).add(task);
      }
    }
    List<Task> chosen = new ArrayList<>(kinds.getOrDefault("toy", List.of()));
    chosen.addAll(spread(kinds.getOrDefault("BV4", List.of()), BV4));
    chosen.addAll(spread(kinds.getOrDefault("SLIA", List.of()), SLIA));
    List<AlignedTask> tasks = new ArrayList<>();
    for (int i = 0; i < chosen.size(); i++) {
      // From many texts untouched to next to none.
      double noise = 2.5 + 5.5 * (i * 7 % chosen.size()) / Math.max(1, chosen.size() - 1);
      tasks.add(of(chosen.get(i), noise, bytes));
    }
    return tasks;
  }

  private static List<Task> spread(List<Task> tasks, int count) {
    List<Task> some = new ArrayList<>();
    for (int i = 0; i < Math.min(count, tasks.size()); i++) {
      some.add(tasks.get(i * tasks.size() / Math.min(count, tasks.size())));
    }
    return some;
  }

  private static AlignedTask of(Task task, double noise, Vocabulary bytes) {
    Constraint constraint =
        TextGrammar.compile(
                task.grammar(),
                GrammarOptions.DEFAULT.withSyntax(GrammarSyntax.GBNF).withSource(task.id()))
            .bind(bytes);
    int shortest = constraint.start().completion().bytes().length;
    List<byte[]> found = new ArrayList<>();
    list(constraint.start(), bytes, new ByteArrayOutputStream(), shortest + LONGER, found);
    found.sort(Comparator.comparingInt((byte[] text) -> text.length));
    int most = found.get(found.size() - 1).length;
    if (found.size() > TEXTS) {
      most = found.get(TEXTS).length - 1;
    }
    int limit = most;
    List<String> texts =
        found.stream()
            .filter(text -> text.length <= limit)
            .map(text -> new String(text, StandardCharsets.UTF_8))
            .toList();
    if (texts.size() < 2) {
      throw new RunException(task.id() + " has fewer than two short texts");
    }
    return new AlignedTask(task.id(), noise, constraint, texts, limit);
  }

  private static void list(
      State state, Vocabulary bytes, ByteArrayOutputStream text, int most, List<byte[]> found) {
    if (state.accepting()) {
      found.add(text.toByteArray());
    }
    if (text.size() == most) {
      return;
    }
    TokenMask mask = state.mask();
    for (int token = mask.next(0); token >= 0; token = mask.next(token + 1)) {
      if (!bytes.isEos(token)) {
        ByteArrayOutputStream longer = new ByteArrayOutputStream();
        longer.writeBytes(text.toByteArray());
        longer.writeBytes(bytes.bytes(token));
        list(state.next(token), bytes, longer, most, found);
      }
    }
  }
}
