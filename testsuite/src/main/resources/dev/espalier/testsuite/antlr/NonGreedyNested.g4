grammar NonGreedyNested;
s : (BLOCK | X)* EOF ;
BLOCK : '{' (INNER | .)*? '}' ;
X : [xy} ] ;
fragment INNER : '(' (X .)*? ')' | '[' .+? ']' ;
