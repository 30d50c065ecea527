lexer grammar SwitchLexer;
// Modes that replace each other, and a pop where nothing was pushed.
A : 'a' -> mode(ONE) ;
BACK : '<' -> popMode ;
SPACE : ' ' -> skip, mode(TWO) ;
mode ONE;
B : 'b' -> mode(TWO) ;
A1 : 'a' -> type(A) ;
UP : '>' -> pushMode(TWO) ;
mode TWO;
C : 'c' -> mode(DEFAULT_MODE) ;
DOWN : '<' -> type(BACK), popMode ;
BB : 'bb' -> type(B), mode(ONE) ;
HIDE : '.' -> channel(HIDDEN), mode(ONE) ;
