grammar Precedences;
// Prefix operators that bind less than the binary ones beside them; suffixes above and below.
s : e (';' e)* EOF ;
e : e '.' ID
  | 'not' e
  | e '*' e
  | 'try' e
  | e '+' e
  | e '?'
  | <assoc=right> e '^' e
  | 'let' ID '=' e
  | e 'if' e 'else' e
  | e 'is' t
  | ID
  ;
t : ID | t '|' t | t '*' | '(' t ')' ;
ID : [xy] ;
WS : ' '+ -> skip ;
