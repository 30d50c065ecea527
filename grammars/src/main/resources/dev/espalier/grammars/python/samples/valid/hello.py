def hello(name: str = "world") -> str:
    """Greets somebody.

    In two paragraphs, with "quotes" and a \\ in them.
    """
    return f"Hello, {name}!"


print(hello())
