package dev.espalier.compiler.lark;

import java.util.ArrayList;
import java.util.List;

/** A grammar that is whole in itself, that at the top or a nested one: it ignores what it says. */
final class LarkUnit {
  record Ignored(Syntax body, LarkScope scope) {}

  final List<Ignored> ignored = new ArrayList<>();
  boolean once; // at one place no more than one ignored text
}
