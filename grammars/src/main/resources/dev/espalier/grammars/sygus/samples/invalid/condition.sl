(define-fun f ((x Int)) Int (ite 1 x x))
