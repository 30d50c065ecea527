grammar Dangling;
s : stmt EOF ;
stmt : 'i' E stmt ('e' stmt)? | 'w' E stmt | '{' stmt* '}' | E ';' | ';' ;
E : 'a' | 'b' ;
