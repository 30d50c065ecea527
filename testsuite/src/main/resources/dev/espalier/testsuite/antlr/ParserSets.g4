grammar ParserSets;
s : (~(A | B) A | . D | ('a' | 'b') 'c')* EOF ;
A : 'a' ;
B : 'b' ;
D : 'd' ;
C : 'c' ;
