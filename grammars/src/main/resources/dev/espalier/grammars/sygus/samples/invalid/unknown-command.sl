(define-function f () Int 1)
