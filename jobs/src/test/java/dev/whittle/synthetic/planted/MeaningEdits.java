// SPDX-License-Identifier: Apache-2.0
package dev.whittle.synthetic.planted;

import dev.whittle.synthetic.family.Draw;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The smallest edits that make another problem of a text: innocents that share nearly all its
 * words. Written without a look at the rules that are to keep them.
 */
public enum MeaningEdits {
  /** One number is another. */
  NUMBER {
    @Override
    public Optional<String> apply(String text, Draw draw) {
      return one(text, Pattern.compile("(?<![\\d.,/])\\d{1,4}(?![\\d.,/])"), draw)
          .map(
              found ->
                  text.substring(0, found.start())
                      + (Integer.parseInt(found.group()) + draw.between(1, 9))
                      + text.substring(found.end()));
    }
  },
  /** One sign is another. */
  SIGN {
    @Override
    public Optional<String> apply(String text, Draw draw) {
      return swapped(
          text,
          draw,
          new String[][] {{" + ", " - "}, {"+", "-"}, {" < ", " > "}, {"\\le ", "\\ge "}});
    }
  },
  /** One word is its opposite. */
  OPPOSITE {
    @Override
    public Optional<String> apply(String text, Draw draw) {
      return swapped(
          text,
          draw,
          new String[][] {
            {"largest", "smallest"},
            {"greatest", "least"},
            {"maximum", "minimum"},
            {"increasing", "decreasing"},
            {"at least", "at most"},
            {"more than", "less than"},
            {"even", "odd"},
            {"positive", "negative"},
            {"highest", "lowest"},
            {"sum", "product"},
            {"above", "below"},
            {"leftmost", "rightmost"},
            {"gains", "loses"},
            {"older", "younger"},
            {"twice", "half"},
            {"before", "after"},
            {"horizontal", "vertical"},
            {"inside", "outside"}
          });
    }
  },
  /** One variable or point is another. */
  NAME {
    @Override
    public Optional<String> apply(String text, Draw draw) {
      return one(text, Pattern.compile("(?<=\\$)[b-zB-Z](?=\\$)"), draw)
          .map(
              found ->
                  text.substring(0, found.start())
                      + (char) (found.group().charAt(0) ^ 3)
                      + text.substring(found.end()));
    }
  };

  /** The text with one edit; empty when there is nothing to edit. */
  public abstract Optional<String> apply(String text, Draw draw);

  private static Optional<MatchResult> one(String text, Pattern pattern, Draw draw) {
    var all = pattern.matcher(text).results().toList();
    return all.isEmpty() ? Optional.empty() : Optional.of(all.get(draw.below(all.size())));
  }

  private static Optional<String> swapped(String text, Draw draw, String[][] pairs) {
    int start = draw.below(pairs.length);
    for (int i = 0; i < pairs.length; i++) {
      String[] pair = pairs[(start + i) % pairs.length];
      for (int way = 0; way < 2; way++) {
        Matcher found =
            Pattern.compile("(?<![a-z])" + Pattern.quote(pair[way]) + "(?![a-z])").matcher(text);
        if (found.find()) {
          return Optional.of(
              text.substring(0, found.start()) + pair[1 - way] + text.substring(found.end()));
        }
      }
    }
    return Optional.empty();
  }
}
