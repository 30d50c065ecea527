// A comment
/* another one
   on two lines */ int x = 1; // last
/**/ int y = x / 2; /* * / ** */
// no line end after this