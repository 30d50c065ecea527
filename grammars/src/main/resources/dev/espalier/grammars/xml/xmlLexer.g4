/**
 * The tokens of the XML grammar. White space is never left out: it means something in content, and
 * inside of tags it belongs to the token that it stands before.
 */
lexer grammar xmlLexer;

DECLARATION
  : '<?xml' S 'version' EQ ('"1.0"' | '\'1.0\'')
      (S 'encoding' EQ ('"' UTF8 '"' | '\'' UTF8 '\''))?
      (S 'standalone' EQ ('"' YES_NO '"' | '\'' YES_NO '\''))?
      S? '?>'
  ;

/** Two hyphens end a comment. */
COMMENT : '<!--' (NOT_HYPHEN | '-' NOT_HYPHEN)* '-->' ;

/** Any name but xml. */
INSTRUCTION : '<?' TARGET (S CHARACTER*?)? '?>' ;

CDATA : '<![CDATA[' CHARACTER*? ']]>' ;

DATA : '<data' -> pushMode(TAG) ;
LIST : '<list' -> pushMode(TAG) ;
ITEM : '<item' -> pushMode(TAG) ;
NAME : '<name' -> pushMode(TAG) ;
VALUE : '<value' -> pushMode(TAG) ;
TITLE : '<title' -> pushMode(TAG) ;
NOTE : '<note' -> pushMode(TAG) ;
P : '<p' -> pushMode(TAG) ;
A : '<a' -> pushMode(TAG) ;
B : '<b' -> pushMode(TAG) ;

DATA_END : '</data' S? '>' ;
LIST_END : '</list' S? '>' ;
ITEM_END : '</item' S? '>' ;
NAME_END : '</name' S? '>' ;
VALUE_END : '</value' S? '>' ;
TITLE_END : '</title' S? '>' ;
NOTE_END : '</note' S? '>' ;
P_END : '</p' S? '>' ;
A_END : '</a' S? '>' ;
B_END : '</b' S? '>' ;

/** An element of any name: it stays empty, for what closes it could not be told. */
OTHER : '<' NAME_TEXT -> pushMode(TAG) ;

REFERENCE : REFERENCE_TEXT ;

SPACE : S ;

/** Without ]]>, so no two of these stand side by side. */
TEXT : (NOT_BRACKET | ']' '>' | ']'+ NOT_BRACKET_OR_GREATER)+ ']'* | ']'+ ;

fragment NOT_BRACKET
  : [\t\n\r\u0020-\u0025\u0027-\u003B\u003D-\u005C\u005E-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]
  ;

fragment NOT_BRACKET_OR_GREATER
  : [\t\n\r\u0020-\u0025\u0027-\u003B\u003D\u003F-\u005C\u005E-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]
  ;

fragment NOT_HYPHEN
  : [\t\n\r\u0020-\u002C\u002E-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]
  ;

fragment CHARACTER : [\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}] ;

fragment S : [ \t\r\n]+ ;

fragment EQ : S? '=' S? ;

fragment UTF8 : [uU] [tT] [fF] '-8' ;

fragment YES_NO : 'yes' | 'no' ;

/** Names of letters that all editions of XML 1.0 know, and without colons. */
fragment NAME_TEXT : NAME_START NAME_PART* ;

fragment NAME_START : [A-Za-z_\u00C0-\u00D6\u00D8-\u00F6\u00F8-\u00FF] ;

fragment NAME_PART : NAME_START | [\-.0-9\u00B7] ;

fragment TARGET
  : [A-WYZa-wyz_\u00C0-\u00D6\u00D8-\u00F6\u00F8-\u00FF] NAME_PART*
  | [xX] ([A-LN-Za-ln-z_\-.0-9\u00B7\u00C0-\u00D6\u00D8-\u00F6\u00F8-\u00FF] NAME_PART*)?
  | [xX] [mM] ([A-KM-Za-km-z_\-.0-9\u00B7\u00C0-\u00D6\u00D8-\u00F6\u00F8-\u00FF] NAME_PART*)?
  | [xX] [mM] [lL] NAME_PART+
  ;

/** The five entities that need no declaration, and characters that XML allows. */
fragment REFERENCE_TEXT
  : '&' ('amp' | 'lt' | 'gt' | 'quot' | 'apos') ';'
  | '&#' '0'* DECIMAL ';'
  | '&#x' '0'* HEXADECIMAL ';'
  ;

/** Up to 54999. */
fragment DECIMAL
  : '9' | '10' | '13'
  | '3' [2-9] | [4-9] D
  | [1-9] D D
  | [1-9] D D D
  | [1-4] D D D D
  | '5' [0-4] D D D
  ;

fragment HEXADECIMAL
  : '9' | [aAdD]
  | [2-9a-fA-F] H
  | [1-9a-fA-F] H H
  | [1-9a-cA-CeE] H H H
  | [dD] [0-7] H H
  | [fF] ([0-9a-eA-E] H H | [fF] ([0-9a-eA-E] H | [fF] [0-9a-dA-D]))
  | [1-9a-fA-F] H H H H
  | '10' H H H H
  ;

fragment D : [0-9] ;

fragment H : [0-9a-fA-F] ;

mode TAG;

ID : S 'id' ;
CLASS : S 'class' ;
HREF : S 'href' ;
LANG : S 'xml:lang' ;
ATTRIBUTE : S NAME_TEXT ;

EQUALS : EQ ;

STRING
  : '"' (NOT_QUOTE | REFERENCE_TEXT)* '"'
  | '\'' (NOT_APOSTROPHE | REFERENCE_TEXT)* '\''
  ;

END : S? '>' -> popMode ;

EMPTY_END : S? '/>' -> popMode ;

fragment NOT_QUOTE
  : [\t\n\r\u0020\u0021\u0023-\u0025\u0027-\u003B\u003D-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]
  ;

fragment NOT_APOSTROPHE
  : [\t\n\r\u0020-\u0025\u0028-\u003B\u003D-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]
  ;
