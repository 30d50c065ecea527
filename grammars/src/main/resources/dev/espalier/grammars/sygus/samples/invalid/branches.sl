(define-fun f ((x Int)) Int (ite (< x 1) 2 "two"))
