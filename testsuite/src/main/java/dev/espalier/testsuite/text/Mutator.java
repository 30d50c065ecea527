package dev.espalier.testsuite.text;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Texts one edit away from given ones: of a character, which mostly makes them wrong, or of a whole
 * word, which often does not.
 */
public final class Mutator {
  private static final Pattern WORD = Pattern.compile("\\w+|[^\\w\\s]");

  private final SplittableRandom random;
  private final List<String> words;
  private final List<String> heads; // those that stood right behind a parenthesis
  private final int[] characters;

  /**
   * @param texts whose words and characters are put in
   */
  public Mutator(List<String> texts, SplittableRandom random) {
    this.random = random;
    TreeSet<String> found = new TreeSet<>();
    TreeSet<String> leading = new TreeSet<>();
    TreeSet<Integer> letters = new TreeSet<>();
    for (String text : texts) {
      Matcher matcher = WORD.matcher(text);
      while (matcher.find()) {
        (leads(text, matcher.start()) ? leading : found).add(matcher.group());
      }
      text.codePoints().forEach(letters::add);
    }
    letters.add((int) 'x');
    letters.add((int) '\n');
    this.words = new ArrayList<>(found);
    this.heads = new ArrayList<>(leading);
    this.characters = letters.stream().mapToInt(Integer::intValue).toArray();
  }

  /** A text with one edit; seldom the text itself. */
  public String edit(String text) {
    return random.nextBoolean() ? editWord(text) : editCharacter(text);
  }

  private String editWord(String text) {
    List<int[]> places = new ArrayList<>();
    Matcher matcher = WORD.matcher(text);
    while (matcher.find()) {
      places.add(new int[] {matcher.start(), matcher.end()});
    }
    if (places.isEmpty()) {
      return editCharacter(text);
    }
    int[] place = places.get(random.nextInt(places.size()));
    // Mostly by one that stood in such a place.
    List<String> others = leads(text, place[0]) == random.nextInt(4) > 0 ? heads : words;
    if (others.isEmpty()) {
      return editCharacter(text);
    }
    return text.substring(0, place[0])
        + others.get(random.nextInt(others.size()))
        + text.substring(place[1]);
  }

  private static boolean leads(String text, int at) {
    return at > 0 && text.charAt(at - 1) == '(';
  }

  private String editCharacter(String text) {
    List<Integer> all = new ArrayList<>(text.codePoints().boxed().toList());
    int kind = all.isEmpty() ? 0 : random.nextInt(4);
    int at = random.nextInt(all.size() + (kind == 0 ? 1 : 0));
    int character = characters[random.nextInt(characters.length)];
    switch (kind) {
      case 0 -> all.add(at, character);
      case 1 -> all.remove(at);
      case 2 -> all.set(at, character);
      default -> all.add(random.nextInt(all.size()), all.remove(at));
    }
    StringBuilder edited = new StringBuilder();
    all.forEach(edited::appendCodePoint);
    return edited.toString();
  }
}
