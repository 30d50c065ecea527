grammar Unicode;
s : (ID | EMOJI | PAIR | LAST | QUOTED | OTHER)* EOF ;
ID : [\p{L}_] [\p{L}\p{Nd}_]* ;
EMOJI : [\u{1F300}-\u{1F5FF}\u{1F680}] ;
PAIR : '\u{1D11E}' '\u{1D122}' | '\u20ac' [\u0300-\u036f]+ ;
LAST : [\u{10FFFE}-\u{10FFFF}] ;
QUOTED : '\u00ab' ~[\u00ab\u00bb\u{1F300}-\u{1FFFF}]* '\u00bb' ;
OTHER : [\p{White_Space}] | '\u0000' ;
