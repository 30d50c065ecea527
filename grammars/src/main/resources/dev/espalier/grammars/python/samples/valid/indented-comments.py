def f():
    # one
        # two, deeper

    x = 1
# three

    return x  # four

# five
