/**
 * Executable documents of GraphQL, after the specification of October 2021: operations and fragments,
 * no type system. Escapes in strings name code points, or surrogates in pairs.
 */
grammar graphql;

document : definition+ EOF ;

definition
  : selectionSet
  | operationType name? variableDefinitions? directive* selectionSet
  | 'fragment' fragmentName typeCondition directive* selectionSet
  ;

operationType : 'query' | 'mutation' | 'subscription' ;

variableDefinitions : '(' variableDefinition+ ')' ;

variableDefinition : variable ':' type ('=' constant)? constantDirective* ;

variable : '$' name ;

type : (name | '[' type ']') '!'? ;

selectionSet : '{' selection+ '}' ;

selection
  : field
  | '...' fragmentName directive*
  | '...' typeCondition? directive* selectionSet
  ;

field : (name ':')? name arguments? directive* selectionSet? ;

arguments : '(' argument+ ')' ;

argument : name ':' value ;

typeCondition : 'on' name ;

directive : '@' name arguments? ;

constantDirective : '@' name constantArguments? ;

constantArguments : '(' constantArgument+ ')' ;

constantArgument : name ':' constant ;

value
  : variable
  | scalar
  | '[' value* ']'
  | '{' argument* '}'
  ;

/** A value without variables. */
constant
  : scalar
  | '[' constant* ']'
  | '{' constantArgument* '}'
  ;

scalar
  : INT
  | FLOAT
  | STRING
  | BLOCK_STRING
  | 'true'
  | 'false'
  | 'null'
  | enumValue
  ;

name : enumValue | 'true' | 'false' | 'null' ;

/** Any name but the literals. */
enumValue : word | 'on' ;

/** Any name but the one that begins a type condition. */
fragmentName : word | 'true' | 'false' | 'null' ;

word : NAME | 'query' | 'mutation' | 'subscription' | 'fragment' ;

NAME : [_A-Za-z] [_0-9A-Za-z]* ;

INT : '-'? ('0' | [1-9] [0-9]*) ;

FLOAT : INT ('.' [0-9]+)? ([eE] [+-]? [0-9]+) | INT '.' [0-9]+ ;

/** A number ends where it ends: 01, 1a and 1.5.2 are not two tokens. */
GLUED : (INT | FLOAT) [._0-9A-Za-z]+ ;

STRING : '"' (PLAIN | ESCAPE)+ '"' | '""' ;

BLOCK_STRING : '"""' ('"'? '"'? ('\\' '"'? '"'?)* (BLOCK_PLAIN | '\\"""'))* '"""' ;

/** Three quotes that no others close are not an empty string and the beginning of another. */
UNCLOSED : '"""' ;

IGNORED : [\uFEFF\t \n\r,]+ -> skip ;

COMMENT : '#' ~[\n\r\u0000-\u0008\u000B\u000C\u000E-\u001F]* -> skip ;

fragment PLAIN : ~["\\\n\r\u0000-\u0008\u000B\u000C\u000E-\u001F] ;

fragment BLOCK_PLAIN : ~["\\\u0000-\u0008\u000B\u000C\u000E-\u001F] ;

fragment ESCAPE : '\\' (["\\/bfnrt] | 'u' UNIT | 'u' HIGH '\\u' LOW) ;

/** A code point of the basic plane: four digits, but not D800 to DFFF. */
fragment UNIT : [0-9a-ce-fA-CE-F] HEX HEX HEX | [dD] [0-7] HEX HEX ;

fragment HIGH : [dD] [89abAB] HEX HEX ;

fragment LOW : [dD] [c-fC-F] HEX HEX ;

fragment HEX : [0-9a-fA-F] ;
