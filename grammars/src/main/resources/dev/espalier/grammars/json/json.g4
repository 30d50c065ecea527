/** JSON, after RFC 8259. A text is any value; names may repeat, as the RFC allows. */
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

fragment ESCAPE : '\\' (["\\/bfnrt] | 'u' HEX HEX HEX HEX) ;

fragment INTEGER : '0' | [1-9] DIGIT* ;

fragment DIGIT : [0-9] ;

fragment HEX : [0-9a-fA-F] ;
