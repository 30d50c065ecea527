parser grammar Commands;
options { tokenVocab = CommandsLexer; }
s : (X Y? | Z | T)* EOF ;
