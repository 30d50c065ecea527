lexer grammar ImportedSpaces;
WS : [ \t]+ -> skip ;
NUMBER : '0b' [01]+ ;
