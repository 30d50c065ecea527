(define-fun f () Int (- 7 (+ 1 -1 (* 2 3))))
