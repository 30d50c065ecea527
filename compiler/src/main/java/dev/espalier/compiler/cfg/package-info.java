/**
 * The parser core: context-free grammars over terminals, recognised by generalised LR parsing over
 * persistent, shared stacks (Tomita, "Efficient Parsing for Natural Language", 1986, with stacks
 * that are values).
 *
 * <p>Only whether a text is in the language matters here, never its parse tree. So empty
 * productions and cycles are removed first, which leaves the language as it is; and no look-ahead
 * is needed: in a grammar without useless symbols every stack that an LR(0) automaton reaches by
 * shifting is a viable prefix (Knuth, "On the Translation of Languages from Left to Right", 1965),
 * so a terminal is possible exactly if some stack shifts it. Where the grammar is LR(k), what
 * look-ahead would have ruled out finds nothing to shift.
 *
 * <p>A node of a stack knows where its productions return to when they are complete, in place of
 * what lies below it; returns behind which nothing but further returns could come are left out
 * (Leo, "A General Context-Free Parsing Algorithm Running in Linear Time on Every LR(k) Grammar
 * Without Using Lookahead", 1991). So stacks are as high as what is open is deep, whichever way a
 * grammar recurses, and nothing is done twice for what lies below.
 *
 * <p>Law: a terminal is possible at a level exactly if some text of the grammar goes on with it.
 */
@NullMarked
package dev.espalier.compiler.cfg;

import org.jspecify.annotations.NullMarked;
