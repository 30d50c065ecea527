lexer grammar CommandsLexer;
// Commands count in the rule that is matched itself, not in one that it calls.
tokens { X, Y }
T : 'a' ;
U : 'ab' -> skip ;
V : ('abc' | 'q') -> more, type(X) ;
M : 'm' -> type(X), more ;
Z : (T | U | V) 'z' ;
W : 'b' -> type(Y) ;
N : 'n' T? -> channel(HIDDEN), type(X) ;
C : 'c' -> channel(DEFAULT_TOKEN_CHANNEL), type(Y) ;
K : 'k' -> skip, type(X) ;
L : 'l' -> type(X), skip ;
H : 'h' -> more, channel(HIDDEN) ;
