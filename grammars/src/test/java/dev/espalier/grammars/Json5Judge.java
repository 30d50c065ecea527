package dev.espalier.grammars;

import de.marhali.json5.Json5;
import de.marhali.json5.config.Json5Options;

/** The JSON5 library. */
final class Json5Judge {

  private Json5Judge() {}

  static void check(String text) {
    new Json5(Json5Options.builder().allowNaN().allowInfinity().allowInvalidSurrogates().build())
        .parse(text);
  }
}
