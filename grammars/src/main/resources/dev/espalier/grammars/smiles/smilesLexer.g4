/**
 * The tokens of SMILES, after the OpenSMILES specification, 1.0.
 *
 * <p>A mode says which of the ring numbers 1 to 4 are open, so that a number either opens or closes
 * a ring; the last open one closes with a token of its own. Atoms have another type where a ring is
 * open, so that the parser sees whether all are closed at the end. Rings 1 and 2 are twins where
 * they opened at one atom: they must not close at one.
 */
lexer grammar smilesLexer;

tokens {
  ATOM, RING_ATOM, CHIRAL, CHIRAL_H, BOND, DOT, BEGIN, END,
  OPEN_1, OPEN_2, OPEN_3, OPEN_4, OPEN_12,
  CLOSE_1, CLOSE_2, CLOSE_3, CLOSE_4, LAST_1, LAST_2, LAST_3, LAST_4,
  TWIN_1, TWIN_2
}

N_ATOM : Atom -> type(ATOM) ;
N_CHIRAL : Chiral -> type(CHIRAL) ;
N_CHIRAL_H : ChiralH -> type(CHIRAL_H) ;
N_BOND : Bond -> type(BOND) ;
N_DOT : '.' -> type(DOT) ;
N_BEGIN : '(' -> type(BEGIN) ;
N_END : ')' -> type(END) ;
N_1 : RingBond? '1' -> type(OPEN_1), mode(Open1) ;
N_2 : RingBond? '2' -> type(OPEN_2), mode(Open2) ;
N_3 : RingBond? '3' -> type(OPEN_3), mode(Open3) ;
N_4 : RingBond? '4' -> type(OPEN_4), mode(Open4) ;
N_12 : RingBond? '1' RingBond? '2' -> type(OPEN_12), mode(Twin12) ;

fragment Atom
  : 'B' | 'C' | 'N' | 'O' | 'P' | 'S' | 'F' | 'Cl' | 'Br' | 'I' | [bcnops*]
  | '[' Isotope? (Element | Aromatic | '*') Hydrogens? Charge? Class? ']'
  | '[' Isotope? 'H' Charge? Class? ']'
  ;

// With four neighbours that are written.
fragment Chiral : '[' Isotope? Element '@' '@'? Charge? Class? ']' ;

// With three, and a hydrogen.
fragment ChiralH : '[' Isotope? Element '@' '@'? 'H' Charge? Class? ']' ;

