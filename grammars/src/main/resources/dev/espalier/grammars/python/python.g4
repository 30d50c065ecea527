/**
 * A subset of Python 3, after The Python Language Reference, 3.11: a file of statements.
 *
 * <p>The unit of indentation is four blanks, to a depth of eight: {@code N3} ends a line and begins
 * one at depth 3, with the blank lines and comments between them; longest match picks the depth, and
 * BAD_INDENT takes what is none. Tokens take the blanks after them with them, for blanks before the
 * first one would be an indentation. Brackets may hold line breaks after an opening one, after a
 * comma and before a closing one; a backslash joins lines after an operator.
 *
 * <p>Left out: async, match, assignment expressions outside of parentheses, positional-only
 * parameters, and in the fields of f-strings all but names with attributes, items and empty calls.
 */
grammar python;

file : N0? (s0 (N0 s0)* N0?)? EOF ;

// Depth 0

s0
  : simpleLine
  | ifHead b1 (N0 elifHead b1)* (N0 elseHead b1)?
  | loopHead b1 (N0 elseHead b1)?
  | tryHead b1 (N0 exceptHead b1)* N0 (exceptHead | exceptAll) b1
    (N0 elseHead b1)? (N0 finallyHead b1)?
  | tryHead b1 N0 finallyHead b1
  | withHead b1
  | (decorator N0)* (defHead | classHead) b1
  ;

// Depth 1

b1 : simpleLine | (N1 s1)+ ;

s1
  : simpleLine
  | ifHead b2 (N1 elifHead b2)* (N1 elseHead b2)?
  | loopHead b2 (N1 elseHead b2)?
  | tryHead b2 (N1 exceptHead b2)* N1 (exceptHead | exceptAll) b2
    (N1 elseHead b2)? (N1 finallyHead b2)?
  | tryHead b2 N1 finallyHead b2
  | withHead b2
  | (decorator N1)* (defHead | classHead) b2
  ;

// Depth 2

b2 : simpleLine | (N2 s2)+ ;

s2
  : simpleLine
  | ifHead b3 (N2 elifHead b3)* (N2 elseHead b3)?
  | loopHead b3 (N2 elseHead b3)?
  | tryHead b3 (N2 exceptHead b3)* N2 (exceptHead | exceptAll) b3
    (N2 elseHead b3)? (N2 finallyHead b3)?
  | tryHead b3 N2 finallyHead b3
  | withHead b3
  | (decorator N2)* (defHead | classHead) b3
  ;

// Depth 3

b3 : simpleLine | (N3 s3)+ ;

s3
  : simpleLine
  | ifHead b4 (N3 elifHead b4)* (N3 elseHead b4)?
  | loopHead b4 (N3 elseHead b4)?
  | tryHead b4 (N3 exceptHead b4)* N3 (exceptHead | exceptAll) b4
    (N3 elseHead b4)? (N3 finallyHead b4)?
  | tryHead b4 N3 finallyHead b4
  | withHead b4
  | (decorator N3)* (defHead | classHead) b4
  ;

// Depth 4

b4 : simpleLine | (N4 s4)+ ;

s4
  : simpleLine
  | ifHead b5 (N4 elifHead b5)* (N4 elseHead b5)?
  | loopHead b5 (N4 elseHead b5)?
  | tryHead b5 (N4 exceptHead b5)* N4 (exceptHead | exceptAll) b5
    (N4 elseHead b5)? (N4 finallyHead b5)?
  | tryHead b5 N4 finallyHead b5
  | withHead b5
  | (decorator N4)* (defHead | classHead) b5
  ;

// Depth 5

b5 : simpleLine | (N5 s5)+ ;

s5
  : simpleLine
  | ifHead b6 (N5 elifHead b6)* (N5 elseHead b6)?
  | loopHead b6 (N5 elseHead b6)?
  | tryHead b6 (N5 exceptHead b6)* N5 (exceptHead | exceptAll) b6
    (N5 elseHead b6)? (N5 finallyHead b6)?
  | tryHead b6 N5 finallyHead b6
  | withHead b6
  | (decorator N5)* (defHead | classHead) b6
  ;

// Depth 6

b6 : simpleLine | (N6 s6)+ ;

