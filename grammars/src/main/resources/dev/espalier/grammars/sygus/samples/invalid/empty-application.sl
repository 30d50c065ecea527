(constraint ())
