grammar Ambiguous;
s : (a | b | c)* EOF ;
a : X Y? ;
b : X? Y ;
c : X c Y | Z ;
X : 'x' ;
Y : 'y' ;
Z : 'z' ;
