grammar Fuse;
// Nothing stands between lexemes: what would fuse cannot be had.
s : (ID '.' | INT ID '.' | INC INT '.' | PLUS ID '.' | LT PLUS | LE LT '.' | SHIFT SHIFT? EQ '.' | PLUS PLUS)* EOF ;
ID : [a-z] [a-z0-9]* ;
INT : [0-9]+ ;
INC : '++' ;
PLUS : '+' ;
LE : '<=' ;
LT : '<' ;
SHIFT : '<<' ;
EQ : '=' ;
