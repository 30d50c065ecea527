(define-fun f ((x Int)) Bool (not x x))
