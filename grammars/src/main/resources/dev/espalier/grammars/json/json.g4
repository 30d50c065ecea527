/**
 * JSON, after RFC 8259. A text is any value; names may repeat, as the RFC allows. Escaped surrogates
 * stand in pairs, as RFC 7493 asks.
 */
grammar json;

text : value EOF ;

value
  : object
  | array
  | STRING
  | NUMBER
  | 'true'
  | 'false'
  | 'null'
  ;

object : '{' (member (',' member)*)? '}' ;

member : STRING ':' value ;

array : '[' (value (',' value)*)? ']' ;

STRING : '"' (PLAIN | ESCAPE)* '"' ;

NUMBER : '-'? INTEGER ('.' DIGIT+)? ([eE] [+-]? DIGIT+)? ;

SPACE : [ \t\r\n]+ -> skip ;

fragment PLAIN : ~["\\\u0000-\u001F] ;

fragment ESCAPE : '\\' (["\\/bfnrt] | 'u' UNIT | 'u' HIGH '\\u' LOW) ;

/** A code point of the basic plane: four digits, but not D800 to DFFF. */
fragment UNIT : [0-9a-ce-fA-CE-F] HEX HEX HEX | [dD] [0-7] HEX HEX ;

fragment HIGH : [dD] [89abAB] HEX HEX ;

fragment LOW : [dD] [c-fC-F] HEX HEX ;

fragment INTEGER : '0' | [1-9] DIGIT* ;

fragment DIGIT : [0-9] ;

fragment HEX : [0-9a-fA-F] ;
