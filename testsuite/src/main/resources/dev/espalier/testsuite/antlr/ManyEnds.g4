grammar ManyEnds;
// The end of the text as a token among others.
s : line* last ;
line : A+ ';' ;
last : B EOF | EOF | A EOF EOF ;
A : 'a' ;
B : 'b' ;
