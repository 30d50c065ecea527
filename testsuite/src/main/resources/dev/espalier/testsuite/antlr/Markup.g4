parser grammar Markup;
options { tokenVocab = MarkupLexer; }
document : TEXT? element TEXT? EOF ;
element : OPEN NAME attribute* CLOSE content OPEN SLASH NAME CLOSE | OPEN NAME attribute* SLASH_CLOSE ;
attribute : NAME EQUALS VALUE ;
content : TEXT? ((element | REF) TEXT?)* ;
