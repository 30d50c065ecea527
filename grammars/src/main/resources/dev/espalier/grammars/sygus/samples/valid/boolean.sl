(define-fun p ((x Int)) Bool (and (not (= x 0)) (or (< x 10) (=> true (distinct x 20)))))
