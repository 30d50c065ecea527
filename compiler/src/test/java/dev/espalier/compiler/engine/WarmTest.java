package dev.espalier.compiler.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.espalier.compiler.Constraint;
import dev.espalier.compiler.LimitExceeded;
import dev.espalier.compiler.TokenMask;
import dev.espalier.compiler.Vocabulary;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Which masks are made ahead: counted, in a language of which every text is a text. */
class WarmTest {
  private static final Vocabulary VOCABULARY =
      Vocabulary.builder().add("a").add("b").add("c").add("d").special(4, "<end>").eos(4).build();
  private static final VocabularyIndex INDEX = new VocabularyIndex(VOCABULARY);

  private final Set<String> made = new TreeSet<>(); // the texts behind which masks were made

  private static final class Letters implements ByteState.Walker<Letters> {
    private final StringBuilder read;

    private Letters(String read) {
      this.read = new StringBuilder(read);
    }

    @Override
    public boolean step(int b) {
      if (b == 'd') {
        return false;
      }
      read.append((char) b);
      return true;
    }

    @Override
    public boolean accepting() {
      return true;
    }

    @Override
    public Letters copy() {
      return new Letters(read.toString());
    }
  }

  private final class At extends ByteState<Letters> {
    private final String read;

    private At(String read) {
      super(INDEX, false);
      this.read = read;
    }

    @Override
    protected Letters walker() {
      return new Letters(read);
    }

    @Override
    protected ByteState<Letters> at(Letters walker) {
      return new At(walker.read.toString());
    }

    @Override
    protected ByteState<Letters> end() {
      return this;
    }

    @Override
    protected TokenMask compute() {
      made.add(read);
      if (read.endsWith("b")) {
        throw new LimitExceeded("b", 1, "making a mask");
      }
      return TokenMask.ofIds(new int[] {0, 1, 2, 4}, VOCABULARY.size());
    }

    @Override
    public Representatives representatives() {
      return new Representatives(new int[] {3, 0, 1, 2}, true); // 'd' is not in the mask
    }

    @Override
    protected void complete(Ending ending) {}

    @Override
    public Constraint constraint() {
      throw new AssertionError();
    }
  }

  @Test
  void masksAreMadeBehindWhatStandsForTheOthers() {
    assertEquals(2, new At("").warm(9));
    assertEquals(Set.of("a", "b", "c"), made); // that behind b ended in a limit, and is not counted
  }

  @Test
  void noMoreAreMadeThanAskedFor() {
    assertEquals(1, new At("").warm(1));
    assertEquals(Set.of("a"), made);
    assertEquals(0, new At("c").warm(0));
    assertEquals(Set.of("a"), made);
  }
}
