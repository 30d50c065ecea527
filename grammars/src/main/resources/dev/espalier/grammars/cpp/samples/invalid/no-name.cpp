int = 3;
