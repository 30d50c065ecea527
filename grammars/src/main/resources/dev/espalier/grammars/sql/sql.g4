/**
 * SQL as SQLite 3 reads it: SELECT, INSERT, UPDATE, DELETE and CREATE TABLE, after the syntax
 * diagrams of its documentation and the precedence of its operators. One or more statements.
 *
 * Smaller than SQLite's in this: NOT as an operand of another operator needs parentheses, and words
 * that are keywords here need quotes as names, but for those of the rule name. There is no INDEXED BY,
 * no window that extends another, no order inside of an aggregate's parentheses, no MATCH or deferral
 * of a foreign key, no ON CONFLICT after INSERT ... SELECT, and no _ between digits.
 */
grammar sql;

options { caseInsensitive = true; }

script : statement (';' statement)* ';'? EOF ;

statement
  : query
  | with? insert
  | with? update
  | with? delete
  | createTable
  ;

// ---- queries

query : with? compound ;

with : 'WITH' 'RECURSIVE'? commonTable (',' commonTable)* ;

commonTable
  : name names? 'AS' ('NOT'? 'MATERIALIZED')? '(' query ')'
  ;

names : '(' name (',' name)* ')' ;

/** What orders and limits comes last, and not after VALUES. */
compound
  : selection (setOperator compound | ordering? limit?)
  | rows (setOperator compound)?
  ;

setOperator : 'UNION' 'ALL'? | 'INTERSECT' | 'EXCEPT' ;

selection
  : 'SELECT' ('DISTINCT' | 'ALL')? column (',' column)*
      ('FROM' tables)?
      where?
      ('GROUP' 'BY' expressions ('HAVING' expression)?)?
      ('WINDOW' name 'AS' window (',' name 'AS' window)*)?
  ;

rows : 'VALUES' row (',' row)* ;

row : '(' expressions ')' ;

column : '*' | name '.' '*' | expression ('AS'? name)? ;

where : 'WHERE' expression ;

ordering : 'ORDER' 'BY' orderingTerm (',' orderingTerm)* ;

orderingTerm : expression ('ASC' | 'DESC')? ('NULLS' ('FIRST' | 'LAST'))? ;

limit : 'LIMIT' expression (('OFFSET' | ',') expression)? ;

tables : table (',' table | join table ('ON' expression | 'USING' names)?)* ;

join
  : 'NATURAL'? ('INNER' | ('LEFT' | 'RIGHT' | 'FULL') 'OUTER'?)? 'JOIN'
  | 'CROSS' 'JOIN'
  ;

table
  : tableName ('AS'? name)?
  | tableName '(' expressions? ')' ('AS'? name)?
  | '(' query ')' ('AS'? name)?
  | '(' tables ')' ('AS'? name)?
  ;

tableName : (name '.')? name ;

// ---- changes

insert
  : ('INSERT' ('OR' resolution)? | 'REPLACE') 'INTO' tableName ('AS' name)? names?
      ( rows upsert?
      | 'DEFAULT' 'VALUES'
      | with? selection (setOperator compound | ordering? limit?)
      )
      returning?
  ;

resolution : 'ROLLBACK' | 'ABORT' | 'FAIL' | 'IGNORE' | 'REPLACE' ;

upsert
  : 'ON' 'CONFLICT' ('(' orderingTerm (',' orderingTerm)* ')' where?)?
      'DO' ('NOTHING' | 'UPDATE' 'SET' assignments where?)
  ;

returning : 'RETURNING' column (',' column)* ;

update
  : 'UPDATE' ('OR' resolution)? tableName ('AS' name)? 'SET' assignments ('FROM' tables)? where?
      returning?
  ;

assignments : assignment (',' assignment)* ;

assignment : (name | names) '=' expression ;

delete : 'DELETE' 'FROM' tableName ('AS' name)? where? returning? ;

// ---- tables

createTable
  : 'CREATE' ('TEMP' | 'TEMPORARY')? 'TABLE' ('IF' 'NOT' 'EXISTS')? tableName
      ('AS' query | '(' definition (',' definition)* (',' tableConstraint)* ')' tableOptions?)
  ;

tableOptions : tableOption (',' tableOption)* ;

tableOption : 'WITHOUT' 'ROWID' | 'STRICT' ;

definition : name typeName? columnConstraint* ;

typeName : WORD+ ('(' signedNumber (',' signedNumber)? ')')? ;

signedNumber : ('+' | '-')? NUMBER ;

columnConstraint
  : ('CONSTRAINT' name)?
      ( 'PRIMARY' 'KEY' ('ASC' | 'DESC')? onConflict? 'AUTOINCREMENT'?
      | 'NOT'? 'NULL' onConflict?
      | 'UNIQUE' onConflict?
      | 'CHECK' '(' expression ')'
      | 'DEFAULT' (signedNumber | plainLiteral | '(' expression ')')
      | 'COLLATE' name
      | reference
      | ('GENERATED' 'ALWAYS')? 'AS' '(' expression ')' ('STORED' | 'VIRTUAL')?
      )
  ;

tableConstraint
  : ('CONSTRAINT' name)?
      ( 'PRIMARY' 'KEY' indexed onConflict?
      | 'UNIQUE' indexed onConflict?
      | 'CHECK' '(' expression ')'
      | 'FOREIGN' 'KEY' names reference
      )
  ;

indexed : '(' name ('COLLATE' name)? ('ASC' | 'DESC')? (',' name ('COLLATE' name)? ('ASC' | 'DESC')?)* ')' ;