s6
  : simpleLine
  | ifHead b7 (N6 elifHead b7)* (N6 elseHead b7)?
  | loopHead b7 (N6 elseHead b7)?
  | tryHead b7 (N6 exceptHead b7)* N6 (exceptHead | exceptAll) b7
    (N6 elseHead b7)? (N6 finallyHead b7)?
  | tryHead b7 N6 finallyHead b7
  | withHead b7
  | (decorator N6)* (defHead | classHead) b7
  ;

// Depth 7

b7 : simpleLine | (N7 s7)+ ;

s7
  : simpleLine
  | ifHead b8 (N7 elifHead b8)* (N7 elseHead b8)?
  | loopHead b8 (N7 elseHead b8)?
  | tryHead b8 (N7 exceptHead b8)* N7 (exceptHead | exceptAll) b8
    (N7 elseHead b8)? (N7 finallyHead b8)?
  | tryHead b8 N7 finallyHead b8
  | withHead b8
  | (decorator N7)* (defHead | classHead) b8
  ;

// Depth 8

b8 : simpleLine | (N8 s8)+ ;

s8
  : simpleLine
  | ifHead b9 (N8 elifHead b9)* (N8 elseHead b9)?
  | loopHead b9 (N8 elseHead b9)?
  | tryHead b9 (N8 exceptHead b9)* N8 (exceptHead | exceptAll) b9
    (N8 elseHead b9)? (N8 finallyHead b9)?
  | tryHead b9 N8 finallyHead b9
  | withHead b9
  | (decorator N8)* (defHead | classHead) b9
  ;

b9 : simpleLine ;

// What opens a block

ifHead : IF condition COLON ;

elifHead : ELIF condition COLON ;

elseHead : ELSE COLON ;

loopHead
  : WHILE condition COLON
  | FOR targets IN expressions COLON
  ;

tryHead : TRY COLON ;

exceptHead : EXCEPT expression (AS NAME)? COLON ;

exceptAll : EXCEPT COLON ;

finallyHead : FINALLY COLON ;

withHead : WITH withItem (COMMA withItem)* COLON ;

withItem : expression (AS target)? ;

decorator : AT primary ;

defHead : DEF NAME OPEN breaks? (parameters breaks?)? CLOSE (ARROW expression)? COLON ;

classHead : CLASS NAME (OPEN breaks? (plainArguments breaks?)? CLOSE)? COLON ;

condition : expression ;

// Inside of brackets only.
breaks : N0 | N1 | N2 | N3 | N4 | N5 | N6 | N7 | N8 | BAD_INDENT ;

comma : COMMA breaks? ;

parameters
  : plainParameters (comma defaultParameters)? (comma restParameters)? COMMA?
  | defaultParameters (comma restParameters)? COMMA?
  | restParameters COMMA?
  ;

plainParameters : parameter (comma parameter)* ;

defaultParameters : defaultParameter (comma defaultParameter)* ;

restParameters
  : STAR parameter (comma keywordParameter)* (comma POWER parameter)?
  | STAR (comma keywordParameter)+ (comma POWER parameter)?
  | POWER parameter
  ;

keywordParameter : parameter | defaultParameter ;

parameter : NAME (COLON expression)? ;

defaultParameter : NAME (COLON expression)? ASSIGN expression ;

// Statements on one line

simpleLine : simple (SEMICOLON simple)* SEMICOLON? ;

simple
  : expression
  | yield
  | targets ASSIGN (target ASSIGN)* (expressions | yield)
  | place COLON expression (ASSIGN expressions)?
  | place AUGMENTED (expressions | yield)
  | RETURN expressions?
  | PASS
  | BREAK
  | CONTINUE
  | DEL place (COMMA place)*
  | ASSERT expression (COMMA expression)?
  | RAISE (expression (FROM expression)?)?
  | (GLOBAL | NONLOCAL) NAME (COMMA NAME)*
  | IMPORT module (AS NAME)? (COMMA module (AS NAME)?)*
  | FROM origin IMPORT
    (STAR | importedNames | OPEN breaks? importedName (comma importedName)* COMMA? breaks? CLOSE)
  ;

module : NAME (DOT NAME)* ;

origin : (DOT | ELLIPSIS)* module | (DOT | ELLIPSIS)+ ;

importedNames : importedName (COMMA importedName)* ;

importedName : NAME (AS NAME)? ;

yield : YIELD (expressions | FROM expression)? ;

// What can be assigned to

targets
  : target
  | starTarget COMMA
  | starTarget (COMMA starTarget)+ COMMA?
  ;

starTarget : STAR? target ;

