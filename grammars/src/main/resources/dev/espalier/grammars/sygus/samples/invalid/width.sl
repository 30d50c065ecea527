(declare-var x (BitVec four))
