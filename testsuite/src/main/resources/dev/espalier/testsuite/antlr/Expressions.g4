grammar Expressions;
s : e EOF ;
e : e '[' e ']'
  | e '!'
  | '-' e
  | <assoc=right> e '^' e
  | e ('*' | '/') e
  | e ('+' | '-') e
  | e '<' e
  | '~' e
  | <assoc=right> e '?' e ':' e
  | <assoc=right> e '=' e
  | '(' e ')'
  | 'f' '(' (e (',' e)*)? ')'
  | ID
  ;
ID : [xyz] ;
WS : ' '+ -> skip ;
