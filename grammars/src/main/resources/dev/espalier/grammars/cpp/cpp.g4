/**
 * A subset of C++17 fit for functions over the standard library, after ISO/IEC 14882:2017: includes,
 * functions, structures, enumerations, statements, expressions, lambdas.
 *
 * <p>C++ cannot be parsed without knowing which names are types. Here the standard library's types
 * and class templates are words of the lexer; any other name is a type where its place says so.
 * Only the standard library's templates take arguments in {@code <>}. Statements of expressions
 * are assignments, calls, increments and chains of {@code <<} or {@code >>}, so that {@code a * b;}
 * is a declaration. Constructors and destructors are left out, for their names are not free.
 */
grammar cpp;

program : INCLUDE* topLevel* EOF ;

topLevel
  : LINE_INCLUDE INCLUDE*
  | 'using' 'namespace' ID ';'
  | 'using' 'namespace' 'std' ';'
  | 'namespace' ID '{' namespaceMember* '}'
  | namespaceMember
  ;

namespaceMember
  : aliasDeclaration
  | 'template' '<' templateParameter (',' templateParameter)* '>' (function | classDefinition)
  | classDefinition
  | enumDefinition
  | function
  | globalVariable
  ;

aliasDeclaration
  : 'using' ID '=' typeId ';'
  | 'typedef' anyType declaratorOperators ID dimension* ';'
  ;

templateParameter : ('typename' | 'class') ID | integerType ID ;

function
  : functionSpecifiers anyType declaratorOperators functionName parameters (block | ';')
  | functionSpecifiers 'auto' functionName parameters '->' typeId (block | ';')
  ;

functionSpecifiers : ('static' 'inline'? | 'inline' 'static'?)? 'constexpr'? ;

functionName : (ID '::')? ID | 'operator' operatorName ;

operatorName
  : '==' | '!=' | '<' | '>' | '<=' | '>=' | '+' | '-' | '*' | '/' | '%' | '<<' | '>>' | '+=' | '-='
  | '*=' | '(' ')' | '[' ']' | '='
  ;

globalVariable : functionSpecifiers anyType globalDeclarator (',' globalDeclarator)* ';' ;

globalDeclarator : declaratorOperators ID dimension* valueInitializer? ;

valueInitializer : '=' initializer | bracedList ;

// Classes and enumerations

classDefinition
  : ('struct' | 'class') ID (':' base (',' base)*)? '{' member* '}' ';'
  ;

base : ('public' | 'protected' | 'private')? ID ;

member
  : ('public' | 'protected' | 'private') ':'
  | aliasDeclaration
  | classDefinition
  | enumDefinition
  | memberSpecifiers anyType declaratorOperators methodName parameters methodEnd
  | memberSpecifiers anyType globalDeclarator (',' globalDeclarator)* ';'
  ;

memberSpecifiers : ('static' | 'virtual')? 'constexpr'? ;

methodName : ID | 'operator' operatorName ;

methodEnd : 'const'? 'override'? (block | ';' | '=' '0' ';') ;

enumDefinition
  : 'enum' 'class'? ID (':' integerType)? '{' (enumerator (',' enumerator)* ','?)? '}' ';'
  ;

enumerator : ID ('=' conditional)? ;

// Types

anyType : 'const'? (knownType | ID) | (knownType | ID) 'const' ;

knownType : castableType | wideType | scopedName ;

castableType : simpleType | ('std' '::')? STD_TYPE | templateType ;

simpleType
  : 'void' | 'bool' | 'char' | 'int' | 'float' | 'double' | 'long' | 'short' | 'unsigned' | 'signed'
  ;

// Of more than one word: no type of a cast in the form of a call.
wideType
  : 'long' 'long' 'int'?
  | 'long' 'int'
  | 'short' 'int'
  | 'long' 'double'
  | ('unsigned' | 'signed') ('char' | 'short' 'int'? | 'int' | 'long' ('long'? 'int')? | 'long' 'long')
  ;

integerType : 'bool' | 'char' | 'int' | 'long' | 'short' | 'unsigned' | 'long' 'long' ;

scopedName : (('std' '::')? STD_TYPE | templateType) '::' ID ;

templateType : ('std' '::')? STD_TEMPLATE '<' argumentsToOne ;

// Two closing brackets may be one token.
argumentsToOne : (typeArgument ',')* (typeArgument '>' | openType '<' argumentsToTwo) ;

argumentsToTwo : (typeArgument ',')* typeArgument '>>' ;

openType : 'const'? ('std' '::')? STD_TEMPLATE ;

typeArgument
  : typeId
  | typeId '(' (typeId (',' typeId)*)? ')'
  | integer
  ;

typeId : anyType declaratorOperators ;

castTypeId : 'const'? (castableType | wideType) declaratorOperators ;

declaratorOperators : ('*' 'const'?)* ('&' | '&&')? ;

dimension : '[' conditional? ']' ;

parameters : '(' (parameter (',' parameter)*)? ')' ;

parameter
  : (anyType | 'const'? 'auto') declaratorOperators (variableName dimension*)? ('=' initializer)?
  ;