target : place | OPEN targets CLOSE ;

place : NAME | primary DOT NAME | primary item ;

// Expressions

expressions
  : expression
  | starExpression COMMA
  | starExpression (COMMA starExpression)+ COMMA?
  ;

starExpression : expression | STAR bitOr ;

expression
  : disjunction (IF disjunction ELSE expression)?
  | LAMBDA lambdaParameters? COLON expression
  ;

lambdaParameters
  : NAME (COMMA NAME)* (COMMA NAME ASSIGN expression)* (COMMA STAR NAME)? (COMMA POWER NAME)?
  | NAME ASSIGN expression (COMMA NAME ASSIGN expression)* (COMMA STAR NAME)? (COMMA POWER NAME)?
  | STAR NAME (COMMA POWER NAME)?
  | POWER NAME
  ;

disjunction : conjunction | disjunction OR conjunction ;

conjunction : inversion | conjunction AND inversion ;

inversion : NOT inversion | comparison ;

comparison : bitOr | comparison comparator bitOr ;

comparator : COMPARE | NOT? IN | IS NOT? ;

bitOr : bitXor | bitOr PIPE bitXor ;

bitXor : bitAnd | bitXor CARET bitAnd ;

bitAnd : shift | bitAnd AMPERSAND shift ;

shift : sum | shift SHIFT sum ;

sum : term | sum (PLUS | MINUS) term ;

term : factor | term (STAR | SLASH | AT) factor ;

factor : (PLUS | MINUS | TILDE) factor | primary (POWER factor)? ;

primary
  : atom
  | primary DOT NAME
  | primary OPEN breaks? (arguments breaks?)? CLOSE
  | primary item
  ;

item : OPEN_SQUARE breaks? slice (comma slice)* (COMMA)? breaks? CLOSE_SQUARE ;

slice
  : expression
  | expression? COLON expression? (COLON expression?)?
  ;

arguments : plainArguments | expression breaks? comprehension ;

plainArguments
  : positional (comma positional)* (comma keyword)* COMMA?
  | keyword (comma keyword)* COMMA?
  ;

positional : expression | STAR expression ;

keyword : NAME ASSIGN expression | POWER expression ;

atom
  : NAME
  | NUMBER
  | TRUE
  | FALSE
  | NONE
  | ELLIPSIS
  | (STRING | F_STRING)+
  | BYTES+
  | OPEN breaks? CLOSE
  | OPEN breaks? (expression | yield | NAME WALRUS expression) breaks? CLOSE
  | OPEN breaks? starExpression comma CLOSE
  | OPEN breaks? starExpression (comma starExpression)+ COMMA? breaks? CLOSE
  | OPEN breaks? expression breaks? comprehension breaks? CLOSE
  | OPEN_SQUARE breaks? (starExpression (comma starExpression)* COMMA? breaks?)? CLOSE_SQUARE
  | OPEN_SQUARE breaks? expression breaks? comprehension breaks? CLOSE_SQUARE
  | OPEN_CURLY breaks? starExpression (comma starExpression)* COMMA? breaks? CLOSE_CURLY
  | OPEN_CURLY breaks? expression breaks? comprehension breaks? CLOSE_CURLY
  | OPEN_CURLY breaks? (entry (comma entry)* COMMA? breaks?)? CLOSE_CURLY
  | OPEN_CURLY breaks? expression COLON expression breaks? comprehension breaks? CLOSE_CURLY
  ;

entry : expression COLON expression | POWER bitOr ;

comprehension : comprehensionFor (breaks? (comprehensionFor | comprehensionIf))* ;

comprehensionFor : FOR targets IN disjunction ;

comprehensionIf : IF disjunction ;

// Tokens: line ends first

N0 : LINE_END ;
N1 : LINE_END INDENT ;
N2 : LINE_END INDENT INDENT ;
N3 : LINE_END INDENT INDENT INDENT ;
N4 : LINE_END INDENT INDENT INDENT INDENT ;
N5 : LINE_END INDENT INDENT INDENT INDENT INDENT ;
N6 : LINE_END INDENT INDENT INDENT INDENT INDENT INDENT ;
N7 : LINE_END INDENT INDENT INDENT INDENT INDENT INDENT INDENT ;
N8 : LINE_END INDENT INDENT INDENT INDENT INDENT INDENT INDENT INDENT ;

BAD_INDENT : LINE_END [ \t]+ ;

