grammar EndOfText;
// The end of the text inside of lexer rules.
s : (NAME | REST | STOP)* EOF ;
COMMENT : '#' ~[\n]* ('\n' | EOF) -> skip ;
REST : '=' [a-z]* (';' | EOF) ;
STOP : '.' EOF ;
NAME : [a-z]+ ;
NL : '\n' -> skip ;
