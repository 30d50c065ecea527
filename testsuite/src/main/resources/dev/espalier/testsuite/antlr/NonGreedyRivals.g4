grammar NonGreedyRivals;
// One rule stops early; another, greedy one may go on.
s : (LAZY | GREEDY | TAIL)* EOF ;
LAZY : 'a' .*? 'b' | 'a' .*? 'c' ;
GREEDY : 'a' [a-c]* 'd' ;
TAIL : [b-d] ;
