(define-fun f ((_arg_0 String)) String _arg_0)
