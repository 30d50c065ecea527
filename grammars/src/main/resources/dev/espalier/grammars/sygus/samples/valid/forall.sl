(constraint (forall ((x Int) (y Int)) (=> (< x y) (<= (g x) (g y)))))
