(define-fun f ((x String)) String (ite (str.contains x "USA") x (str.++ x ", " "USA")))
