parser grammar EndAlone;
options { tokenVocab = EndAloneLexer; }
s : NOTHING EOF | (WORD | STRING)+ (BREAK | NOTHING | HALF)? EOF ;
