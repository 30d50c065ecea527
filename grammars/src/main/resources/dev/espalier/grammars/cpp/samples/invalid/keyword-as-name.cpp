int class = 1;
