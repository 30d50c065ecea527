(define-fun f ((a String) (b String)) String (let ((_let_1 (str.++ "," (str.++ " " b)))) (str.++ a (ite (str.contains a " ") _let_1 _let_1))))
