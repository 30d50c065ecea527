package dev.espalier.compiler.cfg;

import dev.espalier.compiler.CompileLimits;
import dev.espalier.compiler.Grammar;
import dev.espalier.compiler.GrammarException;
import dev.espalier.compiler.GrammarException.Kind;
import dev.espalier.compiler.LimitExceeded;
import dev.espalier.compiler.Report;
import dev.espalier.compiler.automata.CodePointDfa;
import dev.espalier.compiler.automata.Work;
import dev.espalier.compiler.grammar.GrammarDefinition;
import dev.espalier.compiler.grammar.Lexing;
import dev.espalier.compiler.grammar.Location;
import dev.espalier.compiler.grammar.Rule;
import dev.espalier.compiler.lexing.Boundaries;
import dev.espalier.compiler.lexing.LongestMatchLexer;
import dev.espalier.compiler.lexing.Scanner;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Compiles grammars. */
public final class GrammarCompiler {
  private GrammarCompiler() {}

  /**
   * Compiles a grammar.
   *
   * @param source what the definition was made from, for the fingerprint
   * @throws GrammarException if it cannot be compiled
   */
  public static Grammar compile(GrammarDefinition grammar, String source, CompileLimits limits) {
    try {
      return switch (grammar.lexing()) {
        case Lexing.LongestMatch lexing -> longestMatch(grammar, lexing, source, limits);
        case Lexing.Scannerless lexing -> scannerless(grammar, lexing, source, limits);
      };
    } catch (LimitExceeded e) {
      throw new GrammarException(Kind.LIMIT, place(grammar), e.getMessage(), "", e);
    }
  }

  private static Location place(GrammarDefinition grammar) {
    return grammar.rules().values().stream()
        .map(Rule::at)
        .findFirst()
        .orElse(new Location(grammar.name(), 1, 1));
  }

  private static Grammar longestMatch(
      GrammarDefinition grammar, Lexing.LongestMatch lexing, String source, CompileLimits limits) {
    Set<String> never = new TreeSet<>();
    while (true) {
      TokenTerminals terminals = new TokenTerminals(lexing, never);
      Lowering.Lowered lowered = Lowering.lower(grammar, terminals, limits);
      Lr0 automaton = new Lr0(lowered.cfg(), limits.parserStates());
      LongestMatchLexer lexer = lexer(grammar, lexing, terminals, automaton, limits);
      // A token may be one that others always take the place of: then it is as if there were none.
      if (!terminals.addUnwritten(lexer.boundaries(), never)) {
        return longestMatch(grammar, source, terminals, lowered, automaton, lexer, limits);
      }
    }
  }

  private static LongestMatchLexer lexer(
      GrammarDefinition grammar,
      Lexing.LongestMatch lexing,
      TokenTerminals terminals,
      Lr0 automaton,
      CompileLimits limits) {
    Work work =
        new Work(limits.automatonStates(), limits.automatonWork(), "compiling the lexer's rules");
    return new LongestMatchLexer(
        grammar,
        lexing,
        terminals.numbers(),
        automaton.terminals(),
        new Boundaries.Asked(automaton.start().shifts(), automaton.follows()),
        limits.nesting(),
        limits.lexerDepth(),
        limits.lexicalStates(),
        work);
  }

  private static Grammar longestMatch(
      GrammarDefinition grammar,
      String source,
      TokenTerminals terminals,
      Lowering.Lowered lowered,
      Lr0 automaton,
      LongestMatchLexer lexer,
      CompileLimits limits) {
    Parser parser = new Parser(automaton, lexer.boundaries(), limits.parserEdges());
    if (!parser.start().allowsAny(lexer.expected(lexer.start()))) {
      throw new GrammarException(
          Kind.EMPTY,
          place(grammar),
          "no text is in the language of the rule " + grammar.start(),
          "the lexer cannot write the tokens that it needs, one behind the other");
    }
    List<String> notes = new ArrayList<>();
    terminals
        .missing()
        .forEach(
            type -> notes.add("no lexer rule makes the token " + type + ", so it never comes"));
    return new LongestMatchGrammar(source, parser, lexer, limits, report(grammar, lowered, notes));
  }

  private static Grammar scannerless(
      GrammarDefinition grammar, Lexing.Scannerless lexing, String source, CompileLimits limits) {
    RegularTerminals terminals = new RegularTerminals(grammar, lexing, limits);
    Lowering.Lowered lowered = Lowering.lower(grammar, terminals, limits);
    Parser parser = new Parser(new Lr0(lowered.cfg(), limits.parserStates()), limits.parserEdges());
    List<@Nullable CodePointDfa> languages = new ArrayList<>();
    for (RegularTerminals.Meaning meaning : terminals.kinds()) {
      languages.add(
          meaning instanceof RegularTerminals.Meaning.Language language ? language.dfa() : null);
    }
    Work work =
        new Work(limits.automatonStates(), limits.automatonWork(), "writing terminals as bytes");
    Scanner scanner = new Scanner(languages, limits.lexicalStates(), work);
    return new ScannerlessGrammar(
        grammar,
        source,
        parser,
        List.copyOf(terminals.kinds()),
        scanner,
        limits,
        report(grammar, lowered, List.of()));
  }

  private static Report report(
      GrammarDefinition grammar, Lowering.Lowered lowered, List<String> more) {
    List<String> notes = new ArrayList<>(grammar.notes());
    notes.addAll(more);
    lowered.barren().forEach(rule -> notes.add("no text is in the language of the rule " + rule));
    lowered.unused().forEach(rule -> notes.add("the start rule does not need the rule " + rule));
    return new Report(List.of(), List.of(), notes);
  }
}
