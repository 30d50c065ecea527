def f(a):
    if a:
        for b in a:
            while b:
                try:
                    with b as c:
                        if c:
                            if not c:
                                return 8
                            return 7
                        return 6
                except ValueError as e:
                    raise RuntimeError("5") from e
                finally:
                    pass
            return 3
    return 1
