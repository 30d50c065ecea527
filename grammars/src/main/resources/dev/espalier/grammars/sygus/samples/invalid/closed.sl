(check-synth))
