import functools
from . import sibling
from ..package.module import (
    first,
    second as third,
)


@functools.lru_cache(maxsize=None)
@staticmethod
def f(a, b: int, c=1, *args, d, e=2, **kwargs) -> "f":
    global counter
    def inner():
        nonlocal_ = 1
        nonlocal a
        yield
        x = yield a, b
        yield from inner()
    return lambda x, y=2, *z, **w: x


def g(*, key): return key


def h(
    first: int,
    second: str = "b",  # with a comment
) -> None:
    assert first > 0, "first"
