(define-fun f () Int 01)