fragment Bond : [-=#$:/\\] ;

// At the opening digit alone, so that the two ends of a ring cannot differ.
fragment RingBond : [-=#:] ;

fragment Isotope : [1-9] [0-9]? [0-9]? ;

fragment Hydrogens : 'H' [1-9]? ;

fragment Charge : [+-] ('1' [0-5]? | [2-9])? ;

fragment Class : ':' ('0' | [1-9] [0-9]? [0-9]?) ;

fragment Aromatic : [bcnops] | 'se' | 'as' ;

fragment Element
  : 'He' | 'Li' | 'Be' | 'Ne' | 'Na' | 'Mg' | 'Al' | 'Si' | 'Ar' | 'Ca' | 'Sc' | 'Ti' | 'Cr'
  | 'Mn' | 'Fe' | 'Co' | 'Ni' | 'Cu' | 'Zn' | 'Ga' | 'Ge' | 'As' | 'Se' | 'Kr' | 'Rb' | 'Sr'
  | 'Zr' | 'Nb' | 'Mo' | 'Tc' | 'Ru' | 'Rh' | 'Pd' | 'Ag' | 'Cd' | 'In' | 'Sn' | 'Sb' | 'Te'
  | 'Xe' | 'Cs' | 'Ba' | 'La' | 'Ce' | 'Pr' | 'Nd' | 'Pm' | 'Sm' | 'Eu' | 'Gd' | 'Tb' | 'Dy'
  | 'Ho' | 'Er' | 'Tm' | 'Yb' | 'Lu' | 'Hf' | 'Ta' | 'Re' | 'Os' | 'Ir' | 'Pt' | 'Au' | 'Hg'
  | 'Tl' | 'Pb' | 'Bi' | 'Po' | 'At' | 'Rn' | 'Fr' | 'Ra' | 'Ac' | 'Th' | 'Pa' | 'Np' | 'Pu'
  | 'Am' | 'Cm' | 'Bk' | 'Cf' | 'Es' | 'Fm' | 'Md' | 'No' | 'Lr' | 'Rf' | 'Db' | 'Sg' | 'Bh'
  | 'Hs' | 'Mt' | 'Ds' | 'Rg' | 'Cn' | 'Nh' | 'Fl' | 'Mc' | 'Lv' | 'Ts' | 'Og' | 'Cl' | 'Br'
  | 'B' | 'C' | 'N' | 'O' | 'F' | 'P' | 'S' | 'K' | 'V' | 'Y' | 'I' | 'W' | 'U'
  ;

mode Open1;

O1_ATOM : Atom -> type(RING_ATOM) ;
O1_CHIRAL : Chiral -> type(CHIRAL) ;
O1_CHIRAL_H : ChiralH -> type(CHIRAL_H) ;
O1_BOND : Bond -> type(BOND) ;
O1_DOT : '.' -> type(DOT) ;
O1_BEGIN : '(' -> type(BEGIN) ;
O1_END : ')' -> type(END) ;
O1_1 : '1' -> type(LAST_1), mode(DEFAULT_MODE) ;
O1_2 : RingBond? '2' -> type(OPEN_2), mode(Open12) ;
O1_3 : RingBond? '3' -> type(OPEN_3), mode(Open13) ;
O1_4 : RingBond? '4' -> type(OPEN_4), mode(Open14) ;

mode Open2;

O2_ATOM : Atom -> type(RING_ATOM) ;
O2_CHIRAL : Chiral -> type(CHIRAL) ;
O2_CHIRAL_H : ChiralH -> type(CHIRAL_H) ;
O2_BOND : Bond -> type(BOND) ;
O2_DOT : '.' -> type(DOT) ;
O2_BEGIN : '(' -> type(BEGIN) ;
O2_END : ')' -> type(END) ;
O2_1 : RingBond? '1' -> type(OPEN_1), mode(Open12) ;
O2_2 : '2' -> type(LAST_2), mode(DEFAULT_MODE) ;
O2_3 : RingBond? '3' -> type(OPEN_3), mode(Open23) ;
O2_4 : RingBond? '4' -> type(OPEN_4), mode(Open24) ;

mode Open3;

O3_ATOM : Atom -> type(RING_ATOM) ;
O3_CHIRAL : Chiral -> type(CHIRAL) ;
O3_CHIRAL_H : ChiralH -> type(CHIRAL_H) ;
O3_BOND : Bond -> type(BOND) ;
O3_DOT : '.' -> type(DOT) ;
O3_BEGIN : '(' -> type(BEGIN) ;
O3_END : ')' -> type(END) ;
O3_1 : RingBond? '1' -> type(OPEN_1), mode(Open13) ;
O3_2 : RingBond? '2' -> type(OPEN_2), mode(Open23) ;
O3_3 : '3' -> type(LAST_3), mode(DEFAULT_MODE) ;
O3_4 : RingBond? '4' -> type(OPEN_4), mode(Open34) ;
O3_12 : RingBond? '1' RingBond? '2' -> type(OPEN_12), mode(Twin123) ;

mode Open4;

O4_ATOM : Atom -> type(RING_ATOM) ;
O4_CHIRAL : Chiral -> type(CHIRAL) ;
O4_CHIRAL_H : ChiralH -> type(CHIRAL_H) ;
O4_BOND : Bond -> type(BOND) ;
O4_DOT : '.' -> type(DOT) ;
O4_BEGIN : '(' -> type(BEGIN) ;
O4_END : ')' -> type(END) ;
O4_1 : RingBond? '1' -> type(OPEN_1), mode(Open14) ;
O4_2 : RingBond? '2' -> type(OPEN_2), mode(Open24) ;
O4_3 : RingBond? '3' -> type(OPEN_3), mode(Open34) ;
O4_4 : '4' -> type(LAST_4), mode(DEFAULT_MODE) ;
O4_12 : RingBond? '1' RingBond? '2' -> type(OPEN_12), mode(Twin124) ;

mode Open12;

O12_ATOM : Atom -> type(RING_ATOM) ;
O12_CHIRAL : Chiral -> type(CHIRAL) ;
O12_CHIRAL_H : ChiralH -> type(CHIRAL_H) ;
O12_BOND : Bond -> type(BOND) ;
O12_DOT : '.' -> type(DOT) ;
O12_BEGIN : '(' -> type(BEGIN) ;
O12_END : ')' -> type(END) ;
O12_1 : '1' -> type(CLOSE_1), mode(Open2) ;
O12_2 : '2' -> type(CLOSE_2), mode(Open1) ;
O12_3 : RingBond? '3' -> type(OPEN_3), mode(Open123) ;
O12_4 : RingBond? '4' -> type(OPEN_4), mode(Open124) ;

mode Open13;

O13_ATOM : Atom -> type(RING_ATOM) ;
O13_CHIRAL : Chiral -> type(CHIRAL) ;
O13_CHIRAL_H : ChiralH -> type(CHIRAL_H) ;
O13_BOND : Bond -> type(BOND) ;
O13_DOT : '.' -> type(DOT) ;
O13_BEGIN : '(' -> type(BEGIN) ;
O13_END : ')' -> type(END) ;
O13_1 : '1' -> type(CLOSE_1), mode(Open3) ;
O13_2 : RingBond? '2' -> type(OPEN_2), mode(Open123) ;
O13_3 : '3' -> type(CLOSE_3), mode(Open1) ;
O13_4 : RingBond? '4' -> type(OPEN_4), mode(Open134) ;

mode Open14;

O14_ATOM : Atom -> type(RING_ATOM) ;
O14_CHIRAL : Chiral -> type(CHIRAL) ;
O14_CHIRAL_H : ChiralH -> type(CHIRAL_H) ;
O14_BOND : Bond -> type(BOND) ;
O14_DOT : '.' -> type(DOT) ;
O14_BEGIN : '(' -> type(BEGIN) ;
O14_END : ')' -> type(END) ;
O14_1 : '1' -> type(CLOSE_1), mode(Open4) ;
O14_2 : RingBond? '2' -> type(OPEN_2), mode(Open124) ;
O14_3 : RingBond? '3' -> type(OPEN_3), mode(Open134) ;
O14_4 : '4' -> type(CLOSE_4), mode(Open1) ;

mode Open23;

O23_ATOM : Atom -> type(RING_ATOM) ;
O23_CHIRAL : Chiral -> type(CHIRAL) ;
O23_CHIRAL_H : ChiralH -> type(CHIRAL_H) ;
O23_BOND : Bond -> type(BOND) ;
O23_DOT : '.' -> type(DOT) ;
O23_BEGIN : '(' -> type(BEGIN) ;
O23_END : ')' -> type(END) ;
O23_1 : RingBond? '1' -> type(OPEN_1), mode(Open123) ;
O23_2 : '2' -> type(CLOSE_2), mode(Open3) ;
O23_3 : '3' -> type(CLOSE_3), mode(Open2) ;
O23_4 : RingBond? '4' -> type(OPEN_4), mode(Open234) ;

mode Open24;

O24_ATOM : Atom -> type(RING_ATOM) ;
O24_CHIRAL : Chiral -> type(CHIRAL) ;
O24_CHIRAL_H : ChiralH -> type(CHIRAL_H) ;
O24_BOND : Bond -> type(BOND) ;
O24_DOT : '.' -> type(DOT) ;
O24_BEGIN : '(' -> type(BEGIN) ;
O24_END : ')' -> type(END) ;
O24_1 : RingBond? '1' -> type(OPEN_1), mode(Open124) ;
O24_2 : '2' -> type(CLOSE_2), mode(Open4) ;
O24_3 : RingBond? '3' -> type(OPEN_3), mode(Open234) ;
O24_4 : '4' -> type(CLOSE_4), mode(Open2) ;

mode Open34;

O34_ATOM : Atom -> type(RING_ATOM) ;
O34_CHIRAL : Chiral -> type(CHIRAL) ;
O34_CHIRAL_H : ChiralH -> type(CHIRAL_H) ;
O34_BOND : Bond -> type(BOND) ;
O34_DOT : '.' -> type(DOT) ;
O34_BEGIN : '(' -> type(BEGIN) ;
O34_END : ')' -> type(END) ;
O34_1 : RingBond? '1' -> type(OPEN_1), mode(Open134) ;
O34_2 : RingBond? '2' -> type(OPEN_2), mode(Open234) ;
O34_3 : '3' -> type(CLOSE_3), mode(Open4) ;
O34_4 : '4' -> type(CLOSE_4), mode(Open3) ;
O34_12 : RingBond? '1' RingBond? '2' -> type(OPEN_12), mode(Twin1234) ;

mode Open123;

O123_ATOM : Atom -> type(RING_ATOM) ;
O123_CHIRAL : Chiral -> type(CHIRAL) ;
O123_CHIRAL_H : ChiralH -> type(CHIRAL_H) ;
O123_BOND : Bond -> type(BOND) ;
O123_DOT : '.' -> type(DOT) ;
O123_BEGIN : '(' -> type(BEGIN) ;
O123_END : ')' -> type(END) ;
O123_1 : '1' -> type(CLOSE_1), mode(Open23) ;
O123_2 : '2' -> type(CLOSE_2), mode(Open13) ;
O123_3 : '3' -> type(CLOSE_3), mode(Open12) ;
O123_4 : RingBond? '4' -> type(OPEN_4), mode(Open1234) ;

mode Open124;

O124_ATOM : Atom -> type(RING_ATOM) ;
O124_CHIRAL : Chiral -> type(CHIRAL) ;
O124_CHIRAL_H : ChiralH -> type(CHIRAL_H) ;
O124_BOND : Bond -> type(BOND) ;
O124_DOT : '.' -> type(DOT) ;
O124_BEGIN : '(' -> type(BEGIN) ;
O124_END : ')' -> type(END) ;
O124_1 : '1' -> type(CLOSE_1), mode(Open24) ;
O124_2 : '2' -> type(CLOSE_2), mode(Open14) ;
O124_3 : RingBond? '3' -> type(OPEN_3), mode(Open1234) ;
O124_4 : '4' -> type(CLOSE_4), mode(Open12) ;

mode Open134;

O134_ATOM : Atom -> type(RING_ATOM) ;
O134_CHIRAL : Chiral -> type(CHIRAL) ;
O134_CHIRAL_H : ChiralH -> type(CHIRAL_H) ;
O134_BOND : Bond -> type(BOND) ;
O134_DOT : '.' -> type(DOT) ;
O134_BEGIN : '(' -> type(BEGIN) ;
O134_END : ')' -> type(END) ;
O134_1 : '1' -> type(CLOSE_1), mode(Open34) ;
O134_2 : RingBond? '2' -> type(OPEN_2), mode(Open1234) ;
O134_3 : '3' -> type(CLOSE_3), mode(Open14) ;
O134_4 : '4' -> type(CLOSE_4), mode(Open13) ;

mode Open234;

O234_ATOM : Atom -> type(RING_ATOM) ;
O234_CHIRAL : Chiral -> type(CHIRAL) ;
O234_CHIRAL_H : ChiralH -> type(CHIRAL_H) ;
O234_BOND : Bond -> type(BOND) ;
O234_DOT : '.' -> type(DOT) ;
O234_BEGIN : '(' -> type(BEGIN) ;
O234_END : ')' -> type(END) ;
O234_1 : RingBond? '1' -> type(OPEN_1), mode(Open1234) ;
O234_2 : '2' -> type(CLOSE_2), mode(Open34) ;
O234_3 : '3' -> type(CLOSE_3), mode(Open24) ;
O234_4 : '4' -> type(CLOSE_4), mode(Open23) ;

mode Open1234;

O1234_ATOM : Atom -> type(RING_ATOM) ;
O1234_CHIRAL : Chiral -> type(CHIRAL) ;
O1234_CHIRAL_H : ChiralH -> type(CHIRAL_H) ;
O1234_BOND : Bond -> type(BOND) ;
O1234_DOT : '.' -> type(DOT) ;
O1234_BEGIN : '(' -> type(BEGIN) ;
O1234_END : ')' -> type(END) ;
O1234_1 : '1' -> type(CLOSE_1), mode(Open234) ;
O1234_2 : '2' -> type(CLOSE_2), mode(Open134) ;
O1234_3 : '3' -> type(CLOSE_3), mode(Open124) ;
O1234_4 : '4' -> type(CLOSE_4), mode(Open123) ;

mode Twin12;

T12_ATOM : Atom -> type(RING_ATOM) ;
T12_CHIRAL : Chiral -> type(CHIRAL) ;
T12_CHIRAL_H : ChiralH -> type(CHIRAL_H) ;
T12_BOND : Bond -> type(BOND) ;
T12_DOT : '.' -> type(DOT) ;
T12_BEGIN : '(' -> type(BEGIN) ;
T12_END : ')' -> type(END) ;
T12_1 : '1' -> type(TWIN_1), mode(Open2) ;
T12_2 : '2' -> type(TWIN_2), mode(Open1) ;
T12_3 : RingBond? '3' -> type(OPEN_3), mode(Twin123) ;
T12_4 : RingBond? '4' -> type(OPEN_4), mode(Twin124) ;

mode Twin123;

T123_ATOM : Atom -> type(RING_ATOM) ;
T123_CHIRAL : Chiral -> type(CHIRAL) ;
T123_CHIRAL_H : ChiralH -> type(CHIRAL_H) ;
T123_BOND : Bond -> type(BOND) ;
T123_DOT : '.' -> type(DOT) ;
T123_BEGIN : '(' -> type(BEGIN) ;
T123_END : ')' -> type(END) ;
T123_1 : '1' -> type(TWIN_1), mode(Open23) ;
T123_2 : '2' -> type(TWIN_2), mode(Open13) ;
T123_3 : '3' -> type(CLOSE_3), mode(Twin12) ;
T123_4 : RingBond? '4' -> type(OPEN_4), mode(Twin1234) ;

mode Twin124;

T124_ATOM : Atom -> type(RING_ATOM) ;
T124_CHIRAL : Chiral -> type(CHIRAL) ;
T124_CHIRAL_H : ChiralH -> type(CHIRAL_H) ;
T124_BOND : Bond -> type(BOND) ;
T124_DOT : '.' -> type(DOT) ;
T124_BEGIN : '(' -> type(BEGIN) ;
T124_END : ')' -> type(END) ;
T124_1 : '1' -> type(TWIN_1), mode(Open24) ;
T124_2 : '2' -> type(TWIN_2), mode(Open14) ;
T124_3 : RingBond? '3' -> type(OPEN_3), mode(Twin1234) ;
T124_4 : '4' -> type(CLOSE_4), mode(Twin12) ;

mode Twin1234;

T1234_ATOM : Atom -> type(RING_ATOM) ;
T1234_CHIRAL : Chiral -> type(CHIRAL) ;
T1234_CHIRAL_H : ChiralH -> type(CHIRAL_H) ;
T1234_BOND : Bond -> type(BOND) ;
T1234_DOT : '.' -> type(DOT) ;
T1234_BEGIN : '(' -> type(BEGIN) ;
T1234_END : ')' -> type(END) ;
T1234_1 : '1' -> type(TWIN_1), mode(Open234) ;
T1234_2 : '2' -> type(TWIN_2), mode(Open134) ;
T1234_3 : '3' -> type(CLOSE_3), mode(Twin124) ;
T1234_4 : '4' -> type(CLOSE_4), mode(Twin123) ;
