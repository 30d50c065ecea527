table = {
    "first": [
        1,
        2, 3,
    ],
    # a comment between
    "second": (
        4
    ),

    "third": call(
        a,
        b=[x
           for x in y
           if x],
    ),
}
total = a + \
    b
