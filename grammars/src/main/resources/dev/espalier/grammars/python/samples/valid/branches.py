if a: b = 1
elif c:
    b = 2
elif d: pass
else:
    b = 3
for x, *rest in pairs:
    continue
else:
    print("done")
while True: break
try:
    import numpy as np
except (ImportError, ValueError) as e:
    np = None
except KeyError:
    pass
except:
    raise
else:
    np.zeros(3)
finally:
    del x, rest[0]
