/**
 * The tokens of a subset of Python.
 *
 * <p>{@code N0} to {@code N8} end a line and begin one at a depth, with the blank lines and comments
 * between them: the longest match picks the depth, and BAD_INDENT takes what is none. Outside of
 * brackets, tokens take the blanks after them with them, for blanks before the first one would be an
 * indentation; a backslash joins lines before and after operators that something has to follow. Words
 * and numbers that Python would not read as we do have types of their own, which no rule uses.
 */
lexer grammar pythonLexer;

N0 : LineEnd ;
N1 : LineEnd Indent ;
N2 : LineEnd Indent Indent ;
N3 : LineEnd Indent Indent Indent ;
N4 : LineEnd Indent Indent Indent Indent ;
N5 : LineEnd Indent Indent Indent Indent Indent ;
N6 : LineEnd Indent Indent Indent Indent Indent Indent ;
N7 : LineEnd Indent Indent Indent Indent Indent Indent Indent ;
N8 : LineEnd Indent Indent Indent Indent Indent Indent Indent Indent ;

BAD_INDENT : LineEnd [ \t]+ ;

COMMENT : Comment -> skip ;

AND : C 'and' J ;
AS : 'as' S ;
ASSERT : 'assert' J ;
BREAK : 'break' S ;
CLASS : 'class' S ;
CONTINUE : 'continue' S ;
DEF : 'def' S ;
DEL : 'del' S ;
ELIF : 'elif' S ;
ELSE : 'else' S ;
EXCEPT : 'except' S ;
FINALLY : 'finally' S ;
FOR : 'for' S ;
FROM : 'from' S ;
GLOBAL : 'global' S ;
IF : 'if' J ;
IMPORT : 'import' S ;
IN : C 'in' J ;
IS : C 'is' J ;
LAMBDA : 'lambda' S ;
NONLOCAL : 'nonlocal' S ;
NOT : 'not' J ;
OR : C 'or' J ;
PASS : 'pass' S ;
RAISE : 'raise' S ;
RETURN : 'return' S ;
TRY : 'try' S ;
WHILE : 'while' S ;
WITH : 'with' S ;
YIELD : 'yield' S ;
FALSE : 'False' S ;
TRUE : 'True' S ;
NONE : 'None' S ;
RESERVED : ('async' | 'await') S ;
NAME : Name S ;
BAD_JOINED : '\\' LineBreak [ \t]* Name ;
COMMA : ',' S ;
COLON : ':' S ;
SEMICOLON : ';' S ;
DOT : C '.' S ;
ELLIPSIS : '...' S ;
AT : '@' J ;
ARROW : '->' S ;
ASSIGN : '=' J ;
WALRUS : ':=' S ;
STAR : '*' S ;
POWER : '**' J ;
PLUS : '+' J ;
MINUS : '-' J ;
TILDE : '~' S ;
PIPE : C '|' J ;
CARET : C '^' J ;
AMPERSAND : C '&' J ;
DIVIDE : C '/' J ;
SLASH : C ('//' | '%') J ;
SHIFT : C ('<<' | '>>') J ;
COMPARE : C ('<' | '>' | '<=' | '>=' | '==' | '!=') J ;
AUGMENTED : ('+=' | '-=' | '*=' | '/=' | '//=' | '%=' | '**=' | '@=' | '&=' | '|=' | '^=' | '<<=' | '>>=') J ;
NUMBER : Number S ;
BAD_NUMBER : BadNumber S ;
STRING : String S ;
BAD_TRIPLE : BadTriple S ;
BYTES : Bytes S ;
BAD_F_STRING : BadFString S ;
F_STRING : FString S ;
OPEN : '(' -> pushMode(Brackets) ;
OPEN_SQUARE : '[' -> pushMode(Brackets) ;
OPEN_CURLY : '{' -> pushMode(Brackets) ;

// Within brackets line breaks are blanks.
mode Brackets;

