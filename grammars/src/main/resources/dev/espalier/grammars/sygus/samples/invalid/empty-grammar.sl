(synth-fun f () Int ((I Int)) ())
