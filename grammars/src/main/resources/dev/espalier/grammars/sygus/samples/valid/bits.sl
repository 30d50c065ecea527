(define-fun inv ((s (BitVec 4)) (t (BitVec 4))) (BitVec 4) (bvneg (bvadd s (bvnot (bvshl #x7 t)))))
