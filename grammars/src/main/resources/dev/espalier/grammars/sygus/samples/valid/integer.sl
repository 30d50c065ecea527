(define-fun max2 ((x Int) (y Int)) Int (ite (>= x y) x y))
