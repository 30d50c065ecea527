/**
 * Java 21, after the Java Language Specification, Java SE 21 Edition: one compilation unit.
 *
 * <p>What is smaller than the real language: modifiers stand in the customary order; identifiers
 * are of ASCII letters, digits, '$' and '_'; module declarations, receiver parameters and most
 * Unicode escapes of ASCII characters are left out; numbers are short enough to be in range;
 * comments hold no Unicode escapes; {@code case} constants are names and literals; {@code <},
 * {@code >} and {@code instanceof} do not associate (no such chain has a type). That a constructor
 * is called as its class is not checked.
 *
 * <p>Three closing brackets may be one token ({@code >>>}), so lists of type arguments come in
 * three kinds: those that close one, two or three brackets at once.
 */
grammar java;

compilationUnit : packageDeclaration? importDeclaration* (typeDeclaration ';'*)* EOF ;

packageDeclaration : annotation* 'package' name ';' ;

importDeclaration : 'import' 'static'? ID ('.' ID)* '.' (ID | '*') ';' ;

// Names. A soft name ends in a word that is a keyword elsewhere: it names no type.

name : ID | name '.' ID ;

softName
  : softKeyword
  | name '.' memberKeyword
  | softName '.' memberName
  ;

softKeyword : 'record' | 'sealed' | 'permits' | 'when' ;

memberKeyword : softKeyword | 'var' | 'yield' ;

memberName : ID | memberKeyword ;

identifier : ID | softKeyword ;

// Declarations

typeDeclaration
  : modifiers typeKind
  | modifiers 'non-sealed' (classDeclaration | interfaceDeclaration)
  | modifiers 'sealed' classHead permitted? classBody
  | modifiers 'sealed' interfaceHead permitted? interfaceBody
  | accessModifiers staticFinal? 'non-sealed' 'abstract' classDeclaration
  | accessModifiers staticFinal? 'sealed' 'abstract' classHead permitted? classBody
  ;

typeKind
  : classDeclaration
  | enumDeclaration
  | recordDeclaration
  | interfaceDeclaration
  | annotationDeclaration
  ;

modifiers : annotation* (modifierWords annotation*)? ;

modifierWords
  : access placement? special?
  | placement special?
  | special
  ;

accessModifiers : annotation* (('public' | 'protected' | 'private') annotation*)? ;

access : 'public' 'default'? | 'protected' | 'private' | 'default' ;

placement : 'abstract' staticFinal? | staticFinal 'abstract'? ;

staticFinal : 'static' 'final'? | 'final' 'static'? ;

special : 'transient' | 'volatile' | 'synchronized' | 'native' | 'strictfp' ;

annotation : '@' name ('(' (elementValue | elementPair (',' elementPair)*)? ')')? ;

elementPair : identifier '=' elementValue ;

elementValue
  : conditional
  | '{' (elementValue (',' elementValue)* ','?)? '}'
  | annotation
  ;

classDeclaration : classHead classBody ;

classHead
  : 'class' ID typeParameters? ('extends' classType)? ('implements' classTypes)?
  ;

permitted : 'permits' names ;

classTypes : classType (',' classType)* ;

classBody : '{' classMember* '}' ;

classMember
  : ';'
  | 'static'? block
  | modifiers memberKind
  | typeDeclaration
  | modifiers fieldDeclaration
  ;

memberKind
  : methodHead (block | ';')
  | typeParameters? ID formalParameters throwing? constructorBody
  ;

methodHead : typeParameters? result identifier formalParameters throwing? ;

result : type | 'void' ;

throwing : 'throws' names ;

names : name (',' name)* ;

fieldDeclaration : type variableDeclarators ';' ;

constructorBody : '{' constructorCall? blockStatement* '}' ;

constructorCall : ('this' | 'super') arguments ';' ;

formalParameters : '(' parameterList? ')' ;

parameterList : (formalParameter ',')* (formalParameter | lastParameter) ;