COMMENT : '#' ~[\u0000\r\n]* -> skip ;

AND : 'and' J ;
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
IN : 'in' J ;
IS : 'is' J ;
LAMBDA : 'lambda' S ;
NONLOCAL : 'nonlocal' S ;
NOT : 'not' J ;
OR : 'or' J ;
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

NAME : LETTER (LETTER | [0-9])* S ;

OPEN : '(' S ;
CLOSE : ')' S ;
OPEN_SQUARE : '[' S ;
CLOSE_SQUARE : ']' S ;
OPEN_CURLY : '{' S ;
CLOSE_CURLY : '}' S ;
COMMA : ',' S ;
COLON : ':' S ;
SEMICOLON : ';' S ;
DOT : '.' S ;
ELLIPSIS : '...' S ;
AT : '@' J ;
ARROW : '->' S ;
ASSIGN : '=' J ;
WALRUS : ':=' S ;
STAR : '*' J ;
POWER : '**' J ;
PLUS : '+' J ;
MINUS : '-' J ;
TILDE : '~' S ;
PIPE : '|' J ;
CARET : '^' S ;
AMPERSAND : '&' J ;
SLASH : ('/' | '//' | '%') J ;
SHIFT : ('<<' | '>>') J ;
COMPARE : ('<' | '>' | '<=' | '>=' | '==' | '!=') J ;
AUGMENTED
  : ('+=' | '-=' | '*=' | '/=' | '//=' | '%=' | '**=' | '@=' | '&=' | '|=' | '^=' | '<<=' | '>>=') J
  ;

NUMBER
  : ( DIGITS '.' DIGITS? EXPONENT? [jJ]?
    | '.' DIGITS EXPONENT? [jJ]?
    | DIGITS EXPONENT [jJ]?
    | DIGITS [jJ]
    | [1-9] ('_'? [0-9])*
    | '0' ('_'? '0')*
    | '0' [xX] ('_'? [0-9a-fA-F])+
    | '0' [oO] ('_'? [0-7])+
    | '0' [bB] ('_'? [01])+
    ) S
  ;

// What Python takes for one number is one, or none at all.
BAD_NUMBER : [0-9] (LETTER | [0-9])* ('.' (LETTER | [0-9])*)? | '.' [0-9] (LETTER | [0-9])* ;

STRING
  : ( [uU]? '"' (~["\\\u0000\r\n] | ESCAPE)* '"'
    | [uU]? '\'' (~['\\\u0000\r\n] | ESCAPE)* '\''
    | [uU]? '"""' ('"'? '"'? (~["\\\u0000] | ESCAPE))* '"""'
    | [uU]? '\'\'\'' ('\''? '\''? (~['\\\u0000] | ESCAPE))* '\'\'\''
    | [rR] '"' (~["\\\u0000\r\n] | '\\' ~[\u0000\r\n])* '"'
    | [rR] '\'' (~['\\\u0000\r\n] | '\\' ~[\u0000\r\n])* '\''
    ) S
  ;

// What opens no string of the ones above.
BAD_TRIPLE : [bBfFrRuU]* ('"""' | '\'\'\'') ;

BYTES
  : ( [bB] '"' ([\t -!#-[\]-~] | BYTE_ESCAPE)* '"'
    | [bB] '\'' ([\t -&(-[\]-~] | BYTE_ESCAPE)* '\''
    ) S
  ;

// With a keyword for a name in a field.
BAD_F_STRING
  : [fF]
    ( '"' (DOUBLE_TEXT | DOUBLE_FIELD)* BAD_FIELD (DOUBLE_TEXT | DOUBLE_FIELD)* '"'
    | '\'' (SINGLE_TEXT | SINGLE_FIELD)* BAD_FIELD (SINGLE_TEXT | SINGLE_FIELD)* '\''
    ) S
  ;

F_STRING
  : [fF]
    ( '"' (DOUBLE_TEXT | DOUBLE_FIELD)* '"'
    | '\'' (SINGLE_TEXT | SINGLE_FIELD)* '\''
    ) S
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

// Blanks within a line.
fragment S : [ \t]* ;

// The same, where a line may be joined to the next one: after what something has to follow.
fragment J : S ('\\' '\r'? '\n' S)? ;

fragment LINE_END : ([ \t]* ('#' ~[\u0000\r\n]*)? '\r'? '\n')+ ;

fragment INDENT : '    ' ;