onConflict : 'ON' 'CONFLICT' resolution ;

reference
  : 'REFERENCES' name names?
      ('ON' ('DELETE' | 'UPDATE') ('SET' ('NULL' | 'DEFAULT') | 'CASCADE' | 'RESTRICT' | 'NO' 'ACTION'))*
  ;

// ---- expressions, the loosest operators first

expressions : expression (',' expression)* ;

expression : conjunction ('OR' conjunction)* ;

conjunction : negation ('AND' negation)* ;

negation : 'NOT'* equality ;

equality
  : comparison
    ( ('=' | '==' | '<>' | '!=') comparison
    | 'IS' 'NOT'? ('DISTINCT' 'FROM')? comparison
    | 'NOT'? ('LIKE' | 'GLOB' | 'REGEXP' | 'MATCH') comparison ('ESCAPE' comparison)?
    | 'NOT'? 'BETWEEN' comparison 'AND' comparison
    | 'NOT'? 'IN' ('(' (expressions | query)? ')' | tableName)
    | 'ISNULL'
    | 'NOTNULL'
    | 'NOT' 'NULL'
    )*
  ;

comparison : bits (('<' | '<=' | '>' | '>=') bits)* ;

bits : sum (('&' | '|' | '<<' | '>>') sum)* ;

sum : product (('+' | '-') product)* ;

product : concatenation (('*' | '/' | '%') concatenation)* ;

concatenation : collation (('||' | '->' | '->>') collation)* ;

collation : sign ('COLLATE' name)* ;

sign : ('-' | '+' | '~')* operand ;

operand
  : NUMBER
  | plainLiteral
  | PARAMETER
  | name ('.' name ('.' name)?)?
  | name '(' ('*' | 'DISTINCT'? expressions)? ')' filter? ('OVER' (window | name))?
  | 'CAST' '(' expression 'AS' typeName ')'
  | 'CASE' expression? ('WHEN' expression 'THEN' expression)+ ('ELSE' expression)? 'END'
  | 'EXISTS' '(' query ')'
  | '(' (expressions | query) ')'
  ;

filter : 'FILTER' '(' where ')' ;

window
  : '(' ('PARTITION' 'BY' expressions)? ordering? frame? ')'
  ;

frame
  : ('ROWS' | 'RANGE' | 'GROUPS')
      ( 'UNBOUNDED' 'PRECEDING'
      | 'CURRENT' 'ROW'
      | distance 'PRECEDING'
      | 'BETWEEN'
          ( ('UNBOUNDED' | distance) 'PRECEDING' 'AND' (distance 'PRECEDING' | currentOrLater)
          | 'CURRENT' 'ROW' 'AND' currentOrLater
          | distance 'FOLLOWING' 'AND' ('UNBOUNDED' | distance) 'FOLLOWING'
          )
      )
      ('EXCLUDE' ('NO' 'OTHERS' | 'CURRENT' 'ROW' | 'GROUP' | 'TIES'))?
  ;

currentOrLater : 'CURRENT' 'ROW' | ('UNBOUNDED' | distance) 'FOLLOWING' ;

distance : NUMBER | PARAMETER ;

plainLiteral
  : STRING
  | BLOB
  | 'NULL'
  | 'CURRENT_DATE'
  | 'CURRENT_TIME'
  | 'CURRENT_TIMESTAMP'
  ;

/** With the keywords that are none where a name may stand. */
name
  : WORD
  | QUOTED
  | 'ACTION'
  | 'FIRST'
  | 'IGNORE'
  | 'KEY'
  | 'LAST'
  | 'REPLACE'
  | 'ROW'
  | 'ROWID'
  | 'STRICT'
  ;

// ---- tokens

/** The keywords of SQLite that nothing here uses, and that no name can be. */
RESERVED
  : 'ADD' | 'ALTER' | 'COMMIT' | 'DEFERRABLE' | 'DROP' | 'INDEX' | 'INDEXED' | 'RAISE' | 'TO'
  | 'TRANSACTION' | 'WITHIN'
  ;

/** A byte order mark before a word is white space to SQLite. */
WORD : [A-Z_\u0080-\uFEFE\uFF00-\u{10FFFF}] PART* ;

/** As in SQLite, brackets and grave accents quote names too. */
QUOTED
  : '"' (~["\u0000] | '""')* '"'
  | '[' ~[\]\u0000]* ']'
  | '`' (~[`\u0000] | '``')* '`'
  ;

STRING : '\'' (~['\u0000] | '\'\'')* '\'' ;

BLOB : 'X\'' (HEX HEX)* '\'' ;

NUMBER : (DIGIT+ ('.' DIGIT*)? | '.' DIGIT+) ('E' [+\-]? DIGIT+)? | '0X' HEX+ ;

PARAMETER : '?' ([1-9] DIGIT? DIGIT?)? | [:@$] PART+ ;

/** What SQLite does not recognise: letters after a number, a blob of anything but whole bytes. */
WRONG : NUMBER PART+ | 'X\'' ~['\u0000]* '\'' ;

SPACE : [ \t\r\n\f]+ -> skip ;

LINE_COMMENT : '--' ~[\n\u0000]* -> skip ;

COMMENT : '/*' ~[\u0000]*? '*/' -> skip ;

fragment PART : [A-Z0-9_$\u0080-\u{10FFFF}] ;

fragment DIGIT : [0-9] ;

fragment HEX : [0-9A-F] ;