formalParameter : variableModifiers type identifier brackets? ;

lastParameter : variableModifiers type '...' identifier ;

variableModifiers : annotation* ('final' annotation*)? ;

variableDeclarators : variableDeclarator (',' variableDeclarator)* ;

variableDeclarator : identifier brackets? ('=' variableInitializer)? ;

variableInitializer : expression | arrayInitializer ;

arrayInitializer : '{' (variableInitializer (',' variableInitializer)* ','?)? '}' ;

enumDeclaration
  : 'enum' ID ('implements' classTypes)?
    '{' (enumConstant (',' enumConstant)* ','?)? (';' classMember*)? '}'
  ;

enumConstant : annotation* identifier arguments? classBody? ;

recordDeclaration
  : 'record' ID typeParameters? '(' recordComponents? ')' ('implements' classTypes)?
    '{' recordMember* '}'
  ;

recordComponents : (recordComponent ',')* (recordComponent | lastComponent) ;

recordComponent : annotation* type identifier ;

lastComponent : annotation* type '...' identifier ;

recordMember
  : ';'
  | 'static' block
  | modifiers memberKind
  | typeDeclaration
  | modifiers ID block
  | staticModifiers fieldDeclaration
  ;

staticModifiers
  : accessModifiers ('static' 'final'? | 'final' 'static') annotation*
  ;

interfaceDeclaration : interfaceHead interfaceBody ;

interfaceHead : 'interface' ID typeParameters? ('extends' classTypes)? ;

interfaceBody : '{' interfaceMember* '}' ;

interfaceMember
  : ';'
  | modifiers methodHead (block | ';')
  | typeDeclaration
  | modifiers constantDeclaration
  ;

constantDeclaration : type constant (',' constant)* ';' ;

constant : identifier brackets? '=' variableInitializer ;

annotationDeclaration : '@interface' ID '{' annotationMember* '}' ;

annotationMember
  : ';'
  | modifiers type identifier '(' ')' ('default' elementValue)? ';'
  | typeDeclaration
  | modifiers constantDeclaration
  ;

// Types

type : primitiveType dimensions? | classType dimensions? ;

referenceType : primitiveType dimensions | classType dimensions? ;

primitiveType
  : 'boolean' | 'byte' | 'short' | 'int' | 'long' | 'char' | 'float' | 'double'
  ;

dimensions : (annotation* '[' ']')+ ;

// Without annotations.
brackets : ('[' ']')+ ;

classType : name | genericType | annotatedType ;

genericType
  : name typeArguments
  | genericType '.' ID typeArguments?
  ;

annotatedType
  : (name | genericType) '.' annotation+ ID typeArguments?
  | annotatedType '.' annotation* ID typeArguments?
  ;

// What stands before the '<' of a list of type arguments that closes more than its own bracket.
openType : annotation* ('?' ('extends' | 'super'))? (name | genericType '.' ID) ;

typeArguments : '<' argumentsToOne ;

argumentsToOne : (typeArgument ',')* (typeArgument '>' | openType '<' argumentsToTwo) ;

argumentsToTwo : (typeArgument ',')* (typeArgument '>>' | openType '<' argumentsToThree) ;

argumentsToThree : (typeArgument ',')* typeArgument '>>>' ;

typeArgument
  : annotation* referenceType
  | annotation* '?' (('extends' | 'super') referenceType)?
  ;

// Of a call, where no argument is a wildcard itself.
callTypeArguments
  : '<' (annotation* referenceType ',')*
    (annotation* referenceType '>' | annotation* (name | genericType '.' ID) '<' argumentsToTwo)
  ;

typeParameters : '<' (typeParameter ',')* (typeParameter '>' | lastTypeParameter) ;

typeParameter : annotation* ID ('extends' classType ('&' classType)*)? ;

lastTypeParameter
  : annotation* ID 'extends' (classType '&')* (name | genericType '.' ID) '<' argumentsToTwo
  ;

