// SPDX-License-Identifier: Apache-2.0
package dev.whittle.synthetic.planted;

import dev.whittle.synthetic.family.Draw;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiFunction;

/** Small edits of the wording that keep every number and the meaning. */
public final class WordEdits {
  /**
   * Above the 0.8 at which shared text is commonly called a duplicate, with room for another way of
   * counting.
   */
  private static final double ENOUGH = 0.85;

  private static final String[] FIRST_WORDS = {
    "Now", "Again", "Here", "First", "Next", "Quickly", "Carefully"
  };
  private static final String[] LAST_WORDS = {"Thanks.", "Explain.", "Please."};
  private static final String[][] SWAPS = {
    {"Find ", "Determine "},
    {"Find ", "Calculate "},
    {"What is ", "State "},
    {"How many ", "What number of "},
    {"Compute ", "Calculate "},
    {"Compute ", "Determine "},
    {"Solve ", "Work through "},
    {"buys ", "purchases "},
    {" is drawn", " is picked"},
    {" are drawn", " are picked"},
    {" starts with ", " begins with "},
    {" another ", " a different one "},
    {" together", " jointly"},
    {"What is the ", "Give the "}
  };
  private static final String[] ZH_FIRST = {"请问", "请看题", "已知"};
  private static final String[][] ZH_SWAPS = {
    {"一共", "总共"}, {"各有多少", "各有几"}, {"多少元", "几元"}, {"共", "合计"}, {"出售", "售出"}
  };

  private record Named(String name, BiFunction<String, Draw, String> edit) {}

  private static final List<Named> ENGLISH =
      List.of(
          new Named("first-word", (text, draw) -> draw.of(FIRST_WORDS) + ", " + lowerFirst(text)),
          new Named("last-word", (text, draw) -> text + " " + draw.of(LAST_WORDS)),
          new Named("other-word", (text, draw) -> swap(text, SWAPS, draw)),
          new Named("article", (text, draw) -> once(text, " the ", " ")),
          new Named("typo", WordEdits::typo));
  private static final List<Named> CHINESE =
      List.of(
          new Named("first-word", (text, draw) -> draw.of(ZH_FIRST) + "，" + text),
          new Named("other-word", (text, draw) -> swap(text, ZH_SWAPS, draw)));

  private WordEdits() {}

  /**
   * The text with the first edit, in drawn order, after which it still shares at least 0.85 of its
   * runs of words; empty when every edit changes a short text too much.
   *
   * @param language {@code en} or {@code zh}
   */
  public static Optional<Edit> apply(String text, String language, Draw draw) {
    List<Named> left = new ArrayList<>(language.equals("zh") ? CHINESE : ENGLISH);
    while (!left.isEmpty()) {
      Named next = left.remove(draw.below(left.size()));
      String edited = next.edit().apply(text, draw);
      double overlap = Overlap.of(text, edited);
      if (!edited.equals(text) && overlap >= ENOUGH) {
        return Optional.of(
            new Edit(
                edited, next.name() + " overlap=" + String.format(Locale.ROOT, "%.3f", overlap)));
      }
    }
    return Optional.empty();
  }

  private static String lowerFirst(String text) {
    // A name or a lone letter keeps its capital.
    int end = text.indexOf(' ');
    boolean verb =
        end > 2
            && (text.startsWith("Find")
                || text.startsWith("What")
                || text.startsWith("How")
                || text.startsWith("Compute")
                || text.startsWith("In "));
    return verb ? Character.toLowerCase(text.charAt(0)) + text.substring(1) : text;
  }

  private static String swap(String text, String[][] pairs, Draw draw) {
    int start = draw.below(pairs.length);
    for (int i = 0; i < pairs.length; i++) {
      String[] pair = pairs[(start + i) % pairs.length];
      String changed = once(text, pair[0], pair[1]);
      if (!changed.equals(text)) {
        return changed;
      }
    }
    return text;
  }

  private static String once(String text, String from, String to) {
    int at = text.indexOf(from);
    return at < 0 ? text : text.substring(0, at) + to + text.substring(at + from.length());
  }

  /** Swaps two letters inside the last long word outside a formula. */
  private static String typo(String text, Draw draw) {
    int dollar = text.lastIndexOf('$');
    for (int i = text.length() - 4; i > dollar + 6; i--) {
      boolean inside = true;
      for (int j = i - 4; j <= i + 2; j++) {
        inside &= Character.isLowerCase(text.charAt(j)) && text.charAt(j) < 128;
      }
      if (inside && text.charAt(i) != text.charAt(i - 1)) {
        return text.substring(0, i - 1)
            + text.charAt(i)
            + text.charAt(i - 1)
            + text.substring(i + 1);
      }
    }
    return text;
  }
}
