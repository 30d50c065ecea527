(define-fun f () (BitVec 4) #xg)