// Statements. Those that do not end in an 'if' without 'else' may stand before an 'else'.

block : '{' blockStatement* '}' ;

blockStatement
  : localVariable ';'
  | variableModifiers localType
  | annotation* 'abstract' classDeclaration
  | statement
  ;

localType : classDeclaration | enumDeclaration | recordDeclaration | interfaceDeclaration ;

localVariable
  : variableModifiers type variableDeclarators
  | variableModifiers 'var' identifier '=' expression
  ;

statement
  : closedStatement
  | identifier ':' statement
  | 'if' condition statement
  | 'if' condition statementBeforeElse 'else' statement
  | 'while' condition statement
  | forHead statement
  ;

statementBeforeElse
  : closedStatement
  | identifier ':' statementBeforeElse
  | 'if' condition statementBeforeElse 'else' statementBeforeElse
  | 'while' condition statementBeforeElse
  | forHead statementBeforeElse
  ;

condition : '(' expression ')' ;

forHead
  : 'for' '(' forInit? ';' expression? ';' statementExpressions? ')'
  | 'for' '(' variableModifiers (type | 'var') identifier ':' expression ')'
  ;

forInit : localVariable | statementExpressions ;

statementExpressions : statementExpression (',' statementExpression)* ;

closedStatement
  : block
  | ';'
  | statementExpression ';'
  | 'assert' expression (':' expression)? ';'
  | switchStatement
  | 'do' statement 'while' condition ';'
  | 'break' identifier? ';'
  | 'continue' identifier? ';'
  | 'return' expression? ';'
  | 'yield' expression ';'
  | throwStatement
  | 'synchronized' condition block
  | 'try' block (catchClause+ finallyClause? | finallyClause)
  | 'try' '(' resource (';' resource)* ';'? ')' block catchClause* finallyClause?
  ;

throwStatement : 'throw' expression ';' ;

catchClause : 'catch' '(' variableModifiers classType ('|' classType)* identifier ')' block ;

finallyClause : 'finally' block ;

resource
  : variableModifiers (classType | 'var') identifier '=' expression
  | name
  | softName
  | primary '.' memberName
  ;

statementExpression
  : assignment
  | ('++' | '--') unary
  | postfixOperand ('++' | '--')
  | (name | softName) arguments
  | (name | primary) '.' callTypeArguments memberName arguments
  | primary '.' memberName arguments
  | superOf '.' callTypeArguments? memberName arguments
  | instanceCreation
  | (name | softName | primary) '.' innerCreation
  ;

// Switches: with arrows or with colons, never both.

switchStatement : 'switch' condition '{' (statementRule+ | switchGroup+ switchLabel*)? '}' ;

statementRule : caseOf '->' (statementExpression ';' | block | throwStatement) ;

switchGroup : switchLabel+ blockStatement+ ;

switchLabel : caseOf ':' ;

switchExpression : 'switch' condition '{' (expressionRule+ | switchGroup+) '}' ;

expressionRule : caseOf '->' (expression ';' | block | throwStatement) ;

caseOf
  : 'case' caseConstant (',' caseConstant)*
  | 'case' 'null' (',' 'default')?
  | 'case' casePattern ('when' guard)?
  | 'default'
  ;

caseConstant : name | softName | ('-' | '+')? constantLiteral ;

guard : conditionalOr ;

casePattern
  : variableModifiers type patternName
  | recordPattern
  ;

patternName : ID | 'record' | 'sealed' | 'permits' ;

recordPattern : name '(' (componentPattern (',' componentPattern)*)? ')' ;

componentPattern
  : variableModifiers (type | 'var') patternName
  | recordPattern
  ;

// Expressions

expression : assignment | lambda | conditional ;

assignment : leftHandSide assignmentOperator expression ;

leftHandSide
  : name
  | softName
  | (name | softName | primary) '[' expression ']'
  | primary '.' memberName
  | superOf '.' memberName
  ;

