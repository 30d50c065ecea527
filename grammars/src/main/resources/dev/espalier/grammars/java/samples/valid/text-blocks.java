class Text {
  String a = """
      Hello, "world"!
        \"""not the end\"""
      tab\tline \
      joined\s
      """;
  String b = "\u00e9\n\0\377\\", c = "a" + '\'' + '"' + '\u20ac';
}
