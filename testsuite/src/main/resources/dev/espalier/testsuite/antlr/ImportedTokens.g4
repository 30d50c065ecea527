lexer grammar ImportedTokens;
import ImportedSpaces;
KEY : 'key' ;
EQ : '=' ;
NEVER : 'never' ;
NUMBER : [0-9]+ ;
