(define-fun f ((x (BitVec 4))) (BitVec 4) (bvand x true))
