/**
 * Problems and solutions of syntax-guided synthesis, after the SyGuS Language Standard, version 2.1,
 * and SMT-LIB 2.6 for the theories of strings, integers and bit vectors; {@code (BitVec 4)} and the
 * names of operators of version 1 are known too.
 *
 * <p>Operators get arguments of their sorts. The sorts of names are not known, so a name, its
 * application and an 'if-then-else' of such terms are neutral: they stand for a term of any sort.
 * Widths of bit vectors are not compared. Left out are declared sorts, data types, oracles,
 * weights and Horn clauses.
 */
grammar sygus;

script : command* EOF ;

command
  : '(' 'check-synth' ')'
  | '(' ('constraint' | 'assume') bool ')'
  | '(' 'inv-constraint' SYMBOL SYMBOL SYMBOL SYMBOL ')'
  | '(' 'declare-var' SYMBOL sort ')'
  | '(' 'define-fun' SYMBOL sortedNames definition ')'
  | '(' 'synth-fun' SYMBOL sortedNames sort termGrammar? ')'
  | '(' 'synth-inv' SYMBOL sortedNames termGrammar? ')'
  | '(' 'set-logic' SYMBOL ')'
  | '(' 'set-feature' KEYWORD ('true' | 'false') ')'
  | '(' ('set-info' | 'set-option') KEYWORD (literal | SYMBOL) ')'
  ;

definition
  : 'String' string
  | 'Int' int
  | 'Bool' bool
  | bitVector bits
  ;

sort : 'String' | 'Int' | 'Bool' | bitVector ;

bitVector : '(' '_'? 'BitVec' NUMERAL ')' ;

sortedNames : '(' sortedName* ')' ;

sortedName : '(' SYMBOL sort ')' ;

literal : NUMERAL | STRING | BITS | 'true' | 'false' ;

// Grammars of the terms that are looked for

termGrammar : ('(' sortedName+ ')')? '(' ruleGroup+ ')' ;

ruleGroup : '(' SYMBOL sort '(' grammarTerm+ ')' ')' ;

grammarTerm
  : '(' ('Constant' | 'Variable') sort ')'
  | patternTerm
  ;

patternTerm
  : SYMBOL
  | literal
  | '(' (SYMBOL | operator | indexedOperator) patternTerm+ ')'
  ;

operator
  : 'ite' | 'not' | 'and' | 'or' | 'xor' | '=>' | '=' | 'distinct' | comparison | '+' | '-' | '*'
  | 'div' | 'mod' | 'abs' | toInt | fromInt | stringTest | 'str.++' | 'str.at' | 'str.substr'
  | replacement | 'str.indexof' | bitsUnary | bitsBinary | bitsChain | bitsTest
  ;

// Terms

term : neutral | stringOnly | intOnly | boolOnly | bitsOnly ;

string : neutral | stringOnly ;

int : neutral | intOnly ;

bool : neutral | boolOnly ;

bits : neutral | bitsOnly ;

neutral
  : SYMBOL
  | '(' SYMBOL term+ ')'
  | '(' 'ite' bool neutral neutral ')'
  | '(' 'let' bindings neutral ')'
  ;

bindings : '(' binding+ ')' ;

binding : '(' SYMBOL term ')' ;

stringOnly
  : STRING
  | '(' 'str.++' string string+ ')'
  | '(' 'str.at' string int ')'
  | '(' 'str.substr' string int int ')'
  | '(' replacement string string string ')'
  | '(' fromInt int ')'
  | '(' 'ite' bool (stringOnly string | neutral stringOnly) ')'
  | '(' 'let' bindings stringOnly ')'
  ;

replacement : 'str.replace' | 'str.replace_all' ;

fromInt : 'str.from_int' | 'int.to.str' | 'str.from_code' ;

intOnly
  : NUMERAL
  | '(' ('+' | '*') int int+ ')'
  | '(' '-' int+ ')'
  | '(' ('div' | 'mod') int int ')'
  | '(' 'abs' int ')'
  | '(' toInt string ')'
  | '(' 'str.indexof' string string int ')'
  | '(' 'ite' bool (intOnly int | neutral intOnly) ')'
  | '(' 'let' bindings intOnly ')'
  ;

