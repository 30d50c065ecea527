/**
 * Comma-separated values, after RFC 4180: records end with CR LF, and a field that holds quotes,
 * commas or line ends is quoted. The RFC's TEXTDATA is printable ASCII; other code points from U+00A0
 * on are allowed too, for its charset parameter may say so.
 *
 * A line end at the end of the text is optional: what follows it is the record of one empty field.
 */
grammar csv;

file : record (LINE_END record)* EOF ;

record : field? (',' field?)* ;

field : PLAIN | QUOTED ;

PLAIN : TEXT+ ;

QUOTED : '"' (TEXT | [,\r\n] | '""')* '"' ;

LINE_END : '\r\n' ;

fragment TEXT : [\u0020\u0021\u0023-\u002B\u002D-\u007E\u00A0-\u{10FFFF}] ;
