lexer grammar ChannelsLexer;
channels { NOTES }
HEX : '0x' [0-9a-f]+ -> type(ID) ;
NOTE : '%' ~[%]* '%' -> channel(NOTES) ;
ID : [a-z]+ ;
COMMA : ',' ;
WS : [ \t]+ -> channel(HIDDEN) ;
ZERO : '0' -> skip ;
