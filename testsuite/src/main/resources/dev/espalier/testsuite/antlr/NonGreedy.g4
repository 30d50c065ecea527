grammar NonGreedy;
// Loops that stop as soon as they can, with several ends and with rules that compete.
s : (angle | paren | bar | dots | maybe | hash | other)* EOF ;
angle : ANGLE ;
paren : PAREN ;
bar : BAR ;
dots : DOTS ;
maybe : MAYBE ;
hash : HASH ;
other : OTHER ;
ANGLE : '<' .*? ('>' | '>>') ;
PAREN : '(' ('a' | .*? ')') ;
BAR : '|' .+? '|' ;
DOTS : '.' ('a' .*? 'b')+? 'c' ;
MAYBE : 'a' 'b'?? ('c' | 'bd')?? ;
HASH : '#' ('a' | 'b')*? ('b' | 'ba' 'c') ;
OTHER : 'b' | 'c' | 'd' | '>' ;
