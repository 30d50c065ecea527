(define-fun f ((|a name| String) (x.y_z String)) String (str.++ |a name| x.y_z))