B_SPACE : ([ \t] | LineBreak | '\\' LineBreak | Comment)+ -> skip ;
B_AND : 'and' -> type(AND) ;
B_AS : 'as' -> type(AS) ;
B_ASSERT : 'assert' -> type(ASSERT) ;
B_BREAK : 'break' -> type(BREAK) ;
B_CLASS : 'class' -> type(CLASS) ;
B_CONTINUE : 'continue' -> type(CONTINUE) ;
B_DEF : 'def' -> type(DEF) ;
B_DEL : 'del' -> type(DEL) ;
B_ELIF : 'elif' -> type(ELIF) ;
B_ELSE : 'else' -> type(ELSE) ;
B_EXCEPT : 'except' -> type(EXCEPT) ;
B_FINALLY : 'finally' -> type(FINALLY) ;
B_FOR : 'for' -> type(FOR) ;
B_FROM : 'from' -> type(FROM) ;
B_GLOBAL : 'global' -> type(GLOBAL) ;
B_IF : 'if' -> type(IF) ;
B_IMPORT : 'import' -> type(IMPORT) ;
B_IN : 'in' -> type(IN) ;
B_IS : 'is' -> type(IS) ;
B_LAMBDA : 'lambda' -> type(LAMBDA) ;
B_NONLOCAL : 'nonlocal' -> type(NONLOCAL) ;
B_NOT : 'not' -> type(NOT) ;
B_OR : 'or' -> type(OR) ;
B_PASS : 'pass' -> type(PASS) ;
B_RAISE : 'raise' -> type(RAISE) ;
B_RETURN : 'return' -> type(RETURN) ;
B_TRY : 'try' -> type(TRY) ;
B_WHILE : 'while' -> type(WHILE) ;
B_WITH : 'with' -> type(WITH) ;
B_YIELD : 'yield' -> type(YIELD) ;
B_FALSE : 'False' -> type(FALSE) ;
B_TRUE : 'True' -> type(TRUE) ;
B_NONE : 'None' -> type(NONE) ;
B_RESERVED : ('async' | 'await') -> type(RESERVED) ;
B_NAME : Name -> type(NAME) ;
B_COMMA : ',' -> type(COMMA) ;
B_COLON : ':' -> type(COLON) ;
B_SEMICOLON : ';' -> type(SEMICOLON) ;
B_DOT : '.' -> type(DOT) ;
B_ELLIPSIS : '...' -> type(ELLIPSIS) ;
B_AT : '@' -> type(AT) ;
B_ARROW : '->' -> type(ARROW) ;
B_ASSIGN : '=' -> type(ASSIGN) ;
B_WALRUS : ':=' -> type(WALRUS) ;
B_STAR : '*' -> type(STAR) ;
B_POWER : '**' -> type(POWER) ;
B_PLUS : '+' -> type(PLUS) ;
B_MINUS : '-' -> type(MINUS) ;
B_TILDE : '~' -> type(TILDE) ;
B_PIPE : '|' -> type(PIPE) ;
B_CARET : '^' -> type(CARET) ;
B_AMPERSAND : '&' -> type(AMPERSAND) ;
B_DIVIDE : '/' -> type(DIVIDE) ;
B_SLASH : ('//' | '%') -> type(SLASH) ;
B_SHIFT : ('<<' | '>>') -> type(SHIFT) ;
B_COMPARE : ('<' | '>' | '<=' | '>=' | '==' | '!=') -> type(COMPARE) ;
B_AUGMENTED : ('+=' | '-=' | '*=' | '/=' | '//=' | '%=' | '**=' | '@=' | '&=' | '|=' | '^=' | '<<=' | '>>=') -> type(AUGMENTED) ;
B_NUMBER : Number -> type(NUMBER) ;
B_BAD_NUMBER : BadNumber -> type(BAD_NUMBER) ;
B_STRING : String -> type(STRING) ;
B_BAD_TRIPLE : BadTriple -> type(BAD_TRIPLE) ;
B_BYTES : Bytes -> type(BYTES) ;
B_BAD_F_STRING : BadFString -> type(BAD_F_STRING) ;
B_F_STRING : FString -> type(F_STRING) ;
B_OPEN : '(' -> type(OPEN), pushMode(Brackets) ;
B_OPEN_SQUARE : '[' -> type(OPEN_SQUARE), pushMode(Brackets) ;
B_OPEN_CURLY : '{' -> type(OPEN_CURLY), pushMode(Brackets) ;
CLOSE : ')' S -> popMode ;
CLOSE_SQUARE : ']' S -> popMode ;
CLOSE_CURLY : '}' S -> popMode ;

// Blanks within a line.
fragment S : [ \t]* ;

// Lines joined before and after an operator.
fragment C : ('\\' LineBreak [ \t]*)? ;

fragment J : S C ;

fragment LineBreak : '\r'? '\n' ;

fragment LineEnd : ([ \t]* Comment? LineBreak)+ ;

fragment Comment : '#' ~[\u0000\r\n]* ;

fragment Indent : '    ' ;

fragment Name : LETTER (LETTER | [0-9])* ;

fragment Number
  : DIGITS '.' DIGITS? EXPONENT? [jJ]?
  | '.' DIGITS EXPONENT? [jJ]?
  | DIGITS EXPONENT [jJ]?
  | DIGITS [jJ]
  | [1-9] ('_'? [0-9])*
  | '0' ('_'? '0')*
  | '0' [xX] ('_'? [0-9a-fA-F])+
  | '0' [oO] ('_'? [0-7])+
  | '0' [bB] ('_'? [01])+
  ;

// What Python takes for one number is one, or none at all.
fragment BadNumber
  : [0-9] (LETTER | [0-9])* ('.' (LETTER | [0-9])*)?
  | '.' [0-9] (LETTER | [0-9])*
  ;

