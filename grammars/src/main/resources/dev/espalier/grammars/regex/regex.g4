/**
 * Regular expressions, after ECMA-262, 15th edition (2024), section 22.2.1, in Unicode mode and
 * without Annex B: a pattern as it stands between two slashes or in a string.
 *
 * <p>Left out is what depends on the rest of the pattern: back-references and named groups. A class
 * is one token. Its ranges and the bounds of {@code {m,n}} have to be in order, so they are those
 * whose order shows early: letters of one case, digits, from one of these to a later kind, escapes
 * that differ in their first digit (or in the one after a leading zero).
 */
grammar regex;

pattern : disjunction EOF ;

disjunction : alternative ('|' alternative)* ;

alternative : term* ;

term
  : ASSERTION
  | ('(?=' | '(?!' | '(?<=' | '(?<!') disjunction ')'
  | atom QUANTIFIER?
  ;

atom
  : CHARACTER
  | ESCAPE
  | CLASS
  | '.'
  | ('(' | '(?:') disjunction ')'
  ;

ASSERTION : '^' | '$' | '\\b' | '\\B' ;

QUANTIFIER : ('*' | '+' | '?' | '{' BOUNDS '}') '?'? ;

ESCAPE : ANY_ESCAPE | '\\0' ;

// An octal escape is none.
BAD_ESCAPE : '\\0' [0-9] ;

CLASS : '[' '^'? '-'? (RANGE | CLASS_ATOM)* '-'? ']' ;

CHARACTER : ~[$^\\.*+?()[\]{}|] ;

fragment BOUNDS
  : [0-9]+ ','?
  | '0' ',' ([0-9] | [1-9] [0-9]+)
  | '1' ',' ([1-9] | [1-9] [0-9]+)
  | '2' ',' ([2-9] | [1-9] [0-9]+)
  | '3' ',' ([3-9] | [1-9] [0-9]+)
  | '4' ',' ([4-9] | [1-9] [0-9]+)
  | '5' ',' ([5-9] | [1-9] [0-9]+)
  | '6' ',' ([6-9] | [1-9] [0-9]+)
  | '7' ',' ([7-9] | [1-9] [0-9]+)
  | '8' ',' ([8-9] | [1-9] [0-9]+)
  | '9' ',' ([9-9] | [1-9] [0-9]+)
  | [1-9] [0-9] ',' [1-9] [0-9] [0-9]+
  | '1' [0-9] ',' [2-9] [0-9] | '2' [0-9] ',' [3-9] [0-9]
  | '3' [0-9] ',' [4-9] [0-9] | '4' [0-9] ',' [5-9] [0-9]
  | '5' [0-9] ',' [6-9] [0-9] | '6' [0-9] ',' [7-9] [0-9]
  | '7' [0-9] ',' [8-9] [0-9] | '8' [0-9] ',' [9-9] [0-9]
  ;

fragment ANY_ESCAPE
  : '\\'
    ( [dDsSwW]
    | [fnrtv]
    | 'c' [a-zA-Z]
    | 'x' HEX HEX
    | 'u' HEX HEX HEX HEX
    | 'u{' '0'* ('10' HEX HEX HEX HEX | HEX HEX? HEX? HEX? HEX?) '}'
    | [$^\\.*+?()[\]{}|/]
    | [pP] '{' PROPERTY '}'
    )
  ;

fragment CLASS_ATOM : ~[\\\]\-] | ANY_ESCAPE | '\\b' | '\\-' ;

fragment RANGE : LOWER_RANGE | UPPER_RANGE | DIGIT_RANGE | WIDE_RANGE | HEX_RANGE ;

fragment LOWER_RANGE
  : 'a' '-' [a-z] | 'b' '-' [b-z] | 'c' '-' [c-z] | 'd' '-' [d-z]
  | 'e' '-' [e-z] | 'f' '-' [f-z] | 'g' '-' [g-z] | 'h' '-' [h-z]
  | 'i' '-' [i-z] | 'j' '-' [j-z] | 'k' '-' [k-z] | 'l' '-' [l-z]
  | 'm' '-' [m-z] | 'n' '-' [n-z] | 'o' '-' [o-z] | 'p' '-' [p-z]
  | 'q' '-' [q-z] | 'r' '-' [r-z] | 's' '-' [s-z] | 't' '-' [t-z]
  | 'u' '-' [u-z] | 'v' '-' [v-z] | 'w' '-' [w-z] | 'x' '-' [x-z]
  | 'y' '-' [y-z] | 'z' '-' 'z'
  ;

