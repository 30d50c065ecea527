grammar NestedComments;
s : (ID | '(' s0 ')' | '*')* EOF ;
s0 : ID? ;
COMMENT : '(*' (COMMENT | .)*? '*)' -> skip ;
ID : [a-z]+ ;
