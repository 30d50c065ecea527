package dev.espalier.compiler.json;

import java.util.ArrayList;
import java.util.List;

/** The types of JSON values, the two booleans apart: what a value's first byte tells. */
enum JsonType {
  NULL,
  FALSE,
  TRUE,
  NUMBER,
  STRING,
  ARRAY,
  OBJECT;

  static final int COUNT = 7;
  static final int ALL = (1 << COUNT) - 1;

  int bit() {
    return 1 << ordinal();
  }

  static List<String> names(int set) {
    List<String> names = new ArrayList<>();
    for (JsonType type : values()) {
      if ((set & type.bit()) != 0) {
        names.add(type.name().toLowerCase(java.util.Locale.ROOT));
      }
    }
    return names;
  }
}
