grammar Priorities;
// Among matches of one length the first rule wins; a longer one of a later rule beats it.
s : (first '-' second? | third fourth)* EOF ;
first : AB ;
second : WORD ;
third : ABC | BA ;
fourth : ANY ;
AB : 'ab' ;
ABC : 'abc' ;
BA : 'ba' | 'bc' ;
WORD : [ab]+ ;
ANY : . ;
