parser grammar Interpolation;
options { tokenVocab = InterpolationLexer; }
s : e* EOF ;
e : ID | OPEN part* CLOSE | LEFT e* RIGHT ;
part : CHARS | INSERT e* RIGHT ;
