/**
 * SMILES, after the OpenSMILES specification, 1.0: one or more molecules without a line end.
 *
 * <p>Rings make the language no context-free one. Here at most four are open at a time, with the
 * numbers 1 to 4; an atom closes rings before it opens some, at most two of both; a ring that opens
 * at an atom does not close at its neighbour; two rings that open at one atom are 1 and 2, and do not
 * close at one atom; the bond of a ring stands where it opens. A text ends in an atom, and
 * branches hold no dots. Chirality is {@code @} or {@code @@}, at an atom with four neighbours, one
 * of them a hydrogen or none, of which at most one is reached by a ring.
 *
 * <p>The rules whose names end in numbers are for what follows an atom that opens these rings.
 */
parser grammar smiles;

options { tokenVocab = smilesLexer; }

text : first EOF ;

// The first atom of a molecule has no neighbour before it.
first
  : chain
  | CHIRAL_H branch branch BOND? next
  | CHIRAL branch branch branch BOND? next
  | CHIRAL_H OPEN_1 branch1 BOND? next1
  | CHIRAL OPEN_1 branch1 branch1 BOND? next1
  | CHIRAL_H OPEN_2 branch2 BOND? next2
  | CHIRAL OPEN_2 branch2 branch2 BOND? next2
  | CHIRAL_H OPEN_3 branch3 BOND? next3
  | CHIRAL OPEN_3 branch3 branch3 BOND? next3
  | CHIRAL_H OPEN_4 branch4 BOND? next4
  | CHIRAL OPEN_4 branch4 branch4 BOND? next4
  ;

chain
  : last
  | atom closing? branch* (BOND? next | DOT first)
  | atom closing? opening
  ;

atom : ATOM | RING_ATOM ;

// From the opening of rings on, in the chain and in a branch.
opening
  : OPEN_1 branch1* (BOND? next1 | DOT first)
  | OPEN_2 branch2* (BOND? next2 | DOT first)
  | OPEN_3 branch3* (BOND? next3 | DOT first)
  | OPEN_4 branch4* (BOND? next4 | DOT first)
  | OPEN_12 branch12* (BOND? next12 | DOT first)
  ;

innerOpening
  : OPEN_1 branch1* (BOND? inner1)?
  | OPEN_2 branch2* (BOND? inner2)?
  | OPEN_3 branch3* (BOND? inner3)?
  | OPEN_4 branch4* (BOND? inner4)?
  | OPEN_12 branch12* (BOND? inner12)?
  ;

// The same at chiral atoms, which need one or two neighbours more.
openingThenOne
  : OPEN_1 BOND? next1
  | OPEN_2 BOND? next2
  | OPEN_3 BOND? next3
  | OPEN_4 BOND? next4
  ;

openingThenTwo
  : OPEN_1 branch1 BOND? next1
  | OPEN_2 branch2 BOND? next2
  | OPEN_3 branch3 BOND? next3
  | OPEN_4 branch4 BOND? next4
  ;

innerOpeningThenOne
  : OPEN_1 (branch1 | BOND? inner1)
  | OPEN_2 (branch2 | BOND? inner2)
  | OPEN_3 (branch3 | BOND? inner3)
  | OPEN_4 (branch4 | BOND? inner4)
  ;

innerOpeningThenTwo
  : OPEN_1 branch1 (branch1 | BOND? inner1)
  | OPEN_2 branch2 (branch2 | BOND? inner2)
  | OPEN_3 branch3 (branch3 | BOND? inner3)
  | OPEN_4 branch4 (branch4 | BOND? inner4)
  ;

// After an atom.

next
  : chain
  | CHIRAL_H (branch | number) BOND? next
  | CHIRAL_H openingThenOne
  | CHIRAL (branch | number) branch BOND? next
  | CHIRAL openingThenTwo
  ;

branch : BEGIN BOND? inner END ;