toInt : 'str.len' | 'str.to_int' | 'str.to.int' | 'str.to_code' ;

boolOnly
  : 'true'
  | 'false'
  | '(' 'not' bool ')'
  | '(' ('and' | 'or' | 'xor' | '=>') bool bool+ ')'
  | '(' ('=' | 'distinct') sameSort ')'
  | '(' comparison int int ')'
  | '(' stringTest string string ')'
  | '(' 'str.is_digit' string ')'
  | '(' bitsTest bits bits ')'
  | '(' ('forall' | 'exists') '(' sortedName+ ')' bool ')'
  | '(' 'ite' bool (boolOnly bool | neutral boolOnly) ')'
  | '(' 'let' bindings boolOnly ')'
  ;

sameSort
  : neutral term
  | stringOnly string
  | intOnly int
  | boolOnly bool
  | bitsOnly bits
  ;

comparison : '<' | '<=' | '>' | '>=' ;

stringTest : 'str.prefixof' | 'str.suffixof' | 'str.contains' | 'str.<' | 'str.<=' ;

bitsOnly
  : BITS
  | '(' bitsUnary bits ')'
  | '(' bitsBinary bits bits ')'
  | '(' bitsChain bits bits+ ')'
  | '(' indexedOperator bits ')'
  | '(' 'ite' bool (bitsOnly bits | neutral bitsOnly) ')'
  | '(' 'let' bindings bitsOnly ')'
  ;

bitsUnary : 'bvnot' | 'bvneg' ;

bitsBinary
  : 'bvsub' | 'bvudiv' | 'bvurem' | 'bvsdiv' | 'bvsrem' | 'bvsmod' | 'bvshl' | 'bvlshr' | 'bvashr'
  | 'bvnand' | 'bvnor' | 'bvxnor' | 'concat'
  ;

bitsChain : 'bvadd' | 'bvmul' | 'bvand' | 'bvor' | 'bvxor' ;

bitsTest
  : 'bvult' | 'bvule' | 'bvugt' | 'bvuge' | 'bvslt' | 'bvsle' | 'bvsgt' | 'bvsge'
  ;

indexedOperator
  : '(' '_' 'extract' NUMERAL NUMERAL ')'
  | '(' '_' ('zero_extend' | 'sign_extend' | 'rotate_left' | 'rotate_right' | 'repeat') NUMERAL ')'
  ;

RESERVED
  : 'as' | 'match' | 'par' | '!' | 'NUMERAL' | 'DECIMAL' | 'HEXADECIMAL' | 'BINARY' | 'STRING'
  | 'assert' | 'check-sat' | 'declare-const' | 'declare-datatype' | 'declare-datatypes'
  | 'declare-fun' | 'declare-sort' | 'define-sort' | 'exit'
  ;

NUMERAL : '0' | [1-9] [0-9]* ;

BITS : '#x' [0-9a-fA-F]+ | '#b' [01]+ ;

STRING : '"' (~["\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F] | '""')* '"' ;

KEYWORD : ':' SYMBOL_CHARACTER+ ;

SYMBOL
  : SYMBOL_START SYMBOL_CHARACTER*
  | '|' ~[|\\\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F]* '|'
  ;

// Words that are not kept apart by blanks are none.
BAD_WORD
  : [0-9] SYMBOL_CHARACTER+
  | '#' SYMBOL_CHARACTER*
  | ('"' (~["] | '""')* '"' | '|' ~[|\\]* '|') ["|:#a-zA-Z0-9~!@$%^&*_+=<>.?/-]
  | [:#a-zA-Z0-9~!@$%^&*_+=<>.?/-]+ ["|:#]
  ;

SPACE : [ \t\r\n]+ -> skip ;

COMMENT : ';' ~[\r\n]* -> skip ;

fragment SYMBOL_START : [a-zA-Z~!@$%^&*_+=<>.?/-] ;

fragment SYMBOL_CHARACTER : SYMBOL_START | [0-9] ;