assignmentOperator
  : '=' | '+=' | '-=' | '*=' | '/=' | '%=' | '&=' | '|=' | '^=' | '<<=' | '>>=' | '>>>='
  ;

lambda : castTo? lambdaParameters '->' (expression | block) ;

lambdaParameters
  : identifier
  | '(' ')'
  | '(' identifier (',' identifier)* ')'
  | '(' inferredParameter (',' inferredParameter)* ')'
  | '(' parameterList ')'
  ;

inferredParameter : variableModifiers 'var' identifier ;

castTo : '(' referenceType ('&' classType)* ')' ;

conditional : conditionalOr ('?' expression ':' (conditional | lambda))? ;

conditionalOr : conditionalAnd | conditionalOr '||' conditionalAnd ;

conditionalAnd : inclusiveOr | conditionalAnd '&&' inclusiveOr ;

inclusiveOr : exclusiveOr | inclusiveOr '|' exclusiveOr ;

exclusiveOr : conjunction | exclusiveOr '^' conjunction ;

conjunction : equality | conjunction '&' equality ;

equality : relational | equality ('==' | '!=') relational ;

relational
  : shift
  | shift ('<' | '>' | '<=' | '>=') shift
  | shift 'instanceof' (referenceType | instancePattern)
  ;

instancePattern : variableModifiers referenceType identifier | recordPattern ;

shift : additive | shift ('<<' | '>>' | '>>>') additive ;

additive : multiplicative | additive ('+' | '-') multiplicative ;

multiplicative : unary | multiplicative ('*' | '/' | '%') unary ;

unary : ('++' | '--' | '+' | '-') unary | unaryNotPlusMinus ;

unaryNotPlusMinus
  : postfixOperand ('++' | '--')?
  | ('~' | '!') unary
  | '(' primitiveType ')' unary
  | castTo unaryNotPlusMinus
  | switchExpression
  ;

postfixOperand : name | softName | primary | arrayCreation ;

primary
  : literal
  | 'this'
  | name '.' 'this'
  | '(' expression ')'
  | classLiteral
  | instanceCreation
  | (name | softName) '.' innerCreation
  | (name | softName) arguments
  | (name | softName) '[' expression ']'
  | name '.' callTypeArguments memberName arguments
  | superOf '.' callTypeArguments? memberName arguments
  | superOf '.' memberName
  | arrayOf arrayInitializer
  | arrayCreation '.' memberName arguments?
  | methodReferenceHead '::' callTypeArguments? (memberName | 'new')
  | (softName | superOf) '::' callTypeArguments? memberName
  | primary '::' callTypeArguments? memberName
  | primary '.' innerCreation
  | primary '.' memberName
  | primary '.' callTypeArguments? memberName arguments
  | primary '[' expression ']'
  ;

superOf : (name '.')? 'super' ;

classLiteral : (primitiveType brackets? | name brackets? | 'void') '.' 'class' ;

methodReferenceHead
  : name brackets?
  | genericType brackets?
  | primitiveType brackets
  ;

instanceCreation
  : 'new' (name | createdType | (name | createdType '.' ID) '<' '>') arguments classBody?
  ;

innerCreation : 'new' ID (callTypeArguments | '<' '>')? arguments classBody? ;

createdType
  : name callTypeArguments
  | createdType '.' ID callTypeArguments?
  ;

arrayCreation : 'new' annotation* (primitiveType | classType) ('[' expression ']')+ brackets? ;

arrayOf : 'new' annotation* (primitiveType | classType) brackets ;

arguments : '(' (expression (',' expression)*)? ')' ;

literal : constantLiteral | 'null' ;

constantLiteral
  : INTEGER | FLOAT | CHARACTER | STRING | TEXT_BLOCK | 'true' | 'false'
  ;

// Tokens

// Also words that begin with one of ours that is not a word of its own.
RESERVED
  : '_' | 'const' | 'goto'
  | ('@interface' | 'non-sealed') [a-zA-Z0-9$_]+
  ;

