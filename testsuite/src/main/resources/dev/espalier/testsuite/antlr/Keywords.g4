grammar Keywords;
// Keywords that an identifier would swallow, and identifiers that begin with one.
s : (IF ID | IN ID+ | ID EQ ID)* EOF ;
IF : 'if' ;
IN : 'in' ;
INT : 'int' -> skip ;
ID : [a-z]+ ;
EQ : '=' ;
WS : ' '+ -> skip ;
