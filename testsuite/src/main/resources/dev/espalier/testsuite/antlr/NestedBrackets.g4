grammar NestedBrackets;
s : (BRACKETS | LEFT | ID)* EOF ;
BRACKETS : '[' (BRACKETS | ~[[\]])* ']' ;
LEFT : '[' ;
ID : [a-z]+ ;
