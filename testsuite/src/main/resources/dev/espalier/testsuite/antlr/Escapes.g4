grammar Escapes;
s : (QUOTE | BACK | CONTROL | CLASS | DEL | 'it\'s' | '\u0041\\')* EOF ;
QUOTE : '\'' ~['\\\r\n]* '\'' ;
BACK : '\\' [btnfr"'\\] ;
CONTROL : [\u0000-\u0008] | '\t' | '\f' | '\b' | '\r' '\n'? | '\n' ;
CLASS : [\-\]^.]+ ;
DEL : '\u007f'..'\u009f' ;