fragment String
  : [uU]? '"' (~["\\\u0000\r\n] | ESCAPE)* '"'
  | [uU]? '\'' (~['\\\u0000\r\n] | ESCAPE)* '\''
  | [uU]? '"""' ('"'? '"'? (~["\\\u0000] | ESCAPE))* '"""'
  | [uU]? '\'\'\'' ('\''? '\''? (~['\\\u0000] | ESCAPE))* '\'\'\''
  | [rR] '"' (~["\\\u0000\r\n] | '\\' ~[\u0000\r\n])* '"'
  | [rR] '\'' (~['\\\u0000\r\n] | '\\' ~[\u0000\r\n])* '\''
  | [rR] '"""' ('"'? '"'? (~["\\\u0000] | '\\' ~[\u0000]))* '"""'
  | [rR] '\'\'\'' ('\''? '\''? (~['\\\u0000] | '\\' ~[\u0000]))* '\'\'\''
  ;

// What opens no string of the ones above.
fragment BadTriple : [bBfFrRuU]* ('"""' | '\'\'\'') ;

fragment Bytes
  : [bB] '"' ([\t -!#-[\]-~] | BYTE_ESCAPE)* '"'
  | [bB] '\'' ([\t -&(-[\]-~] | BYTE_ESCAPE)* '\''
  ;

// With a keyword for a name in a field.
fragment BadFString
  : [fF] '"' (DOUBLE_TEXT | DOUBLE_FIELD)* BAD_FIELD (DOUBLE_TEXT | DOUBLE_FIELD)* '"'
  | [fF] '\'' (SINGLE_TEXT | SINGLE_FIELD)* BAD_FIELD (SINGLE_TEXT | SINGLE_FIELD)* '\''
  ;

fragment FString
  : [fF] '"' (DOUBLE_TEXT | DOUBLE_FIELD)* '"'
  | [fF] '\'' (SINGLE_TEXT | SINGLE_FIELD)* '\''
  ;

fragment DOUBLE_TEXT : ~["\\\u0000\r\n{}] | ESCAPE | '{{' | '}}' ;

fragment SINGLE_TEXT : ~['\\\u0000\r\n{}] | ESCAPE | '{{' | '}}' ;

fragment DOUBLE_FIELD
  : '{' PLAIN_NAME (FIELD_TAIL | '[\'' ~["'\\\u0000\r\n{}]* '\']')* FIELD_FORMAT '}'
  ;

fragment SINGLE_FIELD
  : '{' PLAIN_NAME (FIELD_TAIL | '["' ~["'\\\u0000\r\n{}]* '"]')* FIELD_FORMAT '}'
  ;

fragment BAD_FIELD
  : '{' KEYWORD FIELD_TAIL* FIELD_FORMAT '}'
  | '{' PLAIN_NAME (FIELD_TAIL | FIELD_ITEM)* '.' KEYWORD (FIELD_TAIL | FIELD_ITEM)* FIELD_FORMAT '}'
  | '{' PLAIN_NAME (FIELD_TAIL | FIELD_ITEM)* '[' KEYWORD ']' (FIELD_TAIL | FIELD_ITEM)* FIELD_FORMAT
    '}'
  ;

fragment FIELD_ITEM : '["' ~["'\\\u0000\r\n{}]* '"]' | '[\'' ~["'\\\u0000\r\n{}]* '\']' ;

fragment FIELD_TAIL : '.' PLAIN_NAME | '[' ('0' | '-'? [1-9] [0-9]* | PLAIN_NAME) ']' | '()' ;

fragment FIELD_FORMAT : ('!' [rsa])? (':' [a-zA-Z0-9<>^+., %_#-]*)? ;

fragment PLAIN_NAME : LETTER (LETTER | [0-9])* ;

fragment KEYWORD
  : 'and' | 'as' | 'assert' | 'break' | 'class' | 'continue' | 'def' | 'del' | 'elif' | 'else'
  | 'except' | 'finally' | 'for' | 'from' | 'global' | 'if' | 'import' | 'in' | 'is'
  | 'lambda' | 'nonlocal' | 'not' | 'or' | 'pass' | 'raise' | 'return' | 'try' | 'while'
  | 'with' | 'yield' | 'async' | 'await' | 'False' | 'None' | 'True'
  ;

fragment ESCAPE : BYTE_ESCAPE | '\\u' HEX HEX HEX HEX ;

fragment BYTE_ESCAPE
  : '\\' ([abfnrtv\\'"] | [0-3]? [0-7]? [0-7] | 'x' HEX HEX | '\r'? '\n')
  ;

fragment HEX : [0-9a-fA-F] ;

fragment LETTER : [a-zA-Z_] ;

fragment DIGITS : [0-9] ('_'? [0-9])* ;

fragment EXPONENT : [eE] [+-]? DIGITS ;
