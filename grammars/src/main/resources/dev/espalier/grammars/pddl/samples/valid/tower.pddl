; Four blocks.
(define (problem tower)
  (:domain blocks)
  (:objects a b c d - block)
  (:init (on-table a) (on b a) (on-table c) (on-table d)
         (clear b) (clear c) (clear d) (hand-empty))
  (:goal (and (on a b) (on b c) (on c d))))
