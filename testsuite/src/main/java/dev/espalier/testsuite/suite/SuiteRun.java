package dev.espalier.testsuite.suite;

import dev.espalier.compiler.EspalierException;
import dev.espalier.compiler.Grammar;
import dev.espalier.compiler.JsonSchema;
import dev.espalier.compiler.JsonSchemaOptions;
import dev.espalier.compiler.LimitExceeded;
import dev.espalier.compiler.SchemaException;
import dev.espalier.compiler.State;
import dev.espalier.compiler.TokenMask;
import dev.espalier.compiler.Vocabulary;
import dev.espalier.testsuite.text.Encoder;
import dev.espalier.testsuite.text.RawJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Judges the groups of the suite, token by token. */
final class SuiteRun {
  /** A tokenizer to walk with. */
  record Tokens(Vocabulary vocabulary, Encoder encoder) {}

  /**
   * What became of a test.
   *
   * @param name {@link Group#name}
   * @param cause why it failed, in short, to count by; empty if it passed
   * @param message why it failed, in full; empty if it passed
   */
  record Outcome(String name, boolean passed, String cause, String message) {}

  private static final RawJson.Style[] STYLES = {
    RawJson.Style.COMPACT, RawJson.Style.SPACED, RawJson.Style.INDENTED
  };

  private final List<Tokens> tokens;
  private final Dialects dialects;

  SuiteRun(List<Tokens> tokens, Dialects dialects) {
    this.tokens = List.copyOf(tokens);
    this.dialects = dialects;
  }

  /** Judges a group: one outcome for each of its tests, in their order. */
  List<Outcome> run(Group group) {
    List<State> starts = new ArrayList<>();
    Optional<JsonSchemaOptions> options = dialects.options(group);
    if (options.isEmpty()) {
      return failed(group, "UNSUPPORTED draft " + group.draft(), "no such dialect");
    }
    try {
      Grammar grammar = JsonSchema.compile(group.schema(), options.get());
      for (Tokens each : tokens) {
        starts.add(grammar.bind(each.vocabulary()).start());
      }
    } catch (RuntimeException | StackOverflowError e) {
      boolean refusedAll =
          e instanceof SchemaException refused
              && refused.kind() == SchemaException.Kind.UNSATISFIABLE
              && group.allInvalid();
      if (!refusedAll) {
        return failed(group, cause(e), String.valueOf(e));
      }
      List<Outcome> outcomes = new ArrayList<>();
      for (int i = 0; i < group.tests().size(); i++) {
        outcomes.add(new Outcome(group.name(i), true, "", ""));
      }
      return outcomes;
    }
    List<Outcome> outcomes = new ArrayList<>();
    for (int i = 0; i < group.tests().size(); i++) {
      String name = group.name(i);
      Group.Test test = group.tests().get(i);
      String cause = "";
      String message = "";
      try {
        message = judge(starts, test);
        if (!message.isEmpty()) {
          cause = test.valid() ? "valid refused" : "invalid accepted";
          if (message.startsWith("law")) {
            cause = "mask and state disagree";
          }
        }
      } catch (RuntimeException | StackOverflowError e) {
        cause = cause(e);
        message = String.valueOf(e);
      }
      outcomes.add(new Outcome(name, cause.isEmpty(), cause, message));
    }
    return outcomes;
  }

  private static List<Outcome> failed(Group group, String cause, String message) {
    List<Outcome> outcomes = new ArrayList<>();
    for (int i = 0; i < group.tests().size(); i++) {
      outcomes.add(new Outcome(group.name(i), false, cause, message));
    }
    return outcomes;
  }

  /** What is wrong with the judgement of a test, or nothing. */
  private String judge(List<State> starts, Group.Test test) {
    for (int v = 0; v < starts.size(); v++) {
      Tokens with = tokens.get(v);
      for (RawJson.Style style : STYLES) {
        String text = test.data().write(style);
        State state = starts.get(v);
        boolean refused = false;
        StringBuilder read = new StringBuilder();
        for (int token : with.encoder().encode(text)) {
          TokenMask mask = state.mask();
          boolean allowed = mask.contains(token);
          if (state.allows(token) != allowed) {
            return "law: allows(" + token + ") is not the mask's bit after " + read;
          }
          if (!allowed) {
            refused = true;
            break;
          }
          state = state.next(token);
          read.append(
              new String(with.vocabulary().bytes(token), java.nio.charset.StandardCharsets.UTF_8));
        }
        if (!refused) {
          int end = with.vocabulary().eos()[0];
          refused = !state.mask().contains(end);
          if (refused == state.accepting()) {
            return "law: accepting() is not the mask's end bit after " + read;
          }
        }
        if (refused == test.valid()) {
          return (refused ? "refused" : "accepted")
              + " with "
              + with.encoder().name()
              + ": "
              + text
              + (refused ? "; after '" + read + "' expected " + state.expected() : "");
        }
      }
    }
    return "";
  }

  private static String cause(Throwable e) {
    return switch (e) {
      case SchemaException s -> s.kind() + (s.keyword().isEmpty() ? "" : " " + s.keyword());
      case LimitExceeded l -> "LIMIT " + l.limit();
      case EspalierException other -> other.getClass().getSimpleName();
      default -> "INTERNAL " + e.getClass().getSimpleName();
    };
  }
}
