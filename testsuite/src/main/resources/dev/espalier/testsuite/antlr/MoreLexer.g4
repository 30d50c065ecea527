lexer grammar MoreLexer;
// A text that ends within what goes on is accepted: the rest is a part of the end.
QUOTE : '"' -> more, mode(IN) ;
ONE : 'x' -> more ;
TWO : 'y' ;
LOST : 'z' -> skip ;
DEEP : '(' -> more, pushMode(PAREN) ;
mode IN;
STRING : '"' -> mode(DEFAULT_MODE) ;
ESCAPE : '\\' . -> more ;
CHAR : ~["\\] -> more ;
mode PAREN;
NEST : '(' -> more, pushMode(PAREN) ;
PART : ')' -> more, popMode ;
WHOLE : ')!' -> popMode ;
INNER : [a-c] -> more ;
