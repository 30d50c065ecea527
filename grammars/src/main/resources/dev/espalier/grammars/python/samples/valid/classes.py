class Point(Base, metaclass=Meta):
    """A point."""

    x: int = 0
    __slots__ = ("x", "y")

    def __init__(self, x, y):
        self.x, self.y = x, y

    @property
    def length(self):
        return (self.x ** 2 + self.y ** 2) ** 0.5


class Empty: pass


class Other():
    class Inner(Empty):
        pass
