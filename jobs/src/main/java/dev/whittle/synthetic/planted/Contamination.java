// SPDX-License-Identifier: Apache-2.0
package dev.whittle.synthetic.planted;

import dev.whittle.synthetic.family.Draw;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What becomes of a benchmark's item on its way into a pool. */
public enum Contamination {
  /** As it stands. */
  VERBATIM,
  /** Spelled otherwise: LaTeX, spaces, width. */
  REFORMATTED,
  /** Inside a longer text. */
  EMBEDDED,
  /** One word is another. */
  WORD_CHANGED,
  /** Every number is another: a numeric variant. */
  NUMBERS_CHANGED,
  /** A number in digits is told in words, or in other digits. */
  DIGITS_TRANSLATED;

  private static final String[] SMALL = {
    "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"
  };
  private static final String[] STRANGERS = {
    "violet", "harbour", "gently", "besides", "furthermore", "granite", "curious", "merely"
  };

  /** Kebab-case. */
  public String code() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * The item so changed.
   *
   * @param language {@code en} or {@code zh}
   * @return empty where the item has no word, number or spelling of the kind
   */
  public Optional<String> apply(String item, String language, Draw draw) {
    return switch (this) {
      case VERBATIM -> Optional.of(item);
      case REFORMATTED -> FormatEdits.apply(item, draw).map(Edit::text);
      case EMBEDDED -> Optional.of(Wrapping.story(item, language, draw));
      case WORD_CHANGED -> word(item, draw);
      case NUMBERS_CHANGED -> numbers(item, draw);
      case DIGITS_TRANSLATED -> digits(item, draw);
    };
  }

  /** A lower-case word of three letters or more, outside formulas and drawings, is another. */
  private static Optional<String> word(String item, Draw draw) {
    List<int[]> words = new ArrayList<>();
    boolean formula = false;
    for (int i = 0; i < item.length(); i++) {
      char c = item.charAt(i);
      if (item.startsWith("[asy]", i)) {
        break;
      }
      if (c == '$') {
        formula = !formula;
      } else if (c == '\\' && i + 1 < item.length()) {
        char next = item.charAt(i + 1);
        formula = next == '[' || next == '(' || formula && next != ']' && next != ')';
        while (i + 1 < item.length() && Character.isLetter(item.charAt(i + 1))) {
          i++;
        }
      } else if (!formula && c >= 'a' && c <= 'z' && (i == 0 || item.charAt(i - 1) == ' ')) {
        int end = i;
        while (end < item.length() && item.charAt(end) >= 'a' && item.charAt(end) <= 'z') {
          end++;
        }
        boolean whole = end == item.length() || " .,?;:\n".indexOf(item.charAt(end)) >= 0;
        if (whole && end - i >= 3) {
          words.add(new int[] {i, end});
        }
        i = end - 1;
      }
    }
    if (words.isEmpty()) {
      return Optional.empty();
    }
    int[] place = words.get(draw.below(words.size()));
    return Optional.of(item.substring(0, place[0]) + draw.of(STRANGERS) + item.substring(place[1]));
  }

  /** Every number of two digits or more, and every single digit but exponents, indices and one. */
  private static Optional<String> numbers(String item, Draw draw) {
    StringBuilder text = new StringBuilder();
    int changed = 0;
    int drawing = item.indexOf("[asy]");
    int stop = drawing < 0 ? item.length() : drawing;
    for (int i = 0; i < item.length(); i++) {
      char c = item.charAt(i);
      if (c < '0' || c > '9' || i >= stop) {
        text.append(c);
        continue;
      }
      int end = i;
      while (end < stop && item.charAt(end) >= '0' && item.charAt(end) <= '9') {
        end++;
      }
      char before = i == 0 ? ' ' : item.charAt(i - 1);
      boolean kept = before == '^' || before == '_' || before == '{' && end - i == 1;
      String digits = item.substring(i, end);
      if (kept || digits.equals("1") || digits.length() > 15) {
        text.append(digits);
      } else {
        text.append(Long.parseLong(digits) + draw.between(1, 7));
        changed++;
      }
      i = end - 1;
    }
    return changed == 0 ? Optional.empty() : Optional.of(text.toString());
  }

  /** The first number from 2 to 12 between spaces in words, or else all digits in full width. */
  private static Optional<String> digits(String item, Draw draw) {
    boolean wide = draw.below(3) == 0;
    for (int i = 1; !wide && i + 1 < item.length(); i++) {
      if (item.charAt(i - 1) != ' ' || !Character.isDigit(item.charAt(i))) {
        continue;
      }
      int end = i;
      while (end < item.length() && Character.isDigit(item.charAt(end))) {
        end++;
      }
      if (end - i <= 2 && end < item.length() && item.charAt(end) == ' ') {
        int value = Integer.parseInt(item.substring(i, end));
        if (value >= 2 && value <= 12) {
          return Optional.of(item.substring(0, i) + SMALL[value - 2] + item.substring(end));
        }
      }
      i = end;
    }
    StringBuilder text = new StringBuilder();
    boolean changed = false;
    for (int i = 0; i < item.length(); i++) {
      char c = item.charAt(i);
      boolean digit = c >= '0' && c <= '9';
      text.append(digit ? (char) (c - '0' + '\uff10') : c);
      changed |= digit;
    }
    return changed ? Optional.of(text.toString()) : Optional.empty();
  }
}
