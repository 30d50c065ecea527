grammar Comments;
// After / and *, a comment that is never closed must stay so.
s : e EOF ;
e : '*' e | e '/' e | e '*' e | ID ;
COMMENT : '/*' .*? '*/' -> skip ;
LINE : '//' ~[\n]* -> channel(HIDDEN) ;
ID : [a-z] ;
NL : '\n' -> skip ;
