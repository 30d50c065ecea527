package dev.espalier.compiler.antlr;

import dev.espalier.compiler.grammar.Location;
import java.util.Arrays;
import org.antlr.runtime.ANTLRStringStream;
import org.antlr.runtime.Token;
import org.antlr.v4.tool.ast.GrammarAST;
import org.jspecify.annotations.Nullable;

/** The text of one grammar, as the tool reads it; tokens of the tool lead back to it. */
final class Source extends ANTLRStringStream {
  private final String text;
  private final String source;
  private final int[] lines; // where each line begins

  Source(String text, String source) {
    super(text);
    this.text = text;
    this.source = source;
    int[] starts = new int[16];
    int size = 1;
    for (int i = text.indexOf('\n'); i >= 0; i = text.indexOf('\n', i + 1)) {
      if (size == starts.length) {
        starts = Arrays.copyOf(starts, 2 * size);
      }
      starts[size++] = i + 1;
    }
    this.lines = Arrays.copyOf(starts, size);
  }

  /** No name: the tool would demand that the grammar is called as its file is. */
  @Override
  public @Nullable String getSourceName() {
    return null;
  }

  /** The place of a line and a column as the tool counts them: in chars, columns from 0. */
  Location at(int line, int column) {
    int start = lines[Math.clamp(line, 1, lines.length) - 1];
    int end = Math.clamp(start + Math.max(column, 0), start, text.length());
    return new Location(source, Math.max(line, 1), text.codePointCount(start, end) + 1);
  }

  /** The place of an offset. */
  Location at(int offset) {
    int found = Arrays.binarySearch(lines, offset);
    int line = found >= 0 ? found : -found - 2;
    return at(line + 1, offset - lines[line]);
  }

  /** The place of a token, or {@code otherwise} if the tool made the token itself. */
  static Location of(@Nullable Token token, Location otherwise) {
    return token != null && token.getLine() > 0 && token.getInputStream() instanceof Source source
        ? source.at(token.getLine(), token.getCharPositionInLine())
        : otherwise;
  }

  /** The place of a node: its own or that of the first below it that has one. */
  static Location of(GrammarAST node, Location otherwise) {
    for (GrammarAST at = node; ; at = (GrammarAST) at.getChild(0)) {
      Token token = at.getToken();
      if (token != null && token.getLine() > 0 && token.getInputStream() instanceof Source) {
        return of(token, otherwise);
      }
      if (at.getChildCount() == 0) {
        return otherwise;
      }
    }
  }
}
