parser grammar Switch;
options { tokenVocab = SwitchLexer; }
s : (A | B | C | UP | BACK)* EOF ;