fragment UPPER_RANGE
  : 'A' '-' [A-Z] | 'B' '-' [B-Z] | 'C' '-' [C-Z] | 'D' '-' [D-Z]
  | 'E' '-' [E-Z] | 'F' '-' [F-Z] | 'G' '-' [G-Z] | 'H' '-' [H-Z]
  | 'I' '-' [I-Z] | 'J' '-' [J-Z] | 'K' '-' [K-Z] | 'L' '-' [L-Z]
  | 'M' '-' [M-Z] | 'N' '-' [N-Z] | 'O' '-' [O-Z] | 'P' '-' [P-Z]
  | 'Q' '-' [Q-Z] | 'R' '-' [R-Z] | 'S' '-' [S-Z] | 'T' '-' [T-Z]
  | 'U' '-' [U-Z] | 'V' '-' [V-Z] | 'W' '-' [W-Z] | 'X' '-' [X-Z]
  | 'Y' '-' [Y-Z] | 'Z' '-' 'Z'
  ;

fragment DIGIT_RANGE
  : '0' '-' [0-9] | '1' '-' [1-9] | '2' '-' [2-9] | '3' '-' [3-9]
  | '4' '-' [4-9] | '5' '-' [5-9] | '6' '-' [6-9] | '7' '-' [7-9]
  | '8' '-' [8-9] | '9' '-' '9'
  ;

