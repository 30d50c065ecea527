(constraint (= "a" 1))
