/**
 * XML 1.0 (fifth edition) without document type declarations.
 *
 * That both tags of an element have one name, and that no attribute comes twice, no context-free
 * grammar says of all names. So paired tags have one of ten names, an element of any other name is
 * empty; and an element has at most one attribute of any name, before four in a fixed order. Who needs
 * other names adds them here and to xmlLexer.
 */
parser grammar xml;

options { tokenVocab = xmlLexer; }

document : DECLARATION? misc* element misc* EOF ;

misc : COMMENT | INSTRUCTION | SPACE ;

element
  : OTHER attributes EMPTY_END
  | DATA attributes (EMPTY_END | END content DATA_END)
  | LIST attributes (EMPTY_END | END content LIST_END)
  | ITEM attributes (EMPTY_END | END content ITEM_END)
  | NAME attributes (EMPTY_END | END content NAME_END)
  | VALUE attributes (EMPTY_END | END content VALUE_END)
  | TITLE attributes (EMPTY_END | END content TITLE_END)
  | NOTE attributes (EMPTY_END | END content NOTE_END)
  | P attributes (EMPTY_END | END content P_END)
  | A attributes (EMPTY_END | END content A_END)
  | B attributes (EMPTY_END | END content B_END)
  ;

attributes
  : (ATTRIBUTE EQUALS STRING)?
    (ID EQUALS STRING)?
    (CLASS EQUALS STRING)?
    (HREF EQUALS STRING)?
    (LANG EQUALS STRING)?
  ;

content : characters? ((element | REFERENCE | CDATA | COMMENT | INSTRUCTION) characters?)* ;

characters : TEXT | SPACE ;
