// SPDX-License-Identifier: Apache-2.0
package dev.whittle.answer;

import java.math.BigInteger;
import java.util.Map;

/** Numbers written in words or in Chinese numerals. */
final class Numerals {

  private static final Map<String, Integer> WORDS =
      Map.ofEntries(
          Map.entry("zero", 0),
          Map.entry("one", 1),
          Map.entry("two", 2),
          Map.entry("three", 3),
          Map.entry("four", 4),
          Map.entry("five", 5),
          Map.entry("six", 6),
          Map.entry("seven", 7),
          Map.entry("eight", 8),
          Map.entry("nine", 9),
          Map.entry("ten", 10),
          Map.entry("eleven", 11),
          Map.entry("twelve", 12),
          Map.entry("thirteen", 13),
          Map.entry("fourteen", 14),
          Map.entry("fifteen", 15),
          Map.entry("sixteen", 16),
          Map.entry("seventeen", 17),
          Map.entry("eighteen", 18),
          Map.entry("nineteen", 19),
          Map.entry("twenty", 20),
          Map.entry("thirty", 30),
          Map.entry("forty", 40),
          Map.entry("fifty", 50),
          Map.entry("sixty", 60),
          Map.entry("seventy", 70),
          Map.entry("eighty", 80),
          Map.entry("ninety", 90),
          Map.entry("hundred", 100),
          Map.entry("thousand", 1_000),
          Map.entry("million", 1_000_000),
          Map.entry("billion", 1_000_000_000));

  private static final String DIGITS = "零一二三四五六七八九";
  private static final String FORMAL = "〇壹贰叁肆伍陆柒捌玖";

  private Numerals() {}

  /** The value of one English number word, or null. */
  static Integer ofWord(String word) {
    return WORDS.get(word);
  }

  /**
   * The value of an English number in words, parts separated by spaces or hyphens ("twenty-five",
   * "two hundred and six"), or null.
   */
  static BigInteger ofWords(String folded) {
    long total = 0;
    long part = 0;
    boolean any = false;
    int i = 0;
    int words = 0;
    while (i < folded.length()) {
      int j = i;
      while (j < folded.length() && Chars.isAsciiLetter(folded.charAt(j))) {
        j++;
      }
      if (j == i) {
        if (folded.charAt(i) != ' ' && folded.charAt(i) != '-') {
          return null;
        }
        i++;
        continue;
      }
      if (++words > 12) {
        return null;
      }
      String word = folded.substring(i, j);
      i = j;
      if (any && word.equals("and")) {
        continue;
      }
      Integer value = WORDS.get(word);
      if (value == null) {
        return null;
      }
      any = true;
      if (value == 100) {
        part = Math.max(1, part) * 100;
      } else if (value >= 1000) {
        total += Math.max(1, part) * value;
        part = 0;
      } else {
        if (part % 100 != 0 && !(part % 10 == 0 && part % 100 >= 20 && value < 10)) {
          return null;
        }
        part += value;
      }
    }
    return any ? BigInteger.valueOf(total + part) : null;
  }

  private static final Map<String, Integer> PARTS =
      Map.ofEntries(
          Map.entry("half", 2),
          Map.entry("halve", 2),
          Map.entry("third", 3),
          Map.entry("fourth", 4),
          Map.entry("quarter", 4),
          Map.entry("fifth", 5),
          Map.entry("sixth", 6),
          Map.entry("seventh", 7),
          Map.entry("eighth", 8),
          Map.entry("ninth", 9),
          Map.entry("tenth", 10),
          Map.entry("hundredth", 100));

  /**
   * The value of an English number or fraction in words without plurals ("twenty-five", "two
   * third", "one half"), or null.
   */
  static Rational ofFraction(String folded) {
    BigInteger whole = ofWords(folded);
    if (whole != null) {
      return Rational.of(whole);
    }
    if (folded.equals("half")) {
      return Rational.of(1, 2);
    }
    int space = Math.max(folded.lastIndexOf(' '), folded.lastIndexOf('-'));
    Integer part = space <= 0 ? null : PARTS.get(folded.substring(space + 1));
    BigInteger top = part == null ? null : ofWords(folded.substring(0, space));
    return top == null ? null : Rational.of(top).over(Rational.of(part));
  }

  private static int digit(char c) {
    if (c == '两') {
      return 2;
    }
    int plain = DIGITS.indexOf(c);
    return plain >= 0 ? plain : FORMAL.indexOf(c);
  }

  private static long scale(char c) {
    return switch (c) {
      case '十', '拾' -> 10;
      case '百', '佰' -> 100;
      case '千', '仟' -> 1_000;
      case '万', '萬' -> 10_000;
      case '亿', '億' -> 100_000_000;
      default -> 0;
    };
  }

  /** The factor that a Chinese scale word after a number means (万, 亿, 千, 百), or 0. */
  static long scaleOf(char c) {
    return scale(c);
  }

  static boolean isChinese(String text, int from, int to) {
    for (int i = from; i < to; i++) {
      if (digit(text.charAt(i)) < 0 && scale(text.charAt(i)) == 0) {
        return false;
      }
    }
    return to > from && (digit(text.charAt(from)) >= 0 || text.charAt(from) == '十');
  }

  /** The value of a Chinese numeral such as 三百二十 or 二〇二四, or null. */
  static BigInteger ofChinese(String text, int from, int to) {
    if (to - from > 24 || !isChinese(text, from, to)) {
      return null;
    }
    boolean positional = true;
    for (int i = from; i < to; i++) {
      positional &= digit(text.charAt(i)) >= 0;
    }
    long total = 0;
    if (positional) {
      if (to - from > 18) {
        return null;
      }
      for (int i = from; i < to; i++) {
        total = total * 10 + digit(text.charAt(i));
      }
      return BigInteger.valueOf(total);
    }
    long section = 0;
    long last = 0;
    for (int i = from; i < to; i++) {
      int digit = digit(text.charAt(i));
      long scale = scale(text.charAt(i));
      if (digit >= 0) {
        last = digit;
      } else if (scale < 10_000) {
        section += (last == 0 ? 1 : last) * scale;
        last = 0;
      } else {
        long whole = section + last;
        if (scale == 100_000_000L) {
          total = (total + whole) * scale;
        } else {
          total += whole * scale;
        }
        section = 0;
        last = 0;
      }
      if (total > Long.MAX_VALUE / 1_000_000_000L) {
        return null;
      }
    }
    return BigInteger.valueOf(total + section + last);
  }
}
