grammar ParserLoops;
s : (A .*? B C? | C (A | B)+? D | D (A B?)?? )* EOF ;
A : 'a' ;
B : 'b' ;
C : 'c' ;
D : 'd' ;
