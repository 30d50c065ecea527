;;;
(define ; here
(domain d) ; (ignored
);