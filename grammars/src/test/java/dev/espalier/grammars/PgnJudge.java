package dev.espalier.grammars;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads PGN as its standard describes it: tokens by their first character, symbols as long as they
 * go, and then by what has to follow what.
 */
final class PgnJudge {

  private static final Pattern TOKEN =
      Pattern.compile(
          "(?<space>[ \t\r\n]+|\\{[^}]*}|;[^\r\n]*)"
              + "|(?<string>\"(?:[ !#-\\[\\]-~\u00A0-\u00FF]|\\\\[\\\\\"])*\")"
              + "|(?<symbol>[A-Za-z0-9][A-Za-z0-9_+#=:/-]*)"
              + "|(?<nag>\\$[0-9]+)"
              + "|(?<suffix>[!?]+)"
              + "|(?<mark>[\\[\\]().*])");
  private static final Pattern TAG = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_]*");
  private static final Pattern RESULT = Pattern.compile("1-0|0-1|1/2-1/2|\\*");
  private static final Pattern MOVE =
      Pattern.compile(
          "(O-O|O-O-O|[KQRBN][a-h]?[1-8]?x?[a-h][1-8]"
              + "|([a-h]x)?[a-h][2-7]|([a-h]x)?[a-h][18]=[QRBN])[+#]?");

  private PgnJudge() {}

  static void check(String text) {
    boolean inMoves = false;
    boolean afterMove = false;
    boolean suffixed = false;
    boolean numbered = false;
    boolean empty = true;
    boolean afterVariation = false;
    Deque<Boolean> variations = new ArrayDeque<>();
    Deque<String> tag = new ArrayDeque<>();
    Matcher token = TOKEN.matcher(text);
    int at = 0;
    for (; at < text.length(); at = token.end()) {
      require(token.find(at) && token.start() == at, at);
      String word = token.group();
      if (token.group("space") != null) {
        continue;
      }
      if (!tag.isEmpty()) {
        require(
            switch (tag.size()) {
              case 1 ->
                  TAG.matcher(word).matches()
                      && !MOVE.matcher(word).matches()
                      && !word.matches("[0-9]+");
              case 2 -> token.group("string") != null;
              default -> word.equals("]");
            },
            at);
        tag.push(word);
        if (word.equals("]")) {
          tag.clear();
        }
        continue;
      }
      if (word.equals("[")) {
        require(!inMoves, at);
        tag.push(word);
        empty = false;
        continue;
      }
      boolean wasMove = afterMove;
      boolean wasNumbered = numbered;
      afterMove = false;
      numbered = false;
      if (MOVE.matcher(word).matches()) {
        afterMove = true;
        suffixed = false;
        afterVariation = false;
        inMoves = true;
        if (!variations.isEmpty()) {
          variations.pop();
          variations.push(true);
        }
      } else if (RESULT.matcher(word).matches()) {
        require(!wasNumbered && variations.isEmpty(), at);
        inMoves = false;
        empty = true;
      } else if (word.matches("[0-9]+")) {
        require(!wasNumbered, at);
        numbered = true;
        inMoves = true;
      } else if (word.equals(".")) {
        require(wasNumbered, at);
        numbered = true;
      } else if (token.group("suffix") != null) {
        require(wasMove && !suffixed && !afterVariation, at);
        require(word.matches("!|\\?|!!|\\?\\?|!\\?|\\?!"), at);
        suffixed = true;
        afterMove = true;
      } else if (token.group("nag") != null) {
        require(wasMove && !afterVariation, at);
        suffixed = true;
        afterMove = true;
      } else if (word.equals("(")) {
        require(wasMove, at);
        variations.push(false);
      } else if (word.equals(")")) {
        require(!wasNumbered && !variations.isEmpty() && variations.pop(), at);
        afterMove = true;
        afterVariation = true;
      } else {
        require(false, at);
      }
      empty = empty && RESULT.matcher(word).matches();
    }
    require(
        empty && tag.isEmpty() && variations.isEmpty() && RESULT.matcher(last(text)).find(), at);
  }

  /** The text from its last token that is no comment on. */
  private static String last(String text) {
    String last = "";
    Matcher token = TOKEN.matcher(text);
    while (token.find()) {
      last = token.group("space") == null ? token.group() : last;
    }
    return last;
  }

  private static void require(boolean holds, int at) {
    if (!holds) {
      throw new IllegalArgumentException("unexpected at " + at);
    }
  }
}
