/**
 * SMILES, after the OpenSMILES specification, 1.0: one line of one or more molecules.
 *
 * <p>Rings make the language no context-free one. Here at most four are open at a time, with the
 * numbers 1 to 4; an atom closes rings before it opens some; a ring that opens at an atom does not
 * close at its neighbour; of two rings that open at one atom, which are 1 and 2, no two close at one
 * atom; the bond of a ring stands where it opens. Chirality is {@code @} or {@code @@}.
 */
parser grammar smiles;

options { tokenVocab = smilesLexer; }

text : chain EOF ;

// What may follow in any place. Its last atom leaves no ring open.
chain
  : lastAtom
  | plainAtom branch* (BOND | DOT)? chain
  | openingAtom freshBranch* (BOND? freshChain | DOT chain)
  ;

// What may follow an atom that opens a ring: its first atom closes none.
freshChain
  : ATOM
  | freshAtom branch* (BOND | DOT)? chain
  | freshOpeningAtom freshBranch* (BOND? freshChain | DOT chain)
  ;

branch : BEGIN (BOND | DOT)? inner END ;

freshBranch : BEGIN (BOND? freshInner | DOT inner) END ;

// Chains in parentheses may end with rings open.
inner
  : plainAtom branch* ((BOND | DOT)? inner)?
  | openingAtom freshBranch* (BOND? freshInner | DOT inner)?
  ;

freshInner
  : freshAtom branch* ((BOND | DOT)? inner)?
  | freshOpeningAtom freshBranch* (BOND? freshInner | DOT inner)?
  ;

lastAtom
  : ATOM
  | RING_ATOM (LAST_12 | LAST_34 | CLOSE_12 LAST_34 | CLOSE_34 (LAST_12 | LAST_34))
  ;

plainAtom : freshAtom closing? ;

openingAtom : freshAtom closing? opening ;

freshAtom : ATOM | RING_ATOM ;

freshOpeningAtom : freshAtom opening ;

closing
  : CLOSE_12 | LAST_12 | CLOSE_34 | LAST_34
  | CLOSE_12 (CLOSE_34 | LAST_34)
  | CLOSE_34 (CLOSE_12 | LAST_12 | CLOSE_34 | LAST_34)
  ;

opening : OPEN_1 OPEN_2? | OPEN_2 | OPEN_OTHER ;
