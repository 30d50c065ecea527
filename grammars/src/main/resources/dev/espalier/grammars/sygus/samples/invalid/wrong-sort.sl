(define-fun f ((x String)) String (str.len x))
