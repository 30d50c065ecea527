package dev.espalier.testsuite;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Where the results of a run go; the options that all runs share. */
public final class Output {
  private static final ObjectMapper MAPPER =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  @Option(
      names = "--json",
      paramLabel = "F",
      description = "also write the results to this file as JSON (- for standard output)")
  private @Nullable Path json;

  @Option(
      names = "--record",
      description = "write the results to testsuite/records and their tables to docs")
  private boolean record;

  @Option(names = "--quiet", description = "no progress bars")
  private boolean quiet;

  /** Whether the results are to be kept as a record. */
  public boolean recorded() {
    return record;
  }

  /** Whether standard output belongs to programs. */
  public boolean machine() {
    return json != null && json.toString().equals("-");
  }

  /** A progress bar on standard error. */
  public ProgressBar progress(String task, long steps) {
    boolean terminal = System.console() != null;
    ProgressBarBuilder builder =
        new ProgressBarBuilder()
            .setTaskName(task)
            .setInitialMax(steps)
            .setUpdateIntervalMillis(terminal ? 250 : 15_000)
            .setMaxRenderedLength(terminal ? -1 : 100);
    if (quiet) {
      builder.setConsumer(new Silent());
    } else {
      builder.setConsumer(new ConsoleProgressBarConsumer(System.err));
    }
    return builder.build();
  }

  /** Prints for people, unless standard output belongs to programs. */
  public void say(String text) {
    (machine() ? System.err : System.out).println(text);
  }

  /** Writes the results where the user asked for them. */
  public void write(Map<String, ?> results) {
    if (json == null) {
      return;
    }
    try {
      if (machine()) {
        System.out.println(MAPPER.writeValueAsString(results));
      } else {
        Files.writeString(json, MAPPER.writeValueAsString(results) + "\n");
      }
    } catch (IOException e) {
      throw new RunException("cannot write " + json + ": " + e.getMessage(), e);
    }
  }

  /**
   * Keeps the results, if the user asked for it: the JSON as a record, the table in {@code
   * docs/conformance.md} between the marks of its name.
   *
   * @param name of the record and of the table
   * @param command what was run, as the user would type it
   */
  public void keep(String name, String command, Map<String, ?> results, String table) {
    keep("conformance.md", name, command, results, table);
  }

  /**
   * Keeps the results, if the user asked for it: the JSON as a record, the table in a page of the
   * documentation.
   *
   * @param page its file in docs
   * @param name of the record and of the table
   * @param command what was run, as the user would type it
   */
  public void keep(String page, String name, String command, Map<String, ?> results, String table) {
    if (!record) {
      return;
    }
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("command", command);
    all.put("date", LocalDate.now(ZoneOffset.UTC).toString());
    all.put("machine", machineName());
    all.putAll(results);
    Path file = Home.record(name + ".json");
    try {
      Files.createDirectories(file.getParent());
      Files.writeString(file, MAPPER.writeValueAsString(all) + "\n");
    } catch (IOException e) {
      throw new RunException("cannot write the record " + file + ": " + e.getMessage(), e);
    }
    say("recorded in testsuite/records/" + name + ".json");
    document(page, name, command, table);
  }

  /**
   * Writes a table into a page of the documentation, between the marks of its name, if the user
   * asked for records.
   *
   * @param page its file in docs
   * @param name of the table
   * @param command what was run, as the user would type it
   */
  public void document(String page, String name, String command, String table) {
    if (!record) {
      return;
    }
    Path docs = Home.root().resolve("docs").resolve(page);
    try {
      Files.createDirectories(docs.getParent());
      String text =
          Files.exists(docs)
              ? Files.readString(docs)
              : "# Conformance and benchmark runs\n\nEvery table here is written by the run whose"
                  + " command stands above it.\n";
      Files.writeString(
          docs,
          replace(
              text,
              name,
              "`"
                  + command
                  + "`, "
                  + LocalDate.now(ZoneOffset.UTC)
                  + ", "
                  + machineName()
                  + "\n\n"
                  + table.strip()
                  + "\n"));
    } catch (IOException e) {
      throw new RunException("cannot write " + docs + ": " + e.getMessage(), e);
    }
    say("table '" + name + "' written to docs/" + page);
  }

  static String replace(String text, String name, String section) {
    String begin = "<!-- begin " + name + " -->\n";
    String end = "<!-- end " + name + " -->";
    int from = text.indexOf(begin);
    int to = text.indexOf(end);
    if (from < 0 || to < from) {
      return text.stripTrailing() + "\n\n## " + name + "\n\n" + begin + section + end + "\n";
    }
    return text.substring(0, from + begin.length()) + section + text.substring(to);
  }

  /** The machine, as far as figures depend on it; a load above the cores slows what is timed. */
  static String machineName() {
    return Runtime.getRuntime().availableProcessors()
        + " cores, "
        + (Runtime.getRuntime().maxMemory() >> 20)
        + " MiB heap, Java "
        + Runtime.version().feature()
        + String.format(
            Locale.ROOT,
            ", load %.1f at the end",
            ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
  }

  private static final class Silent implements me.tongfei.progressbar.ProgressBarConsumer {
    @Override
    public int getMaxRenderedLength() {
      return 80;
    }

    @Override
    public void accept(String line) {}

    @Override
    public void close() {}
  }
}
