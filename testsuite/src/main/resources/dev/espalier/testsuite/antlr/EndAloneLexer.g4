lexer grammar EndAloneLexer;
// The end of the text alone is matched in an empty text, and where a token goes on; nowhere else.
NOTHING : EOF ;
WORD : [ab]+ ;
QUOTE : '"' -> more, mode(IN) ;
DASH : '-' -> more ;
HALF : '+' ;
mode IN;
STRING : '"' -> mode(DEFAULT_MODE) ;
CHAR : [ab] -> more ;
BREAK : EOF ;
