with open("a") as f, open("b", "w") as g:
    for line in f: g.write(line)
with lock: pass
with a as b.c, d as (e, f):
    pass
