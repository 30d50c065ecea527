parser grammar ImportedRules;
pair : value EQ value ;
value : NEVER ;
