(define-fun inv ((s (_ BitVec 8))) (_ BitVec 8) ((_ rotate_left 3) (bvand s #b00001111)))
