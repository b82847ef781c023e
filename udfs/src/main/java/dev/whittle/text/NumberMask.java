// SPDX-License-Identifier: Apache-2.0
package dev.whittle.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A text without its numbers, and the numbers.
 *
 * <p>Numbers are digits, the English words from two to twenty and for tens, dozen, hundred,
 * thousand, million and billion, and Chinese numerals from two on. "One" and its Chinese sign are
 * articles as often as numbers, and stay. Values are not computed: "twenty five" is 20 and 5.
 *
 * @param masked the canonical text with {@value #MASK} for every number: equal for two problems
 *     that differ in their numbers only
 * @param numbers the numbers in order, English words as digits, Chinese numerals as they stand
 */
public record NumberMask(String masked, List<String> numbers) {
  /** Stands for a number; no canonical text holds it as a token. */
  public static final String MASK = "<n>";

  private static final Map<String, String> WORDS =
      Map.ofEntries(
          Map.entry("two", "2"),
          Map.entry("three", "3"),
          Map.entry("four", "4"),
          Map.entry("five", "5"),
          Map.entry("six", "6"),
          Map.entry("seven", "7"),
          Map.entry("eight", "8"),
          Map.entry("nine", "9"),
          Map.entry("ten", "10"),
          Map.entry("eleven", "11"),
          Map.entry("twelve", "12"),
          Map.entry("thirteen", "13"),
          Map.entry("fourteen", "14"),
          Map.entry("fifteen", "15"),
          Map.entry("sixteen", "16"),
          Map.entry("seventeen", "17"),
          Map.entry("eighteen", "18"),
          Map.entry("nineteen", "19"),
          Map.entry("twenty", "20"),
          Map.entry("thirty", "30"),
          Map.entry("forty", "40"),
          Map.entry("fifty", "50"),
          Map.entry("sixty", "60"),
          Map.entry("seventy", "70"),
          Map.entry("eighty", "80"),
          Map.entry("ninety", "90"),
          Map.entry("dozen", "12"),
          Map.entry("hundred", "100"),
          Map.entry("thousand", "1000"),
          Map.entry("million", "1000000"),
          Map.entry("billion", "1000000000"));

  private static final String CHINESE =
      "\u4e8c\u4e09\u56db\u4e94\u516d\u4e03\u516b\u4e5d\u5341\u767e\u5343\u4e07\u4ebf\u4e24\u96f6";

  public NumberMask {
    numbers = List.copyOf(numbers);
  }

  /**
   * Masks the numbers of a canonical text.
   *
   * @param canonical a text of {@link MathText#canonical} or {@link MathText#body}
   */
  public static NumberMask of(String canonical) {
    StringBuilder masked = new StringBuilder(canonical.length() + 8);
    List<String> numbers = new ArrayList<>();
    int length = canonical.length();
    int from = 0;
    boolean afterMask = false;
    while (from < length) {
      int to = Tokens.end(canonical, from);
      char first = canonical.charAt(from);
      String number = null;
      if (first >= 0x2e80 && CHINESE.indexOf(first) >= 0) {
        while (to < length && CHINESE.indexOf(canonical.charAt(to)) >= 0) {
          to++;
        }
        number = canonical.substring(from, to);
      } else if (first <= 'z') {
        number = number(canonical, from, to);
      }
      if (number != null) {
        numbers.add(number);
        if (!masked.isEmpty() && masked.charAt(masked.length() - 1) != ' ') {
          masked.append(' ');
        }
        masked.append(MASK);
      } else {
        if (afterMask && masked.charAt(masked.length() - 1) != ' ') {
          masked.append(' ');
        }
        masked.append(canonical, from, to);
      }
      afterMask = number != null;
      from = Tokens.next(canonical, to);
      if (from > to && from < length) {
        masked.append(' ');
      }
    }
    return new NumberMask(masked.toString(), numbers);
  }

  /** The English words that are masked as numbers, each with its digits. */
  static Map<String, String> words() {
    return WORDS;
  }

  static boolean isChineseNumeral(char c) {
    return c >= 0x2e80 && CHINESE.indexOf(c) >= 0;
  }

  /** The number that a token is, or null. */
  static String number(String canonical, int from, int to) {
    char first = canonical.charAt(from);
    if (first >= '0' && first <= '9') {
      return canonical.substring(from, to);
    }
    return first >= 'b' && first <= 't' && to - from >= 3 && to - from <= 9
        ? WORDS.get(canonical.substring(from, to))
        : null;
  }
}