// A branch may end with rings open, and in a branch.
inner
  : atom closing? branch* (BOND? inner)?
  | atom closing? innerOpening
  | CHIRAL_H (branch | number) (branch | BOND? inner)
  | CHIRAL_H innerOpeningThenOne
  | CHIRAL (branch | number) branch (branch | BOND? inner)
  | CHIRAL innerOpeningThenTwo
  ;

number : close1 | close2 | close3 | close4 ;

closing
  : number
  | (close1 | close2) (close3 | close4)
  | close3 (close1 | close2 | close4)
  | close4 (close1 | close2 | close3)
  | CLOSE_1 (CLOSE_2 | LAST_2)
  | CLOSE_2 (CLOSE_1 | LAST_1)
  ;

last
  : ATOM
  | RING_ATOM (LAST_1 | LAST_2 | LAST_3 | LAST_4)
  | RING_ATOM (CLOSE_1 LAST_2 | CLOSE_2 LAST_1)
  | RING_ATOM (CLOSE_1 | CLOSE_2) (LAST_3 | LAST_4)
  | RING_ATOM CLOSE_3 (LAST_1 | LAST_2 | LAST_4)
  | RING_ATOM CLOSE_4 (LAST_1 | LAST_2 | LAST_3)
  ;

// After an atom that opens ring 1: no neighbour closes it.

next1
  : last1
  | atom closing1? branch* (BOND? next | DOT first)
  | atom closing1? opening
  | CHIRAL_H (branch | number1) BOND? next
  | CHIRAL_H openingThenOne
  | CHIRAL (branch | number1) branch BOND? next
  | CHIRAL openingThenTwo
  ;

branch1 : BEGIN BOND? inner1 END ;

inner1
  : atom closing1? branch* (BOND? inner)?
  | atom closing1? innerOpening
  | CHIRAL_H (branch | number1) (branch | BOND? inner)
  | CHIRAL_H innerOpeningThenOne
  | CHIRAL (branch | number1) branch (branch | BOND? inner)
  | CHIRAL innerOpeningThenTwo
  ;

number1 : close2 | close3 | close4 ;

closing1
  : number1
  | close2 (close3 | close4)
  | close3 (close2 | close4)
  | close4 (close2 | close3)
  ;

last1
  : ATOM
  | RING_ATOM (LAST_2 | LAST_3 | LAST_4)
  | RING_ATOM CLOSE_2 (LAST_3 | LAST_4)
  | RING_ATOM CLOSE_3 (LAST_2 | LAST_4)
  | RING_ATOM CLOSE_4 (LAST_2 | LAST_3)
  ;

// After an atom that opens ring 2: no neighbour closes it.

next2
  : last2
  | atom closing2? branch* (BOND? next | DOT first)
  | atom closing2? opening
  | CHIRAL_H (branch | number2) BOND? next
  | CHIRAL_H openingThenOne
  | CHIRAL (branch | number2) branch BOND? next
  | CHIRAL openingThenTwo
  ;

branch2 : BEGIN BOND? inner2 END ;

inner2
  : atom closing2? branch* (BOND? inner)?
  | atom closing2? innerOpening
  | CHIRAL_H (branch | number2) (branch | BOND? inner)
  | CHIRAL_H innerOpeningThenOne
  | CHIRAL (branch | number2) branch (branch | BOND? inner)
  | CHIRAL innerOpeningThenTwo
  ;

number2 : close1 | close3 | close4 ;

closing2
  : number2
  | close1 (close3 | close4)
  | close3 (close1 | close4)
  | close4 (close1 | close3)
  ;

last2
  : ATOM
  | RING_ATOM (LAST_1 | LAST_3 | LAST_4)
  | RING_ATOM CLOSE_1 (LAST_3 | LAST_4)
  | RING_ATOM CLOSE_3 (LAST_1 | LAST_4)
  | RING_ATOM CLOSE_4 (LAST_1 | LAST_3)
  ;

// After an atom that opens ring 3: no neighbour closes it.

next3
  : last3
  | atom closing3? branch* (BOND? next | DOT first)
  | atom closing3? opening
  | CHIRAL_H (branch | number3) BOND? next
  | CHIRAL_H openingThenOne
  | CHIRAL (branch | number3) branch BOND? next
  | CHIRAL openingThenTwo
  ;

