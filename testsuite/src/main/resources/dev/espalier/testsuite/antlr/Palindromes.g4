grammar Palindromes;
// No bound on how far one has to look.
s : p EOF ;
p : A p A | B p B | A | B | ;
A : 'a' ;
B : 'b' ;
