(define-fun f ((x String)) String "a ""quoted"" word")
