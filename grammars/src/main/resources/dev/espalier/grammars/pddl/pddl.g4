/**
 * Domains and problems in the Planning Domain Definition Language: PDDL 1.2 (McDermott et al., 1998)
 * with the numeric fluents of PDDL 2.1 (Fox & Long, 2003). No durative actions, derived predicates,
 * preferences and timed initial literals.
 */
grammar pddl;

options { caseInsensitive = true; }

file : (domain | problem) EOF ;

domain
  : '(' 'define' '(' 'domain' name ')'
      requirements?
      ('(' ':types' typedNames? ')')?
      ('(' ':constants' typedNames? ')')?
      ('(' ':predicates' skeleton* ')')?
      ('(' ':functions' functions? ')')?
      action*
    ')'
  ;

requirements : '(' ':requirements' REQUIREMENT+ ')' ;

/** Names without a type at the end are objects. */
typedNames : name+ ('-' type typedNames?)? ;

typedVariables : VARIABLE+ ('-' type typedVariables?)? ;

type : name | '(' 'either' name+ ')' ;

skeleton : '(' name typedVariables? ')' ;

functions : skeleton+ ('-' 'number' functions?)? ;

action
  : '(' ':action' name
      ':parameters' '(' typedVariables? ')'
      (':precondition' (condition | '(' ')'))?
      (':effect' (effect | '(' ')'))?
    ')'
  ;

condition
  : atom
  | '(' '=' expression expression ')'
  | '(' ('<' | '>' | '<=' | '>=') expression expression ')'
  | '(' 'not' condition ')'
  | '(' ('and' | 'or') condition* ')'
  | '(' 'imply' condition condition ')'
  | '(' ('forall' | 'exists') '(' typedVariables? ')' condition ')'
  ;

effect : '(' 'and' singleEffect* ')' | singleEffect ;

singleEffect
  : '(' 'forall' '(' typedVariables? ')' effect ')'
  | '(' 'when' condition (change | '(' 'and' change* ')') ')'
  | change
  ;

change
  : atom
  | '(' 'not' atom ')'
  | '(' ('assign' | 'increase' | 'decrease' | 'scale-up' | 'scale-down') fluent expression ')'
  ;

atom : '(' name term* ')' ;

term : name | VARIABLE ;

/** A term too, for = compares both: objects and numbers. */
expression
  : NUMBER
  | term
  | '(' name term* ')'
  | '(' '-' expression ')'
  | '(' ('+' | '-' | '*' | '/') expression expression ')'
  ;

fluent : '(' name term* ')' | name ;

problem
  : '(' 'define' '(' 'problem' name ')'
      '(' ':domain' name ')'
      requirements?
      ('(' ':objects' typedNames? ')')?
      '(' ':init' initial* ')'
      '(' ':goal' condition ')'
      ('(' ':metric' ('minimize' | 'maximize') metric ')')?
    ')'
  ;

initial
  : ground
  | '(' 'not' ground ')'
  | '(' '=' (ground | name) NUMBER ')'
  ;

ground : '(' name name* ')' ;

metric
  : NUMBER
  | name
  | ground
  | '(' '-' metric ')'
  | '(' ('+' | '-' | '*' | '/') metric metric ')'
  ;

/** What is a keyword only where a name cannot be. */
name : NAME | 'domain' | 'problem' | 'number' | 'minimize' | 'maximize' | 'define' ;

REQUIREMENT
  : ':strips'
  | ':typing'
  | ':negative-preconditions'
  | ':disjunctive-preconditions'
  | ':equality'
  | ':existential-preconditions'
  | ':universal-preconditions'
  | ':quantified-preconditions'
  | ':conditional-effects'
  | ':fluents'
  | ':numeric-fluents'
  | ':adl'
  | ':action-costs'
  ;

NAME : [A-Z] [A-Z0-9_\-]* ;

VARIABLE : '?' NAME ;

NUMBER : '-'? [0-9]+ ('.' [0-9]+)? ;

SPACE : [ \t\r\n]+ -> skip ;

COMMENT : ';' ~[\r\n]* -> skip ;

/** Words end at spaces and parentheses only: a-?b is not three of them. */
WORD : ~[ \t\r\n();]+ ;
