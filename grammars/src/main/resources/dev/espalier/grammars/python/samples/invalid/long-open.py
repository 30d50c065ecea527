"""Functions over lists, texts and numbers."""

from collections import Counter, defaultdict
from typing import Dict, Iterable, List, Optional, Tuple
import itertools
import math


def rolling_max(numbers: List[int]) -> List[int]:
    """The largest number so far, at every place."""
    best = None
    result = []
    for n in numbers:
        if best is None or n > best:
            best = n
        result.append(best)
    return result


def primes(limit: int) -> List[int]:
    sieve = [True] * (limit + 1)
    sieve[0:2] = [False, False]
    for i in range(2, int(math.sqrt(limit)) + 1):
        if sieve[i]:
            for j in range(i * i, limit + 1, i):
                sieve[j] = False
    return [i for i, is_prime in enumerate(sieve) if is_prime]


def factors(n):
    found = []
    divisor = 2
    while n > 1:
        while n % divisor == 0:
            found.append(divisor)
            n //= divisor
        divisor += 1
        if divisor * divisor > n:
            if n > 1:
                found.append(n)
            break
    return found


def is_palindrome(text: str) -> bool:
    letters = [c.lower() for c in text if c.isalnum()]
    return letters == letters[::-1]


def edit_distance(a: str, b: str) -> int:
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        previous, row[0] = row[0], i
        for j, y in enumerate(b, 1):
            cost = previous if x == y else 1 + min(previous, row[j], row[j - 1])
            previous, row[j] = row[j], cost
    return row[-1]


def anagrams(words: Iterable[str]) -> List[List[str]]:
    groups = defaultdict(list)
    for word in words:
        groups["".join(sorted(word))].append(word)
    return sorted(group for group in groups.values() if len(group) > 1)


def roman(number: int) -> str:
    steps = [
        (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"),
        (100, "C"), (90, "XC"), (50, "L"), (40, "XL"),
        (10, "X"), (9, "IX"), (5, "V"), (4, "IV"),
        (1, "I"),
    ]
    result = ""
    for value, letters in steps:
        count, number = divmod(number, value)
        result += letters * count
    return result


def balanced(text: str) -> bool:
    pairs = {")": "(", "]": "[", "}": "{"}
    stack = []
    for c in text:
        if c in pairs.values():
            stack.append(c)
        elif c in pairs:
            if not stack or stack.pop() != pairs[c]:
                return False
        else:
            continue
    return not stack


def top_words(text: str, limit: int = 10, *, ignore: Tuple[str, ...] = ()) -> Dict[str, int]:
    counts = Counter(w.strip(".,;:!?").lower() for w in text.split())
    return {w: n for w, n in counts.most_common(limit) if w and w not in ignore}


def knapsack(items: List[Tuple[int, int]], room: int) -> int:
    best = [0] * (room + 1)
    for weight, value in items:
        for w in range(room, weight - 1, -1):
            best[w] = max(best[w], best[w - weight] + value)
    return best[room]


def queens(n: int) -> int:
    def place(row, columns, left, right):
        if row == n:
            return 1
        total = 0
        for column in range(n):
            a, b = row + column, row - column
            if column in columns or a in left or b in right:
                continue
            total += place(row + 1, columns | {column}, left | {a}, right | {b})
        return total

    return place(0, frozenset(), frozenset(), frozenset())


def collatz(n: int):
    while True:
        yield n
        if n == 1:
            return
        n = n // 2 if n % 2 == 0 else 3 * n + 1


def matrix_product(a, b):
    assert len(a[0]) == len(b), "the shapes do not fit"
    return [[sum(x * y for x, y in zip(row, column)) for column in zip(*b)] for row in a]


def parse_number(text: str) -> Optional[float]:
    try:
        return float(text)
    except ValueError:
        pass
    try:
        numerator, denominator = text.split("/")
        return float(numerator) / float(denominator)
    except (ValueError, ZeroDivisionError) as e:
        print("not a number:", text, e)
        return None
    finally:
        parse_number.calls += 1


def flatten(values):
    for value in values:
        if isinstance(value, (list, tuple)):
            yield from flatten(value)
        else:
            yield value


def spelled(n: int) -> str:
    small = "zero one two three four five six seven eight nine ten eleven twelve".split()
    tens = {2: "twenty", 3: "thirty", 4: "forty", 5: "fifty"}
    if n < len(small):
        return small[n]
    elif n < 20:
        return {13: "thirteen", 15: "fifteen", 18: "eighteen"}.get(n, "teen")
    elif n < 60:
        t, u = divmod(n, 10)
        return tens[t] + ("-" + small[u] if u else "")
    raise ValueError("not spelled: %d" % n)


def schedule(tasks):
    """Orders tasks so that each comes after those it needs."""
    order, marks = [], {}

    def visit(task):
        mark = marks.get(task)
        if mark == "done":
            return
        if mark == "open":
            raise ValueError(f"a cycle at {task!r}")
        marks[task] = "open"
        for other in sorted(tasks.get(task, ())):
            visit(other)
        marks[task] = "done"
        order.append(task)

    for task in tasks:
        visit(task)
    return order


def histogram(values, width=40):
    lines = []
    largest = max(values, default=0) or 1
    for i, value in enumerate(values):
        bar = "#" * int(value / largest * width)
        lines.append(f"{i:>3} {bar:<40} {value:.2f}")
    return "\n".join(lines)


def longest_increasing(numbers):
    tails, links, places = [], {}, []
    for i, n in enumerate(numbers):
        low, high = 0, len(tails)
        while low < high:
            middle = (low + high) // 2
            if numbers[tails[middle]] < n: low = middle + 1
            else: high = middle
        links[i] = tails[low - 1] if low > 0 else None
        if low == len(tails): tails.append(i)
        else: tails[low] = i
    at = tails[-1] if tails else None
    while at is not None:
        places.append(numbers[at])
        at = links[at]
    return places[::-1]


def main():
    print(rolling_max([1, 2, 3, 2, 3, 4, 2]))
    print(primes(30), factors(360), sep="\n")
    for word in ("level", "A man, a plan, a canal: Panama", "python"):
        print(f"{word}: {word.upper()}", is_palindrome(word))
    print(edit_distance("kitten", "sitting"), anagrams(["tea", "ate", "tan"]))
    print(*map(roman, range(1, 11)))
    total = sum(
        n
        for n in itertools.chain(collatz(7), flatten([1, [2, (3, [4])]]))
        if n & 1
    )
    print(top_words("the cat and the dog", 2, ignore=("and",)), total)
    with open("histogram.txt", "w") as out, open("log.txt", mode="a") as log:
        out.write(histogram([3, 1, 4, 1.5, 9, 2.6]))
        log.write("done\n")
    print(schedule({"eat": ["cook"], "cook": ["shop"], "shop": []}))


parse_number.calls = 0

if __name__ == "__main__":
    main() + (
