grammar Nullable;
s : o o p* q? r (X? Y)* EOF ;
o : X | ;
p : (Y Y?)? Z ;
q : o o ;
r : (X | (Y | )) q ;
X : 'x' ;
Y : 'y' ;
Z : 'z' ;
