/**
 * Chess games in Portable Game Notation, after the standard of 1994: its import format, in which
 * numbers of moves may be left out. Moves are well-formed; whether they are legal, no grammar says.
 * Comments stand anywhere. The lines that a % in the first column escapes are left out.
 */
grammar pgn;

database : game+ EOF ;

game : tag* move* result ;

tag : '[' NAME STRING ']' ;

move : (INTEGER '.'*)? SAN SUFFIX? NAG* variation* ;

variation : '(' move+ ')' ;

result : '1-0' | '0-1' | '1/2-1/2' | '*' ;

/** Standard algebraic notation: a piece's move, a pawn's, which promotes on the last rank, castling. */
SAN
  : ( [KQRBN] [a-h]? [1-8]? 'x'? [a-h] [1-8]
    | [a-h] ('x' [a-h])? ([2-7] | [18] '=' [QRBN])
    | 'O-O' ('-O')?
    ) [+#]?
  ;

SUFFIX : '!' | '?' | '!!' | '??' | '!?' | '?!' ;

NAG : '$' [0-9]+ ;

INTEGER : [0-9]+ ;

/** The name of a tag; one that is spelled like a move is a move. */
NAME : [A-Za-z0-9] [A-Za-z0-9_]* ;

/** A symbol goes on as far as it can: 1-0-0 and e2-e4 are one, and nothing that is allowed. */
SYMBOL : [A-Za-z0-9] [A-Za-z0-9_+#=:/\-]* ;

STRING : '"' (~["\\\u0000-\u001F\u007F-\u009F\u0100-\u{10FFFF}] | '\\' ["\\])* '"' ;

SPACE : [ \t\r\n]+ -> skip ;

COMMENT : '{' ~[}]* '}' -> skip ;

LINE_COMMENT : ';' ~[\r\n]* -> skip ;
