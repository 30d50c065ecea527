grammar Layout;
// Skipped text at the ends and between, tokens that skipped text would swallow.
s : (WORD | BANG WORD)* DOT? EOF ;
WORD : 'a' 'b'* ;
BANG : '!' ;
DOT : '..' ;
SKIPPED : (' ' | '.' ' ' | '!!')+ -> skip ;
