(declare-var |x Int)
