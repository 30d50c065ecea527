int and = 1;
