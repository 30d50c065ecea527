package dev.espalier.grammars;

import de.marhali.json5.Json5;

/** The JSON5 library. */
final class Json5Judge {

  private Json5Judge() {}

  static void check(String text) {
    new Json5().parse(text);
  }
}
