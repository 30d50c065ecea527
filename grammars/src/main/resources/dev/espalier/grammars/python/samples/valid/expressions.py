a = b = c = d = 0
a, b = b, a
(a, b), *c = f(x)
x = not a and b or c if d else lambda: None
y = -a ** 2 // b % c @ d << 2 >> 1 & 3 | 4 ^ ~5
z = a < b <= c != d is not None and e not in f or g is h
i = [x for x in range(10) if x % 2 == 0 if x]
j = {k: v for k, v in pairs.items()}
k = {a, *b}
l = {**a, "b": 1, }
m = (x ** 2 for x in i)
n = sum(x for x in i)
o = a[1:2, ::3, ...][-1][:]
p = f(1, *args, key=2, **kwargs)
q = ()
r = (1,)
s = 1, 2, *r
x += 1; y -= 2; z **= 3; i[0] //= 4
t: int = 3
self.u: str
(v := 5)
w = yield_ = f"{a}" "b" f'{c!r:>10} {{d}} {e.f[0]["g"]()}'
