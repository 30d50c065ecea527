(define-fun f ((x String)) String (str.++ x "a")
