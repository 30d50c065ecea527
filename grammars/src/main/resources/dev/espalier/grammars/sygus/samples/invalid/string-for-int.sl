(define-fun f ((x String)) Int (+ 1 "a"))
