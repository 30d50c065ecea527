check-synth
