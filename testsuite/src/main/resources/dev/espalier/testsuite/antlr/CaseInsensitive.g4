grammar CaseInsensitive;
options { caseInsensitive = true; }
s : (SELECT ID (AS ID)? ';' | EXACT)* EOF ;
SELECT : 'select' ;
AS : 'as' ;
EXACT options { caseInsensitive = false; } : 'Ab' [c-e] ;
ID : [a-z\u00e0-\u00ff\u03b1-\u03c9] [a-z_0-9]* ;
WS : [ \n]+ -> skip ;
