package dev.espalier.compiler.regex;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.espalier.compiler.JsonSchemaOptions.Dialect;
import dev.espalier.compiler.formats.FormatLanguages;
import dev.espalier.compiler.lexical.StringSet;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The format {@code regex} against the parser of patterns, with the flag {@code u}. */
class RegexFormatTest {
  private static final long SEED = 20_261_125;
  private static final String EDITS = "()[]{}*+?|\\^$.,-/ab019dW<=!:\n\u00E9";

  private final StringSet patterns = FormatLanguages.language("regex", Dialect.V1).orElseThrow();

  /** Whether ECMA-262 knows a pattern, supported or not. */
  private static boolean isValid(String pattern) {
    try {
      new Parser(pattern, true, EcmaRegex.DEFAULT_NESTING).parse();
      return true;
    } catch (RegexException e) {
      return e.kind() == RegexException.Kind.UNSUPPORTED;
    }
  }

  /** Whether groups nest no deeper than the format allows, and looks not at all. */
  private static boolean isShallow(String pattern) {
    int depth = 0;
    int look = Integer.MAX_VALUE; // the depth in the outermost one
    boolean inClass = false;
    for (int i = 0; i < pattern.length(); i++) {
      char c = pattern.charAt(i);
      if (c == '\\') {
        i++;
      } else if (c == '[' || c == ']') {
        inClass = c == '[';
      } else if (c == '(' && !inClass) {
        depth++;
        if (pattern.startsWith("(?", i) && !pattern.startsWith("(?:", i)) {
          if (look < depth) {
            return false;
          }
          look = depth;
        }
        if (depth > FormatLanguages.REGEX_NESTING) {
          return false;
        }
      } else if (c == ')' && !inClass) {
        look = depth == look ? Integer.MAX_VALUE : look;
        depth--;
      }
    }
    return true;
  }

  @Test
  void acceptsWhatTheParserReads() {
    SplittableRandom random = new SplittableRandom(SEED);
    int valid = 0;
    int invalid = 0;
    for (int round = 0; round < 60_000; round++) {
      // Ends of ranges by their numbers are not compared, so that none is edited.
      String pattern =
          new PatternGenerator(random, true, true)
              .pattern(1 + random.nextInt(12))
              .text()
              .replace("\\u{1F600}-\\u{1F64F}", "+--a-d");
      for (int edits = random.nextInt(3); edits > 0; edits--) {
        int at = random.nextInt(pattern.length() + 1);
        int end = Math.min(pattern.length(), at + random.nextInt(2));
        String put = random.nextInt(4) == 0 ? "" : one(random);
        pattern = pattern.substring(0, at) + put + pattern.substring(end);
      }
      // What a back-reference refers to is not asked; nor are two-digit bounds compared.
      if (!isShallow(pattern) || pattern.matches("(?s).*(?:\\\\[1-9]|[0-9]{2},[0-9]{2}).*")) {
        continue;
      }
      boolean expected = isValid(pattern);
      String text = pattern;
      assertEquals(expected, patterns.contains(text), () -> "/" + text + "/, seed " + SEED);
      if (expected) {
        valid++;
      } else {
        invalid++;
      }
    }
    assertTrue(valid > 10_000 && invalid > 10_000, valid + " and " + invalid);
  }

  private static String one(SplittableRandom random) {
    int at = random.nextInt(EDITS.length());
    return EDITS.substring(at, at + 1);
  }

  @Test
  void groupsNestAsDeepAsIsSaid() {
    for (int depth = 0; depth <= 6; depth++) {
      String pattern = "(a".repeat(depth) + ")".repeat(depth);
      assertEquals(depth <= FormatLanguages.REGEX_NESTING, patterns.contains(pattern), pattern);
    }
  }
}
