grammar Exponents;
// 1e+ is a number, a name and a sign: two characters are given back.
s : item* EOF ;
item : NUMBER | NAME SIGN? | '(' item ')' ;
NUMBER : [0-9]+ ('.' [0-9]+)? ('e' [+\-]? [0-9]+)? ;
NAME : [a-z]+ ;
SIGN : '+' | '-' ;