// Statements. Those that do not end in an 'if' without 'else' may stand before an 'else'.

block : '{' blockItem* '}' ;

blockItem
  : declaration
  | aliasDeclaration
  | classDefinition
  | 'using' 'namespace' 'std' ';'
  | statement
  ;

declaration
  : variableSpecifiers? knownType declarators ';'
  | variableSpecifiers ID declarators ';'
  | knownType 'const' declarators ';'
  | ID declarators ';'
  | variableSpecifiers? 'auto' declarators ';'
  | 'const'? 'auto' ('&' | '&&')? '[' ID (',' ID)* ']' '=' initializer ';'
  ;

variableSpecifiers : 'static' ('const' | 'constexpr')? | 'const' | 'constexpr' ;

declarators : declarator (',' declarator)* ;



declarator : declaratorOperators variableName dimension* variableInitializer? ;

variableName : ID | STD_TEMPLATE ;

variableInitializer : '=' initializer | bracedList | '(' expressions ')' ;

initializer : argument | bracedList ;

bracedList : '{' (initializer (',' initializer)* ','?)? '}' ;

statement
  : closedStatement
  | 'if' ifCondition statement
  | 'if' ifCondition statementBeforeElse 'else' statement
  | 'while' condition statement
  | forHead statement
  ;

statementBeforeElse
  : closedStatement
  | 'if' ifCondition statementBeforeElse 'else' statementBeforeElse
  | 'while' condition statementBeforeElse
  | forHead statementBeforeElse
  ;

ifCondition : '(' declaration? expression ')' ;

condition : '(' expression ')' ;

forHead
  : 'for' '(' (declaration | effects? ';') expression? ';' effects? ')'
  | 'for' '(' rangeVariable ':' initializer ')'
  ;

rangeVariable
  : 'const'? (knownType | ID | 'auto') declaratorOperators variableName
  | 'const'? 'auto' ('&' | '&&')? '[' ID (',' ID)* ']'
  ;

closedStatement
  : block
  | ';'
  | effects ';'
  | 'do' statement 'while' condition ';'
  | 'switch' ifCondition '{' switchGroup* '}'
  | 'break' ';'
  | 'continue' ';'
  | 'return' (expression | bracedList)? ';'
  | 'throw' argument? ';'
  | 'try' block catchClause+
  ;

switchGroup : switchLabel+ blockItem+ ;

switchLabel : 'case' conditional ':' | 'default' ':' ;

catchClause : 'catch' '(' ('...' | anyType declaratorOperators ID?) ')' block ;

effects : effect (',' effect)* ;

effect
  : unary
  | unary assignmentOperator initializer
  | unary ('<<' additive)+
  | unary ('>>' additive)+
  | STD_TEMPLATE assignmentOperator initializer
  | 'delete' ('[' ']')? unary
  ;

// Expressions

expression : argument ;

expressions : initializer (',' initializer)* ;

argument
  : conditional
  | assignment
  | lambda call?
  | 'new' newType ('[' conditional ']')* (call | bracedList)?
  | STD_TEMPLATE
  ;

newType : (castableType | wideType | ID) '*'* ;

assignment : (unary | STD_TEMPLATE) assignmentOperator initializer ;

assignmentOperator
  : '=' | '+=' | '-=' | '*=' | '/=' | '%=' | '&=' | '|=' | '^=' | '<<=' | '>>='
  ;

lambda
  : '[' captures? ']' (parameters 'mutable'? ('->' typeId)?)? block
  ;

captures
  : '&' (',' (ID | 'this'))*
  | '=' (',' '&' ID)*
  | capture (',' capture)*
  ;

capture : '&'? ID | 'this' | ID '=' conditional ;

conditional : logicalOr ('?' expression ':' conditional)? ;

logicalOr : logicalAnd | logicalOr '||' logicalAnd ;

logicalAnd : inclusiveOr | logicalAnd '&&' inclusiveOr ;

inclusiveOr : exclusiveOr | inclusiveOr '|' exclusiveOr ;

exclusiveOr : conjunction | exclusiveOr '^' conjunction ;

conjunction : equality | conjunction '&' equality ;

equality : relational | equality ('==' | '!=') relational ;

relational : shift (('<' | '>' | '<=' | '>=') shift)? ;

shift : additive | shift ('<<' | '>>') additive ;

additive : multiplicative | additive ('+' | '-') multiplicative ;

multiplicative : cast | multiplicative ('*' | '/' | '%') cast ;

cast : unary | '(' castTypeId ')' cast ;

unary
  : literal
  | postfix
  | ('++' | '--') '*'* postfix
  | ('+' | '-' | '!' | '~') cast
  | ('*' | '&') referred
  | 'sizeof' ('(' castTypeId ')' | postfix)
  ;

referred : postfix | ('++' | '--') '*'* postfix | '*' referred ;

literal : integer | FLOAT | CHARACTER | STRING+ | 'true' | 'false' | 'nullptr' ;

postfix
  : primary
  | STD_TEMPLATE ('[' conditional ']' | ('.' | '->') memberName)
  | postfix '[' conditional ']'
  | postfix call
  | postfix ('.' | '->') memberName
  | postfix ('++' | '--')
  ;

