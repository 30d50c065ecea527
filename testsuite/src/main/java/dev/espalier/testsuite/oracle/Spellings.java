package dev.espalier.testsuite.oracle;

import dev.espalier.compiler.OutputForm;
import dev.espalier.compiler.OutputForm.WhiteSpace;
import dev.espalier.compiler.lexical.Spelling;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Random spellings of values within an output form. What falls outside of it is sorted out later.
 */
final class Spellings {
  private final SplittableRandom random;
  private final OutputForm form;

  Spellings(SplittableRandom random, OutputForm form) {
    this.random = random;
    this.form = form;
  }

  /** A text of a value, keys in random order. */
  byte[] text(JsonNode value) {
    StringBuilder out = new StringBuilder();
    write(value, out);
    return out.toString().getBytes(StandardCharsets.UTF_8);
  }

  private void write(JsonNode value, StringBuilder out) {
    switch (value) {
      case ObjectNode object -> {
        List<Map.Entry<String, JsonNode>> members = new ArrayList<>(object.properties());
        if (form.keys() == OutputForm.KeyOrder.ANY) {
          Collections.shuffle(members, new Random(random.nextLong()));
        }
        out.append('{');
        for (int i = 0; i < members.size(); i++) {
          if (i > 0) {
            separator(',', out);
          } else {
            gap(out);
          }
          string(members.get(i).getKey(), out);
          separator(':', out);
          write(members.get(i).getValue(), out);
        }
        gap(out);
        out.append('}');
      }
      case ArrayNode array -> {
        out.append('[');
        for (int i = 0; i < array.size(); i++) {
          if (i > 0) {
            separator(',', out);
          } else {
            gap(out);
          }
          write(array.get(i), out);
        }
        gap(out);
        out.append(']');
      }
      default -> {
        if (value.isString()) {
          string(value.asString(), out);
        } else if (value.isNumber()) {
          out.append(number(value.decimalValue()));
        } else {
          out.append(value);
        }
      }
    }
  }

  /** A spelling of a number. */
  String number(BigDecimal value) {
    return switch (random.nextInt(6)) {
      case 0 -> value.setScale(Math.max(value.scale(), 0) + 1).toPlainString();
      case 1 -> value.movePointLeft(1).stripTrailingZeros().toPlainString() + "e1";
      case 2 -> value.movePointRight(2).stripTrailingZeros().toPlainString() + "E-02";
      default -> value.stripTrailingZeros().toPlainString();
    };
  }

  /** A spelling of a string, quotes included. */
  void string(String value, StringBuilder out) {
    out.append('"');
    boolean escapes = form.strings() == Spelling.ALL && random.nextInt(4) == 0;
    value
        .codePoints()
        .forEach(c -> {
          if (escapes && random.nextInt(3) == 0) {
            for (char unit : Character.toChars(c)) {
              out.append(String.format(random.nextBoolean() ? "\\u%04x" : "\\u%04X", (int) unit));
            }
            return;
          }
          switch (c) {
            case '"' -> out.append("\\\"");
            case '\\' -> out.append("\\\\");
            case '\n' -> out.append("\\n");
            case '\r' -> out.append("\\r");
            case '\t' -> out.append("\\t");
            case '\b' -> out.append("\\b");
            case '\f' -> out.append("\\f");
            case '/' -> out.append(escapes ? "\\/" : "/");
            default -> {
              if (c < 0x20) {
                out.append(String.format("\\u%04x", c));
              } else {
                out.appendCodePoint(c);
              }
            }
          }
        });
    out.append('"');
  }

  private void separator(char mark, StringBuilder out) {
    if (form.whiteSpace() instanceof WhiteSpace.Fixed fixed) {
      out.append(mark == ',' ? fixed.itemSeparator() : fixed.keySeparator());
      return;
    }
    gap(out);
    out.append(mark);
    gap(out);
  }

  private void gap(StringBuilder out) {
    if (form.whiteSpace() instanceof WhiteSpace.Flexible && random.nextInt(4) == 0) {
      out.append(new String[] {" ", "\n", "\n  ", "\t", "\r\n", "  ", " \n"}[random.nextInt(7)]);
    }
  }
}