ID : [a-zA-Z$_] [a-zA-Z0-9$_]* ;

// At most nine significant digits for int, eighteen for long.
INTEGER
  : '0'
  | '0' LONG
  | [1-9] D8
  | [1-9] D8 D9 LONG
  | '214748364' [0-7]
  | ('1' D | '2' '_'* '0') D D D D D D D D
  | '0' [xX] H8
  | '0' [xX] H8 ('_'* H8)? LONG
  | '0' [bB] B8 ('_'* B8)? LONG?
  | '0' '_'* [0-7] ('_'* [0-7])? O8
  ;

// Neither too large nor too small for their types.
FLOAT
  : DIGITS '.' DIGITS? EXPONENT? DOUBLE?
  | '.' DIGITS EXPONENT? DOUBLE?
  | DIGITS EXPONENT DOUBLE?
  | DIGITS DOUBLE
  | DIGITS '.' DIGITS? SHORT_EXPONENT? [fF]
  | '.' DIGITS SHORT_EXPONENT? [fF]
  | DIGITS SHORT_EXPONENT? [fF]
  | [0-9] ('.' [0-9] [0-9]?)? [eE] [+-]? ([0-2] [0-9] | '3' [0-6]) [fF]
  ;

CHARACTER : '\'' (~[\\'\r\n\u{10000}-\u{10FFFF}] | ESCAPE) '\'' ;

STRING : '"' (~[\\"\r\n] | ESCAPE)* '"' ;

TEXT_BLOCK
  : '"""' [ \t\f]* NEWLINE ('"'? '"'? (~[\\"] | ESCAPE | '\\' NEWLINE))* '"""'
  ;

SPACE : [ \t\f\r\n]+ -> skip ;

COMMENT : '/*' (IN_COMMENT | '*'+ (~[*/\\] | '\\' ~[u*]))* '*'+ '/' -> skip ;

// One that does not end.
BAD_COMMENT : '/*' ;

LINE_COMMENT : '//' (~[\\\r\n] | '\\' ~[u\r\n])* -> skip ;

// A backslash before a 'u' would begin an escape.
fragment IN_COMMENT : ~[*\\] | '\\' ~[u*] ;

fragment NEWLINE : '\r'? '\n' | '\r' ;

fragment ESCAPE
  : '\\' [btnfrs"'\\]
  | '\\' [0-7] [0-7]?
  | '\\' [0-3] [0-7] [0-7]
  | '\\' 'u'+ ([1-9a-fA-F] H H H | '0' [1-9a-fA-F] H H | '00' ([1346-9a-fA-F] H | HARMLESS))
  ;

// Not a quote, a backslash or the end of a line, which would be taken for what they are.
fragment HARMLESS : '0' [0-9bcefBCEF] | '2' [013-689a-fA-F] | '5' [0-9abdefABDEF] ;

fragment LONG : [lL] ;

fragment DOUBLE : [dD] ;

fragment D : '_'* [0-9] ;

fragment D8 : D? D? D? D? D? D? D? D? ;

fragment D9 : D? D? D? D? D? D? D? D? D? ;

fragment H : [0-9a-fA-F] ;

fragment HU : '_'* H ;

fragment H8 : H HU? HU? HU? HU? HU? HU? HU? ;

fragment BU : '_'* [01] ;

fragment B8
  : [01] BU? BU? BU? BU? BU? BU? BU? BU? BU? BU? BU? BU? BU? BU? BU?
  ;

fragment O8 : ('_'* [0-7])? ('_'* [0-7])? ('_'* [0-7])? ('_'* [0-7])? ('_'* [0-7])? ;

fragment DIGITS : [0-9] D9 D? D? D? D? D? D? ;

fragment EXPONENT : [eE] [+-]? [0-9] [0-9]? ;

fragment SHORT_EXPONENT : [eE] [+-]? [0-9] ;
