grammar TwoExpressions;
// Left recursion in rules that call each other.
s : a EOF ;
a : a '+' b | b | '-' a ;
b : b '*' c | c '!' | c ;
c : c '(' a ')' | '(' a ')' | X | '[' b ']' ;
X : 'x' ;
