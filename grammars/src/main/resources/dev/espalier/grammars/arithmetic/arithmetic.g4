/**
 * Arithmetic as it is written in one line. Powers bind tightest and to the right, then signs, then
 * products, then sums: -2 ^ 2 is -(2 ^ 2), and 2 ^ -1 is a half.
 */
grammar arithmetic;

line : expression EOF ;

expression
  : <assoc = right> expression '^' expression
  | ('+' | '-') expression
  | expression ('*' | '/' | '%') expression
  | expression ('+' | '-') expression
  | NUMBER
  | NAME
  | NAME '(' (expression (',' expression)*)? ')'
  | '(' expression ')'
  ;

NUMBER : DIGIT+ ('.' DIGIT+)? ([eE] [+-]? DIGIT+)? ;

NAME : [a-zA-Z_] [a-zA-Z_0-9]* ;

SPACE : [ \t\r\n]+ -> skip ;

/** As in 2x, which is no product here, nor two words. */
GLUED : NUMBER [a-zA-Z_.] [a-zA-Z_0-9.]* ;

fragment DIGIT : [0-9] ;
