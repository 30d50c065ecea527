(declare-var let Int)
