/**
 * JSON5, after its specification 1.0.0, which takes names, strings and numbers from ECMAScript 5.1.
 * Names have no Unicode escapes here.
 */
grammar json5;

text : value EOF ;

value
  : object
  | array
  | STRING
  | NUMBER
  | 'Infinity'
  | 'NaN'
  | 'true'
  | 'false'
  | 'null'
  ;

object : '{' (member (',' member)* ','?)? '}' ;

member : name ':' value ;

name : STRING | NAME | 'Infinity' | 'NaN' | 'true' | 'false' | 'null' ;

array : '[' (value (',' value)* ','?)? ']' ;

STRING : '"' DOUBLE_QUOTED '"' | '\'' SINGLE_QUOTED '\'' ;

/** A sign belongs to the number: no space after it. Without one, Infinity and NaN are words. */
NUMBER : [+-]? (DECIMAL | HEXADECIMAL) | [+-] ('Infinity' | 'NaN') ;

NAME : NAME_START NAME_PART* ;

SPACE : [\t\n\u000B\f\r\u0020\u00A0\u2028\u2029\uFEFF\p{Zs}]+ -> skip ;

LINE_COMMENT : '//' ~[\n\r\u2028\u2029]* -> skip ;

COMMENT : '/*' .*? '*/' -> skip ;

/** After the escape of NUL comes no digit. */
fragment DOUBLE_QUOTED
  : (~["\\\n\r] | ESCAPE | '\\0'+ (~["\\\n\r0-9] | ESCAPE))* '\\0'*
  ;

fragment SINGLE_QUOTED
  : (~['\\\n\r] | ESCAPE | '\\0'+ (~['\\\n\r0-9] | ESCAPE))* '\\0'*
  ;

/** Any code point stands for itself, but for digits, x and u; a line end for nothing. */
fragment ESCAPE : '\\' (~[0-9xu\r] | '\r' '\n'? | 'x' HEX HEX | 'u' HEX HEX HEX HEX) ;

fragment DECIMAL : (INTEGER ('.' DIGIT*)? | '.' DIGIT+) ([eE] [+-]? DIGIT+)? ;

fragment HEXADECIMAL : '0' [xX] HEX+ ;

fragment INTEGER : '0' | [1-9] DIGIT* ;

fragment DIGIT : [0-9] ;

fragment HEX : [0-9a-fA-F] ;

fragment NAME_START : [$_\p{Lu}\p{Ll}\p{Lt}\p{Lm}\p{Lo}\p{Nl}] ;

fragment NAME_PART : NAME_START | [\p{Mn}\p{Mc}\p{Nd}\p{Pc}\u200C\u200D] ;
