; nothing but a comment
(check-synth)
