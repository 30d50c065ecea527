package dev.espalier.testsuite.canvas;

import dev.espalier.compiler.Canvas;
import dev.espalier.compiler.Canvas.Hole;
import dev.espalier.compiler.Canvas.Part;
import dev.espalier.compiler.Canvas.Text;
import dev.espalier.compiler.Canvas.Token;
import dev.espalier.compiler.Vocabulary;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Predicate;

/** Small vocabularies and canvases, and what filling the holes in every way comes to. */
final class SmallWorld {
  static final int EOS = 0;
  static final int PAD = 1;

  private final SplittableRandom random;
  private final Vocabulary vocabulary;

  /**
   * @param pieces what tokens of several characters are made of
   * @param singles the bytes that are tokens
   */
  SmallWorld(SplittableRandom random, List<String> pieces, int[] singles) {
    this.random = random;
    Vocabulary.Builder builder =
        Vocabulary.builder().special(EOS, "<end>").special(PAD, "<pad>").eos(EOS);
    for (int b : singles) {
      builder.add(new byte[] {(byte) b});
    }
    for (int i = random.nextInt(5); i > 0; i--) {
      StringBuilder text = new StringBuilder();
      for (int j = random.nextInt(3) + 1; j >= 0; j--) {
        text.append(pieces.get(random.nextInt(pieces.size())));
      }
      builder.add(text.toString());
    }
    this.vocabulary = builder.build();
  }

  Vocabulary vocabulary() {
    return vocabulary;
  }

  /** A canvas of at most eight parts, in whose holes are at most four tokens. */
  Canvas canvas() {
    List<Part> parts = new ArrayList<>();
    int left = 3;
    for (int i = random.nextInt(8); i >= 0; i--) {
      int kind = random.nextInt(10);
      if (kind < 4 && left > 0) {
        int max = 1 + random.nextInt(left);
        left -= max;
        parts.add(new Hole(random.nextInt(max + 1), max));
      } else if (kind == 4) {
        parts.add(Text.of(vocabulary.bytes(letter())));
      } else if (kind == 5 && random.nextInt(4) == 0) {
        parts.add(new Token(random.nextInt(2)));
      } else {
        parts.add(new Token(letter()));
      }
    }
    return new Canvas(parts);
  }

  /** A token that has bytes. */
  int letter() {
    return 2 + random.nextInt(vocabulary.size() - 2);
  }

  private record Filled(String text, boolean ended) {}

  /** Whether some filling is a text. */
  boolean completable(Canvas canvas, Predicate<String> judge) {
    Set<Filled> all = new HashSet<>(Set.of(new Filled("", false)));
    for (Part part : canvas.parts()) {
      Set<Filled> next = new HashSet<>();
      switch (part) {
        case Token token -> all.forEach(f -> step(f, token.id(), next));
        case Text text ->
            all.forEach(f -> {
              if (!f.ended || text.bytes().isEmpty()) {
                next.add(new Filled(f.text + text.bytes(), f.ended));
              }
            });
        case Hole hole -> {
          Set<Filled> within = all;
          for (int n = 0; n <= hole.max(); n++) {
            if (n >= hole.min()) {
              next.addAll(within);
            }
            Set<Filled> longer = new HashSet<>();
            for (Filled f : within) {
              for (int token = 0; token < vocabulary.size(); token++) {
                step(f, token, longer);
              }
            }
            within = longer;
          }
        }
      }
      all = next;
    }
    return all.stream().map(Filled::text).distinct().anyMatch(judge);
  }

  private void step(Filled filled, int token, Set<Filled> into) {
    if (token == EOS || (token == PAD && filled.ended)) {
      into.add(new Filled(filled.text, true));
    } else if (token != PAD && !filled.ended) {
      into.add(new Filled(filled.text + text(token), false));
    }
  }

  private String text(int token) {
    return new String(vocabulary.bytes(token), StandardCharsets.ISO_8859_1);
  }

  /** Whether a filling keeps to a canvas, and is a text. */
  boolean isFilling(Canvas canvas, List<List<Integer>> filling, Predicate<String> judge) {
    StringBuilder text = new StringBuilder();
    boolean ended = false;
    if (filling.size() != canvas.size()) {
      return false;
    }
    for (int i = 0; i < canvas.size(); i++) {
      StringBuilder own = new StringBuilder();
      for (int token : filling.get(i)) {
        if (ended ? token != EOS && token != PAD : token == PAD) {
          return false;
        }
        ended |= token == EOS;
        own.append(text(token));
      }
      int count = filling.get(i).size();
      boolean kept =
          switch (canvas.at(i)) {
            case Token token -> filling.get(i).equals(List.of(token.id()));
            case Text known -> known.bytes().contentEquals(own);
            case Hole hole -> count >= hole.min() && count <= hole.max();
          };
      if (!kept) {
        return false;
      }
      text.append(own);
    }
    return judge.test(text.toString());
  }
}
