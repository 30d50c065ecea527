grammar Imports;
import ImportedRules, ImportedTokens;
s : (pair | value)+ EOF ;
value : ID | NUMBER ;
ID : [a-z]+ ;