branch3 : BEGIN BOND? inner3 END ;

inner3
  : atom closing3? branch* (BOND? inner)?
  | atom closing3? innerOpening
  | CHIRAL_H (branch | number3) (branch | BOND? inner)
  | CHIRAL_H innerOpeningThenOne
  | CHIRAL (branch | number3) branch (branch | BOND? inner)
  | CHIRAL innerOpeningThenTwo
  ;

number3 : close1 | close2 | close4 ;

closing3
  : number3
  | (close1 | close2) close4
  | close4 (close1 | close2)
  | CLOSE_1 (CLOSE_2 | LAST_2)
  | CLOSE_2 (CLOSE_1 | LAST_1)
  ;

last3
  : ATOM
  | RING_ATOM (LAST_1 | LAST_2 | LAST_4)
  | RING_ATOM (CLOSE_1 LAST_2 | CLOSE_2 LAST_1)
  | RING_ATOM (CLOSE_1 | CLOSE_2) LAST_4
  | RING_ATOM CLOSE_4 (LAST_1 | LAST_2)
  ;

// After an atom that opens ring 4: no neighbour closes it.

next4
  : last4
  | atom closing4? branch* (BOND? next | DOT first)
  | atom closing4? opening
  | CHIRAL_H (branch | number4) BOND? next
  | CHIRAL_H openingThenOne
  | CHIRAL (branch | number4) branch BOND? next
  | CHIRAL openingThenTwo
  ;

branch4 : BEGIN BOND? inner4 END ;

inner4
  : atom closing4? branch* (BOND? inner)?
  | atom closing4? innerOpening
  | CHIRAL_H (branch | number4) (branch | BOND? inner)
  | CHIRAL_H innerOpeningThenOne
  | CHIRAL (branch | number4) branch (branch | BOND? inner)
  | CHIRAL innerOpeningThenTwo
  ;

number4 : close1 | close2 | close3 ;

closing4
  : number4
  | (close1 | close2) close3
  | close3 (close1 | close2)
  | CLOSE_1 (CLOSE_2 | LAST_2)
  | CLOSE_2 (CLOSE_1 | LAST_1)
  ;

last4
  : ATOM
  | RING_ATOM (LAST_1 | LAST_2 | LAST_3)
  | RING_ATOM (CLOSE_1 LAST_2 | CLOSE_2 LAST_1)
  | RING_ATOM (CLOSE_1 | CLOSE_2) LAST_3
  | RING_ATOM CLOSE_3 (LAST_1 | LAST_2)
  ;

// After an atom that opens the rings 1 and 2: no neighbour closes them.

next12
  : last12
  | atom closing12? branch* (BOND? next | DOT first)
  | atom closing12? opening
  | CHIRAL_H (branch | number12) BOND? next
  | CHIRAL_H openingThenOne
  | CHIRAL (branch | number12) branch BOND? next
  | CHIRAL openingThenTwo
  ;

branch12 : BEGIN BOND? inner12 END ;

inner12
  : atom closing12? branch* (BOND? inner)?
  | atom closing12? innerOpening
  | CHIRAL_H (branch | number12) (branch | BOND? inner)
  | CHIRAL_H innerOpeningThenOne
  | CHIRAL (branch | number12) branch (branch | BOND? inner)
  | CHIRAL innerOpeningThenTwo
  ;

number12 : close3 | close4 ;

closing12
  : number12
  | close3 close4
  | close4 close3
  ;

last12
  : ATOM
  | RING_ATOM (LAST_3 | LAST_4)
  | RING_ATOM CLOSE_3 LAST_4
  | RING_ATOM CLOSE_4 LAST_3
  ;

close1 : CLOSE_1 | LAST_1 | TWIN_1 ;

close2 : CLOSE_2 | LAST_2 | TWIN_2 ;

close3 : CLOSE_3 | LAST_3 ;

close4 : CLOSE_4 | LAST_4 ;
