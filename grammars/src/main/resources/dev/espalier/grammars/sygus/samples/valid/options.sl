(set-logic SLIA)(set-feature :grammars true)(set-option :random-seed 42)(set-info :source |made up|)
