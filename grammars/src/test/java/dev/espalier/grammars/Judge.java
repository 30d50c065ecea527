package dev.espalier.grammars;

import java.util.List;
import java.util.Optional;

/** Decides whether a text is syntactically right. */
interface Judge {
  /** Why not; empty if it is. */
  Optional<String> refusal(String text);

  /** The same for many texts, where starting is what costs. */
  default List<Optional<String>> refusals(List<String> texts) {
    return texts.stream().map(this::refusal).toList();
  }
}
