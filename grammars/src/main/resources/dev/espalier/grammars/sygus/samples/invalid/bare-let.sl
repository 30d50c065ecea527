(define-fun f () Int (let () 1))
