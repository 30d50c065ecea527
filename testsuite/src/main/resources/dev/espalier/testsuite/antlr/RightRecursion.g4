grammar RightRecursion;
s : list EOF ;
list : item list | item ;
item : 'a' | '(' list? ')' | 'b' item ;
