package dev.espalier.runtime;

import com.networknt.schema.regex.JoniRegularExpressionFactory;
import com.networknt.schema.regex.RegularExpression;
import com.networknt.schema.regex.RegularExpressionFactory;
import java.util.regex.Pattern;

/**
 * The validator's regular expressions, kept from what they do otherwise than ECMA-262: its dot
 * excludes the line feed only, its classes have names in brackets, and its Unicode is older than
 * the compiler's.
 */
final class VerifierRegexes implements RegularExpressionFactory {
  private static final Pattern PROPERTY = Pattern.compile("\\\\[pP]");

  private final RegularExpressionFactory joni = JoniRegularExpressionFactory.getInstance();
  private final RegularExpression unassigned = joni.getRegularExpression("\\p{Cn}");

  /** That the validator cannot say whether a text has a pattern. */
  static final class NotJudged extends RuntimeException {
    private static final long serialVersionUID = 1;

    NotJudged(String why, String pattern) {
      super(why + ", so it cannot judge the pattern " + pattern);
    }
  }

  @Override
  public RegularExpression getRegularExpression(String pattern) {
    RegularExpression expression;
    try {
      expression = joni.getRegularExpression(translate(pattern));
    } catch (RuntimeException e) {
      // Not here: the validator reads parts of a schema too that nothing refers to.
      return value -> {
        throw new NotJudged("the validator does not know all of ECMA-262", pattern);
      };
    }
    if (!PROPERTY.matcher(pattern).find()) {
      return expression;
    }
    return value -> {
      if (unassigned.matches(value)) {
        throw new NotJudged(
            "the validator's Unicode is too old for a character of the text", pattern);
      }
      return expression.matches(value);
    };
  }

  private static String translate(String pattern) {
    StringBuilder out = new StringBuilder();
    boolean set = false;
    for (int i = 0; i < pattern.length(); i++) {
      char c = pattern.charAt(i);
      if (c == '\\' && i + 1 < pattern.length()) {
        out.append(c).append(pattern.charAt(++i));
      } else if (set) {
        set = c != ']';
        out.append(c == '[' ? "\\[" : c);
      } else if (c == '.') {
        out.append("[^\\n\\r\\u2028\\u2029]");
      } else {
        set = c == '[';
        out.append(c);
      }
    }
    return out.toString();
  }
}
