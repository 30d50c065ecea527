"""A small library of shapes, accounts and a parser of sums."""

from __future__ import annotations

import abc
import re
from dataclasses import dataclass, field


class Shape(abc.ABC):
    """Something with an area."""

    count = 0

    def __init__(self, name):
        self.name = name
        Shape.count += 1

    @abc.abstractmethod
    def area(self) -> float: ...

    def __lt__(self, other):
        return self.area() < other.area()

    def __repr__(self):
        return f"{self.name}({self.size})"


class Rectangle(Shape):
    def __init__(self, width, height):
        super().__init__("rectangle")
        self.width, self.height = width, height

    @property
    def size(self):
        return self.width, self.height

    @size.setter
    def size(self, value):
        self.width, self.height = value

    def area(self):
        return self.width * self.height


class Square(Rectangle):
    def __init__(self, side): super().__init__(side, side)

    @classmethod
    def unit(cls, *, scale=1):
        return cls(1 * scale)


@dataclass(frozen=True, order=True)
class Entry:
    day: int
    amount: float = field(default=0.0, compare=False)
    tags: list[str] = field(default_factory=list)

    def is_large(self, limit: float = 1_000.0) -> bool:
        return not -limit <= self.amount <= limit


class InsufficientFunds(Exception):
    pass


class Account:
    interest: float = 1e-3

    def __init__(self, owner: str, *entries: Entry, **options) -> None:
        self.owner = owner
        self.entries = [*entries]
        self.options = {"overdraft": 0, **options}

    def __len__(self):
        return len(self.entries)

    def __getitem__(self, key):
        if isinstance(key, slice):
            return self.entries[key.start:key.stop:key.step]
        return self.entries[key]

    @property
    def balance(self):
        return sum(e.amount for e in self.entries)

    def book(self, day, amount, *tags):
        after = self.balance + amount
        if after < -self.options["overdraft"]:
            raise InsufficientFunds(f"{self.owner} would have {after:.2f}")
        self.entries.append(Entry(day, amount, list(tags)))
        return after

    def by_tag(self):
        result = {}
        for entry in self.entries:
            for tag in entry.tags or ["none"]:
                result.setdefault(tag, []).append(entry)
        return {tag: sorted(entries, key=lambda e: (-e.amount, e.day))
                for tag, entries in result.items()}

    def pay_interest(self, days):
        try:
            rate = self.options["rate"]
        except KeyError:
            rate = self.interest
        else:
            rate /= 100
        for day in days:
            if self.balance <= 0:
                break
            self.book(day, self.balance * rate, "interest")
        else:
            return True
        return False


class Parser:
    """Reads sums and products with parentheses, and computes them."""

    TOKEN = re.compile(r"\s*(?:(\d+\.?\d*)|(.))")

    def __init__(self, text):
        self.tokens = [(number, other) for number, other in self.TOKEN.findall(text)]
        self.at = 0

    def peek(self):
        if self.at < len(self.tokens):
            return self.tokens[self.at][1]
        return None

    def take(self, wanted):
        if self.peek() != wanted:
            raise SyntaxError("expected %r at %d" % (wanted, self.at))
        self.at += 1

    def value(self):
        result = self.sum()
        if self.at != len(self.tokens):
            raise SyntaxError("more than a sum")
        return result

    def sum(self):
        result = self.product()
        while self.peek() in ("+", "-"):
            sign = 1 if self.peek() == "+" else -1
            self.at += 1
            result += sign * self.product()
        return result

    def product(self):
        result = self.atom()
        while (operator := self.peek()) and operator in "*/":
            self.at += 1
            right = self.atom()
            if operator == "*":
                result *= right
            else:
                if right == 0:
                    raise ZeroDivisionError("at %d" % self.at)
                result /= right
        return result

    def atom(self):
        if self.peek() == "(":
            self.take("(")
            result = self.sum()
            self.take(")")
            return result
        elif self.peek() == "-":
            self.take("-")
            return -self.atom()
        if self.at >= len(self.tokens): raise SyntaxError("the end")
        number, other = self.tokens[self.at]
        if not number:
            raise SyntaxError(f"not expected: {other!r}")
        self.at += 1
        return float(number)


class Grid:
    NEIGHBOURS = [(dx, dy) for dx in (-1, 0, 1) for dy in (-1, 0, 1) if dx or dy]

    def __init__(self, rows):
        self.cells = {
            (x, y)
            for y, row in enumerate(rows)
            for x, c in enumerate(row)
            if c == "#"
        }

    def step(self):
        counts = {}
        for x, y in self.cells:
            for dx, dy in self.NEIGHBOURS:
                place = x + dx, y + dy
                counts[place] = counts.get(place, 0) + 1
        self.cells = {
            place for place, n in counts.items()
            if n == 3 or n == 2 and place in self.cells
        }
        return self

    def __str__(self):
        if not self.cells:
            return ""
        xs, ys = zip(*self.cells)
        lines = []
        for y in range(min(ys), max(ys) + 1):
            line = ""
            for x in range(min(xs), max(xs) + 1):
                line += "#" if (x, y) in self.cells else "."
            lines.append(line)
        return "\n".join(lines)


def test_all():
    shapes = [Square(2), Rectangle(1, 3), Square.unit(scale=3)]
    assert [s.area() for s in sorted(shapes)] == [3, 4, 9]
    assert Shape.count == 3, Shape.count
    account = Account("Ada", Entry(1, 100.0, ["salary"]), overdraft=50)
    account.book(2, -120.5, "rent", "home")
    try:
        account.book(3, -100)
    except InsufficientFunds as e:
        assert "Ada" in str(e)
    else:
        assert False
    assert len(account[0:1]) == 1 and not account.pay_interest(range(4, 6))
    for text, value in {"1 + 2 * 3": 7, "(1 + 2) * -3": -9, "8 / 4 / 2": 1}.items():
        assert Parser(text).value() == value
    blinker = Grid(["...", "###", "..."])
    first = str(blinker)
    assert str(blinker.step()) != first and str(blinker.step()) == first


if __name__ == "__main__":
    test_all()