memberName : ID | STD_TEMPLATE | TEMPLATE_FUNCTION ;

call : '(' expressions? ')' ;

primary
  : 'this'
  | ID
  | ID '::' ID
  | 'std' '::' ID
  | scopedName
  | '(' expression ')'
  | castableType (call | bracedList)
  | ('std' '::')? TEMPLATE_FUNCTION ('<' argumentsToOne)? call
  | ('static_cast' | 'dynamic_cast' | 'const_cast' | 'reinterpret_cast')
    '<' (typeId '>' | openType '<' argumentsToTwo) '(' expression ')'
  ;

integer : '0' | INTEGER ;

// Tokens

RESERVED
  : 'alignas' | 'alignof' | 'and' | 'and_eq' | 'asm' | 'bitand' | 'bitor' | 'char16_t' | 'char32_t'
  | 'char8_t' | 'co_await' | 'co_return' | 'co_yield' | 'compl' | 'concept' | 'consteval'
  | 'constinit' | 'decltype' | 'explicit' | 'export' | 'extern' | 'final' | 'friend' | 'goto' | 'import'
  | 'module' | 'noexcept' | 'not' | 'not_eq' | 'or' | 'or_eq' | 'register' | 'requires'
  | 'static_assert' | 'thread_local' | 'typeid' | 'typeof' | 'union' | 'volatile' | 'wchar_t'
  | 'xor' | 'xor_eq'
  ;

STD_TYPE
  : 'string' | 'wstring' | 'string_view' | 'size_t' | 'ptrdiff_t'
  | 'u'? 'int' ('8' | '16' | '32' | '64') '_t'
  | [io]? 'stringstream' | [io]? 'fstream' | 'istream' | 'ostream'
  | 'exception' | 'runtime_error' | 'logic_error' | 'invalid_argument' | 'out_of_range'
  | 'overflow_error' | 'mt19937' | 'mutex' | 'thread' | 'regex' | 'smatch'
  ;

STD_TEMPLATE
  : 'vector' | 'map' | 'set' | 'pair' | 'tuple' | 'array' | 'list' | 'deque' | 'queue' | 'stack'
  | 'priority_queue' | 'unordered_map' | 'unordered_set' | 'multimap' | 'multiset' | 'bitset'
  | 'optional' | 'variant' | 'function' | 'unique_ptr' | 'shared_ptr' | 'weak_ptr' | 'greater'
  | 'less' | 'hash' | 'initializer_list' | 'numeric_limits' | 'complex'
  | 'uniform_int_distribution' | 'uniform_real_distribution'
  ;

TEMPLATE_FUNCTION : 'get' | 'make_unique' | 'make_shared' | 'make_tuple' | 'make_pair' ;

ID : '_'? [a-zA-Z] [a-zA-Z0-9_]* ;

INTEGER : ([1-9] DIGIT* | '0' [0-7]+ | '0' [xX] [0-9a-fA-F]+ | '0' [bB] [01]+ | '0') SUFFIX? ;

FLOAT
  : ([0-9] DIGIT* '.' ([0-9] DIGIT*)? | '.' [0-9] DIGIT*) EXPONENT? [fFlL]?
  | [0-9] DIGIT* EXPONENT [fFlL]?
  ;

// What the preprocessor takes for one number is one, or none at all.
PREPROCESSING_NUMBER : '.'? [0-9] ([a-zA-Z0-9_.] | '\'' [a-zA-Z0-9_] | [eEpP] [+-])* ;

CHARACTER : '\'' ([ -&(-[\]-~] | ESCAPE | '\\x' [0-9a-fA-F] [0-9a-fA-F]?) '\'' ;

STRING : '"' (~["\\\r\n] | ESCAPE)* '"' ;

INCLUDE : DIRECTIVE ;

// One that stands on a line of its own after something else.
LINE_INCLUDE : NEWLINE BLANK* DIRECTIVE ;

SPACE : (BLANK | NEWLINE) -> skip ;

COMMENT : '/*' (~[*\\] | '*'+ ~[*/\\])* '*'+ '/' -> skip ;

// One that does not end.
BAD_COMMENT : '/*' ;

LINE_COMMENT : '//' ~[\\\r\n]* -> skip ;

fragment DIRECTIVE
  : '#' BLANK* 'include' BLANK* ('<' [a-zA-Z0-9_./+]+ '>' | '"' [a-zA-Z0-9_./+]+ '"') BLANK* NEWLINE
  ;

fragment NEWLINE : '\r'? '\n' ;

fragment BLANK : [ \t] ;

fragment DIGIT : '\''? [0-9] ;

fragment SUFFIX : [uU] ('l' | 'L' | 'll' | 'LL')? | ('l' | 'L' | 'll' | 'LL') [uU]? ;

fragment EXPONENT : [eE] [+-]? [0-9] [0-9]? ;

fragment ESCAPE : '\\' ([ntrabfv\\'"?] | [0-3]? [0-7]? [0-7]) ;
