package dev.espalier.testsuite.antlr;

import dev.espalier.testsuite.RunException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.antlr.runtime.ANTLRStringStream;
import org.antlr.v4.Tool;
import org.antlr.v4.runtime.Vocabulary;
import org.antlr.v4.runtime.atn.ATN;
import org.antlr.v4.runtime.atn.ATNDeserializer;
import org.antlr.v4.runtime.atn.ATNSerializer;
import org.antlr.v4.tool.ANTLRMessage;
import org.antlr.v4.tool.ANTLRToolListener;
import org.antlr.v4.tool.Grammar;
import org.antlr.v4.tool.LexerGrammar;
import org.antlr.v4.tool.Rule;
import org.antlr.v4.tool.ast.GrammarAST;
import org.antlr.v4.tool.ast.GrammarRootAST;
import org.jspecify.annotations.Nullable;

/** A grammar as the ANTLR tool reads it: its two transition networks. */
final class AntlrGrammar {
  private final GrammarSource source;
  private final Grammar parser;
  private final LexerGrammar lexer;
  private final int startRule;

  /**
   * Reads a grammar.
   *
   * @throws RunException if ANTLR refuses it; says why
   */
  AntlrGrammar(GrammarSource source) {
    this.source = source;
    MemoryTool tool = new MemoryTool(source);
    parser = tool.load(source.name(), source.text());
    if (parser.isLexer()) {
      throw new RunException(source.name() + " is a lexer grammar; name its parser grammar");
    }
    LexerGrammar found = parser.isCombined() ? parser.implicitLexer : tool.vocabulary;
    if (found == null || found.atn == null) {
      throw new RunException(source.name() + " has no lexer");
    }
    lexer = found;
    Rule rule =
        source.start().isPresent()
            ? parser.getRule(source.start().get())
            : parser.rules.values().stream().findFirst().orElse(null);
    if (rule == null) {
      throw new RunException(source.name() + " has no parser rule " + source.start().orElse(""));
    }
    startRule = rule.index;
  }

  GrammarSource source() {
    return source;
  }

  /** The index of the rule that a whole text is. */
  int startRule() {
    return startRule;
  }

  /** A network of the lexer of its own, as interpreters use it. */
  ATN lexerNetwork() {
    return copy(lexer.atn);
  }

  /** A network of the parser of its own, as interpreters use it. */
  ATN parserNetwork() {
    return copy(parser.atn);
  }

  /** The names of the lexer's rules, by index. */
  String[] lexerRules() {
    return lexer.getRuleNames();
  }

  /** The names of the parser's rules, by index. */
  String[] parserRules() {
    return parser.getRuleNames();
  }

  /** The names of the modes, by number. */
  List<String> modes() {
    return new ArrayList<>(lexer.modes.keySet());
  }

  /** The names of the token types. */
  Vocabulary tokenNames() {
    return parser.getVocabulary();
  }

  /** Serialising sets what only interpreters need. */
  private static ATN copy(ATN network) {
    return new ATNDeserializer().deserialize(ATNSerializer.getSerialized(network).toArray());
  }

  /** The tool, with grammars from a resolver in place of files. */
  private static final class MemoryTool extends Tool {
    private final GrammarSource source;
    private final List<String> errors = new ArrayList<>();
    private final Map<String, Grammar> imported = new HashMap<>();
    private @Nullable LexerGrammar vocabulary;

    MemoryTool(GrammarSource source) {
      this.source = source;
      removeListeners();
      addListener(
          new ANTLRToolListener() {
            @Override
            public void info(String message) {}

            @Override
            public void error(ANTLRMessage message) {
              errors.add(errMgr.getMessageTemplate(message).render());
            }

            @Override
            public void warning(ANTLRMessage message) {}
          });
    }

    Grammar load(String name, String text) {
      GrammarRootAST root = parse(name, new ANTLRStringStream(text));
      if (root == null || root.hasErrors) {
        throw refused(name);
      }
      Grammar grammar = createGrammar(root);
      grammar.fileName = name;
      process(grammar, false);
      if (!errors.isEmpty() || grammar.atn == null) {
        throw refused(name);
      }
      return grammar;
    }

    private RunException refused(String name) {
      return new RunException("ANTLR refuses " + name + ": " + String.join("; ", errors));
    }

    @Override
    public Grammar createGrammar(GrammarRootAST root) {
      if (root.grammarType == org.antlr.v4.parse.ANTLRParser.LEXER) {
        return super.createGrammar(root);
      }
      Grammar grammar =
          new Grammar(this, root) {
            @Override
            public void importTokensFromTokensFile() {
              String wanted = getOptionString("tokenVocab");
              if (wanted != null) {
                importVocab(lexerOf(wanted));
              }
            }
          };
      org.antlr.v4.tool.GrammarTransformPipeline.setGrammarPtr(grammar, root);
      return grammar;
    }

    private LexerGrammar lexerOf(String name) {
      LexerGrammar known = vocabulary;
      if (known == null) {
        String text =
            source
                .resolver()
                .resolve(name)
                .orElseThrow(() -> new RunException("no grammar " + name + " for its tokens"));
        if (!(load(name, text) instanceof LexerGrammar lexer)) {
          throw new RunException(name + " is no lexer grammar");
        }
        known = lexer;
        vocabulary = known;
      }
      return known;
    }

    @Override
    public Grammar loadImportedGrammar(Grammar into, GrammarAST node) {
      String name = node.getText();
      Grammar known = imported.get(name);
      if (known == null) {
        String text =
            source
                .resolver()
                .resolve(name)
                .orElseThrow(() -> new RunException("no grammar " + name + " to import"));
        GrammarRootAST root = parse(name, new ANTLRStringStream(text));
        if (root == null || root.hasErrors) {
          throw refused(name);
        }
        known = createGrammar(root);
        known.fileName = name;
        imported.put(name, known);
      }
      return known;
    }
  }
}