// From one kind of characters to a later one.
fragment WIDE_RANGE
  : [ !-,./] '-' [0-9A-Za-z:-@_`{-~\u{80}-\u{D7FF}\u{E000}-\u{10FFFF}]
  | [0-9] '-' [A-Za-z:-@_`{-~\u{80}-\u{D7FF}\u{E000}-\u{10FFFF}]
  | [A-Z] '-' [a-z_`{-~\u{80}-\u{D7FF}\u{E000}-\u{10FFFF}]
  | [a-z] '-' [{-~\u{80}-\u{D7FF}\u{E000}-\u{10FFFF}]
  | [\u{80}-\u{FF}] '-' [\u{100}-\u{D7FF}\u{E000}-\u{10FFFF}]
  | [\u{100}-\u{D7FF}] '-' [\u{E000}-\u{10FFFF}]
  | '\u{C0}' '-' [\u{C0}-\u{FF}]
  | '\u{4E00}' '-' [\u{4E00}-\u{9FFF}]
  ;

fragment HEX_RANGE
  : '\\x' ('0' HEX '-\\x' [1-9a-fA-F] HEX
    | '1' HEX '-\\x' [2-9a-fA-F] HEX
    | '2' HEX '-\\x' [3-9a-fA-F] HEX
    | '3' HEX '-\\x' [4-9a-fA-F] HEX
    | '4' HEX '-\\x' [5-9a-fA-F] HEX
    | '5' HEX '-\\x' [6-9a-fA-F] HEX
    | '6' HEX '-\\x' [7-9a-fA-F] HEX
    | '7' HEX '-\\x' [8-9a-fA-F] HEX
    | '8' HEX '-\\x' [9a-fA-F] HEX
    | '9' HEX '-\\x' [a-fA-F] HEX
    | [aA] HEX '-\\x' [b-fB-F] HEX
    | [bB] HEX '-\\x' [c-fC-F] HEX
    | [cC] HEX '-\\x' [d-fD-F] HEX
    | [dD] HEX '-\\x' [e-fE-F] HEX
    | [eE] HEX '-\\x' [fF] HEX
    | '0' '0' '-\\x0' [1-9a-fA-F]
    | '0' '1' '-\\x0' [2-9a-fA-F]
    | '0' '2' '-\\x0' [3-9a-fA-F]
    | '0' '3' '-\\x0' [4-9a-fA-F]
    | '0' '4' '-\\x0' [5-9a-fA-F]
    | '0' '5' '-\\x0' [6-9a-fA-F]
    | '0' '6' '-\\x0' [7-9a-fA-F]
    | '0' '7' '-\\x0' [8-9a-fA-F]
    | '0' '8' '-\\x0' [9a-fA-F]
    | '0' '9' '-\\x0' [a-fA-F]
    | '0' [aA] '-\\x0' [b-fB-F]
    | '0' [bB] '-\\x0' [c-fC-F]
    | '0' [cC] '-\\x0' [d-fD-F]
    | '0' [dD] '-\\x0' [e-fE-F]
    | '0' [eE] '-\\x0' [fF])
  | '\\u' ('0' HEX HEX HEX '-\\u' [1-9a-ce-fA-CE-F] HEX HEX HEX
    | '1' HEX HEX HEX '-\\u' [2-9a-ce-fA-CE-F] HEX HEX HEX
    | '2' HEX HEX HEX '-\\u' [3-9a-ce-fA-CE-F] HEX HEX HEX
    | '3' HEX HEX HEX '-\\u' [4-9a-ce-fA-CE-F] HEX HEX HEX
    | '4' HEX HEX HEX '-\\u' [5-9a-ce-fA-CE-F] HEX HEX HEX
    | '5' HEX HEX HEX '-\\u' [6-9a-ce-fA-CE-F] HEX HEX HEX
    | '6' HEX HEX HEX '-\\u' [7-9a-ce-fA-CE-F] HEX HEX HEX
    | '7' HEX HEX HEX '-\\u' [8-9a-ce-fA-CE-F] HEX HEX HEX
    | '8' HEX HEX HEX '-\\u' [9a-ce-fA-CE-F] HEX HEX HEX
    | '9' HEX HEX HEX '-\\u' [a-ce-fA-CE-F] HEX HEX HEX
    | [aA] HEX HEX HEX '-\\u' [bcefBCEF] HEX HEX HEX
    | [bB] HEX HEX HEX '-\\u' [cefCEF] HEX HEX HEX
    | [cC] HEX HEX HEX '-\\u' [efEF] HEX HEX HEX
    | [eE] HEX HEX HEX '-\\u' [fF] HEX HEX HEX
    | '0' '0' HEX HEX '-\\u0' [1-9a-fA-F] HEX HEX
    | '0' '1' HEX HEX '-\\u0' [2-9a-fA-F] HEX HEX
    | '0' '2' HEX HEX '-\\u0' [3-9a-fA-F] HEX HEX
    | '0' '3' HEX HEX '-\\u0' [4-9a-fA-F] HEX HEX
    | '0' '4' HEX HEX '-\\u0' [5-9a-fA-F] HEX HEX
    | '0' '5' HEX HEX '-\\u0' [6-9a-fA-F] HEX HEX
    | '0' '6' HEX HEX '-\\u0' [7-9a-fA-F] HEX HEX
    | '0' '7' HEX HEX '-\\u0' [8-9a-fA-F] HEX HEX
    | '0' '8' HEX HEX '-\\u0' [9a-fA-F] HEX HEX
    | '0' '9' HEX HEX '-\\u0' [a-fA-F] HEX HEX
    | '0' [aA] HEX HEX '-\\u0' [b-fB-F] HEX HEX
    | '0' [bB] HEX HEX '-\\u0' [c-fC-F] HEX HEX
    | '0' [cC] HEX HEX '-\\u0' [d-fD-F] HEX HEX
    | '0' [dD] HEX HEX '-\\u0' [e-fE-F] HEX HEX
    | '0' [eE] HEX HEX '-\\u0' [fF] HEX HEX)
  ;

fragment HEX : [0-9a-fA-F] ;

fragment PROPERTY
  : 'L' [ultmo]? | 'M' [nce]? | 'N' [dlo]? | 'P' [cdseifo]? | 'S' [mcko]? | 'Z' [slp]? | 'C' [cfson]?
  | ('gc=' | 'General_Category=')? ('Letter' | 'Lowercase_Letter' | 'Uppercase_Letter' | 'Mark' | 'Number'
    | 'Decimal_Number' | 'Punctuation' | 'Symbol' | 'Separator' | 'Other')
  | ('sc=' | 'scx=' | 'Script=' | 'Script_Extensions=')
    ('Latin' | 'Greek' | 'Cyrillic' | 'Han' | 'Hiragana' | 'Katakana' | 'Arabic' | 'Hebrew' | 'Thai'
    | 'Hangul' | 'Devanagari')
  | 'Any' | 'ASCII' | 'Alphabetic' | 'Alpha' | 'Lowercase' | 'Uppercase' | 'White_Space' | 'Emoji'
  | 'ASCII_Hex_Digit' | 'Hex_Digit' | 'ID_Start' | 'ID_Continue' | 'Ideographic'
  ;
