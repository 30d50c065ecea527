grammar Shadowed;
// Rules and sequences that can never be had: the end must not be promised through them.
s : (A ',' | A B ',' | C X? ',' | D ',' | AB A X ',' | CX Y ',')* EOF ;
AB : 'ab' ;
A : 'a' ;
B : 'b' | 'bb' ;
C : 'c' ;
D : 'c' | 'd' ;
CX : 'cx' | 'dx' ;
X : 'x' ;
Y : 'x' ;
