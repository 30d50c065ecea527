s = ['a', "b", 'it\'s', "tab\t", '\x41\u00e9\101', r'\d+\'', u'c', b'bytes\x00', '''three
lines 'in' one
''', "con" 'cat']
