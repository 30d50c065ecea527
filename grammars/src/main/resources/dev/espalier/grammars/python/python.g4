/**
 * A subset of Python 3, after The Python Language Reference, 3.11: a file of statements.
 *
 * <p>The unit of indentation is four blanks, to a depth of eight: {@code N3} ends a line and begins
 * one at depth 3. For every depth there are the same rules, with the same names and another number.
 *
 * <p>Left out: async, match, assignment expressions but in conditions, parentheses and arguments,
 * defaults of positional-only parameters, names beyond ASCII, and in the fields of f-strings all but
 * names with attributes, items and empty calls.
 */
parser grammar python;

options { tokenVocab = pythonLexer; }

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

defHead : DEF NAME OPEN parameters? CLOSE (ARROW expression)? COLON ;

classHead : CLASS NAME (OPEN plainArguments? CLOSE)? COLON ;

condition : expression | NAME WALRUS expression ;

parameters
  : (plainParameters COMMA DIVIDE COMMA)? plainParameters (COMMA defaultParameters)?
    (COMMA restParameters)? COMMA?
  | plainParameters COMMA DIVIDE (COMMA defaultParameters)? (COMMA restParameters)? COMMA?
  | defaultParameters (COMMA restParameters)? COMMA?
  | restParameters COMMA?
  ;

plainParameters : parameter (COMMA parameter)* ;

defaultParameters : defaultParameter (COMMA defaultParameter)* ;

restParameters
  : STAR parameter (COMMA keywordParameter)* (COMMA POWER parameter)?
  | STAR (COMMA keywordParameter)+ (COMMA POWER parameter)?
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
    (STAR | importedNames | OPEN importedName (COMMA importedName)* COMMA? CLOSE)
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

term : factor | term (STAR | DIVIDE | SLASH | AT) factor ;

factor : (PLUS | MINUS | TILDE) factor | primary (POWER factor)? ;

primary
  : atom
  | primary DOT NAME
  | primary OPEN arguments? CLOSE
  | primary item
  ;

item : OPEN_SQUARE slice (COMMA slice)* COMMA? CLOSE_SQUARE ;

slice
  : expression
  | expression? COLON expression? (COLON expression?)?
  ;

arguments : plainArguments | expression comprehension ;

plainArguments
  : positional (COMMA positional)* (COMMA keyword)* COMMA?
  | keyword (COMMA keyword)* COMMA?
  ;

positional : expression | STAR expression | NAME WALRUS expression ;

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
  | OPEN CLOSE
  | OPEN (expression | yield | NAME WALRUS expression) CLOSE
  | OPEN starExpression COMMA CLOSE
  | OPEN starExpression (COMMA starExpression)+ COMMA? CLOSE
  | OPEN expression comprehension CLOSE
  | OPEN_SQUARE (starExpression (COMMA starExpression)* COMMA?)? CLOSE_SQUARE
  | OPEN_SQUARE expression comprehension CLOSE_SQUARE
  | OPEN_CURLY starExpression (COMMA starExpression)* COMMA? CLOSE_CURLY
  | OPEN_CURLY expression comprehension CLOSE_CURLY
  | OPEN_CURLY (entry (COMMA entry)* COMMA?)? CLOSE_CURLY
  | OPEN_CURLY expression COLON expression comprehension CLOSE_CURLY
  ;

entry : expression COLON expression | POWER bitOr ;

comprehension : comprehensionFor ((comprehensionFor | comprehensionIf))* ;

comprehensionFor : FOR targets IN disjunction ;

comprehensionIf : IF disjunction ;
