parser grammar More;
options { tokenVocab = MoreLexer; }
s : (STRING | TWO STRING? | WHOLE TWO)* EOF ;
