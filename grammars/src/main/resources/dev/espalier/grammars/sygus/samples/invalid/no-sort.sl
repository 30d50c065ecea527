(define-fun f ((x)) String x)
