grammar NoEnd;
// No EOF: the whole text has to be read all the same.
s : x | x y | s2 ;
s2 : z+ ;
x : A | A A ;
y : B y? ;
z : C s? ;
A : 'a' ;
B : 'b' ;
C : 'c' ;
