grammar BackUp;
// A longer match that does not come gives back what was read. D after A B C can never be had.
s : (a b c | a b c d | e e | a | b d)* EOF ;
a : A ;
b : B ;
c : C ;
d : D ;
e : ABCD ;
A : 'a' ;
B : 'b' ;
C : 'c' ;
D : 'd' ;
ABCD : 'abcd' | 'ab' 'c' 'x' ;
