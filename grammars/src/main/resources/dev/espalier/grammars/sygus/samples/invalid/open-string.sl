(define-fun f () String "abc)
