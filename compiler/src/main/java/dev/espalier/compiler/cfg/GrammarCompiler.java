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
import dev.espalier.compiler.lexing.ModeMoves;
import dev.espalier.compiler.lexing.Scanner;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Compiles grammars. */
public final class GrammarCompiler {
  // How many modes a text may need room for in order to end, at most.
  private static final int MAX_ROOM = 4;

  private static final String NO_ROOM =
      "a text whose modes are pushed as deep as they may be can come to a dead end";

  private GrammarCompiler() {}

  /**
   * Compiles a grammar.
   *
   * @param source what the definition was made from, for the fingerprint
   * @throws GrammarException if it cannot be compiled
   */
  public static Grammar compile(GrammarDefinition grammar, String source, CompileLimits limits) {
    return compile(grammar, () -> source, new Report(List.of(), List.of(), List.of()), limits);
  }

  /**
   * Compiles a grammar that has parts.
   *
   * @param source what the definition was made from, for the fingerprint: asked for at most when
   *     that is
   * @param parts what is to be reported of the parts; notes are taken from the definition
   * @throws GrammarException if it cannot be compiled
   */
  public static Grammar compile(
      GrammarDefinition grammar, Supplier<String> source, Report parts, CompileLimits limits) {
    try {
      return switch (grammar.lexing()) {
        case Lexing.LongestMatch lexing ->
            longestMatch(grammar, lexing, source, parts, limits, Set.of());
        case Lexing.Scannerless lexing -> scannerless(grammar, lexing, source, parts, limits);
      };
    } catch (LimitExceeded e) {
      throw new GrammarException(Kind.LIMIT, place(grammar), e.getMessage(), "", e);
    }
  }

  /**
   * The language of a grammar, as far as it is regular by the form of its rules: none needs itself,
   * but at its very end. Nothing if it is not, if it is too large for one automaton, or if the
   * grammar has a lexer or ignores texts.
   *
   * @param work what it may cost
   * @throws GrammarException if it cannot be compiled
   */
  public static Optional<CodePointDfa> regular(
      GrammarDefinition grammar, CompileLimits limits, Work work) {
    if (!(grammar.lexing() instanceof Lexing.Scannerless lexing) || !lexing.ignored().isEmpty()) {
      return Optional.empty();
    }
    RegularTerminals terminals = new RegularTerminals(grammar, lexing, limits, work);
    // Undefined rules are found here.
    Lowering.lower(grammar, terminals, limits);
    return terminals.language();
  }

  private static Location place(GrammarDefinition grammar) {
    return grammar.rules().values().stream()
        .map(Rule::at)
        .findFirst()
        .orElse(new Location(grammar.name(), 1, 1));
  }

  private static Grammar longestMatch(
      GrammarDefinition grammar,
      Lexing.LongestMatch lexing,
      Supplier<String> source,
      Report parts,
      CompileLimits limits,
      Set<String> never) {
    TokenTerminals terminals = new TokenTerminals(lexing, never);
    Lowering.Lowered lowered = Lowering.lower(grammar, terminals, limits);
    Work work =
        new Work(limits.automatonStates(), limits.automatonWork(), "compiling the lexer's rules");
    LongestMatchLexer plain =
        new LongestMatchLexer(
            grammar,
            lexing,
            terminals.numbers(),
            limits.nesting(),
            limits.lexerDepth(),
            limits.lexicalStates(),
            work);
    Bound bound = bind(plain, lowered.cfg(), limits, work);
    Set<String> unwritten = terminals.unwritten(bound.written);
    if (!unwritten.isEmpty()) {
      // Other rules always match before theirs: the parser must not count on them.
      unwritten.addAll(never);
      return longestMatch(grammar, lexing, source, parts, limits, unwritten);
    }
    Parser parser = bound.parser;
    LongestMatchLexer lexer = bound.lexer;
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
        .forEach(type ->
            notes.add(
                "no lexer rule makes the token "
                    + type
                    + ", or others always match before it: it never comes"));
    lexer
        .recursion()
        .ifPresent(depth ->
            notes.add(
                "lexer rules that call themselves are followed to a depth of "
                    + depth
                    + " calls: texts that would need more are left out"
                    + (depth < limits.lexerDepth()
                        ? "; with more, the lexer gets too large"
                        : "")));
    bound.note.ifPresent(notes::add);
    return new LongestMatchGrammar(
        source, parser, lexer, limits, report(grammar, lowered, parts, notes));
  }

  /**
   * A lexer and a parser that belong together.
   *
   * @param written which token types, as the grammar numbers them, the lexer writes
   * @param note what is not looked at, for the report
   */
  private record Bound(
      LongestMatchLexer lexer, Parser parser, IntPredicate written, Optional<String> note) {}

  private static Bound bind(LongestMatchLexer plain, Cfg cfg, CompileLimits limits, Work work) {
    ModeMoves moves = plain.moves(work).orElse(null);
    if (moves != null) {
      Optional<Bound> bound =
          MatchedModes.of(cfg, moves, plain.endType(), plain.startMode())
              .flatMap(matched -> bind(plain, moves, matched, limits));
      if (bound.isPresent()) {
        return bound.get();
      }
    }
    Lr0 automaton = new Lr0(cfg, limits.parserStates());
    LongestMatchLexer lexer = plain.bind(automaton.terminals(), asked(automaton), work);
    Parser parser = new Parser(automaton, lexer.boundaries(), limits.parserEdges());
    return new Bound(lexer, parser, lexer.boundaries()::isWritten, lexer.boundaries().blur());
  }

  /** As above, with token types split by what they do to modes; empty if that is too much. */
  private static Optional<Bound> bind(
      LongestMatchLexer plain, ModeMoves moves, Cfg matched, CompileLimits limits) {
    Lr0 automaton = new Lr0(matched, limits.parserStates());
    return plain
        .bind(moves, automaton.terminals(), asked(automaton))
        .map(lexer -> {
          Parser parser = new Parser(automaton, lexer.boundaries(), limits.parserEdges());
          while (!hasRoom(parser, lexer.boundaries())) {
            if (lexer.boundaries().room() == MAX_ROOM || !lexer.makeRoom()) {
              return new Bound(lexer, parser, moves::isWritten, Optional.of(NO_ROOM));
            }
            parser = new Parser(automaton, lexer.boundaries(), limits.parserEdges());
          }
          return new Bound(lexer, parser, moves::isWritten, Optional.empty());
        });
  }

  private static boolean hasRoom(Parser parser, Boundaries boundaries) {
    Writable writable = parser.writable();
    return writable == null || writable.hasRoom(boundaries);
  }

  private static Boundaries.Asked asked(Lr0 automaton) {
    return new Boundaries.Asked(automaton.start().shifts(), automaton.follows());
  }

  private static Grammar scannerless(
      GrammarDefinition grammar,
      Lexing.Scannerless lexing,
      Supplier<String> source,
      Report parts,
      CompileLimits limits) {
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
        report(grammar, lowered, parts, List.of()));
  }

  private static Report report(
      GrammarDefinition grammar, Lowering.Lowered lowered, Report parts, List<String> more) {
    List<String> notes = new ArrayList<>(grammar.notes());
    notes.addAll(more);
    lowered.barren().forEach(rule -> notes.add("no text is in the language of the rule " + rule));
    lowered.unused().forEach(rule -> notes.add("the start rule does not need the rule " + rule));
    return new Report(parts.enforced(), parts.relaxed(), notes);
  }
}
