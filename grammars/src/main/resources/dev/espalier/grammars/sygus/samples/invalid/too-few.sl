(define-fun f ((x String)) String (str.replace x "a"))
