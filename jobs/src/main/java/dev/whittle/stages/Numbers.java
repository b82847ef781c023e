// SPDX-License-Identifier: Apache-2.0
package dev.whittle.stages;

/** Numbers that are written in words, English or Chinese, and the hashes of tokens. */
final class Numbers {
  private static final String CHINESE =
      "\u96f6\u4e00\u4e8c\u4e09\u56db\u4e94\u516d\u4e03\u516b\u4e5d\u4e24\u5341\u767e\u5343\u4e07\u4ebf";
  private static final long HUNDRED = 100;

  /**
   * A number in words.
   *
   * @param value its value
   * @param end where it ends in the text
   */
  record Spelled(long value, int end) {}

  private Numbers() {}

  /**
   * The number that begins with the token {@code from..end} of a canonical text, as far as it goes
   * ("two hundred and five"); null when the token is none.
   */
  static Spelled spelled(String text, int from, int end) {
    long word = word(text, from, end);
    if (word < 0) {
      return null;
    }
    long total = 0;
    long part = word;
    int stop = end;
    long last = word;
    while (true) {
      int next = stop + 1;
      if (stop < text.length() && text.charAt(stop) == ' ' && text.startsWith("- ", next)) {
        next += 2;
      }
      if (next >= text.length()) {
        break;
      }
      int until = text.indexOf(' ', next);
      until = until < 0 ? text.length() : until;
      boolean and = until - next == 3 && text.startsWith("and", next);
      if (and && last >= HUNDRED && until + 1 < text.length()) {
        next = until + 1;
        until = text.indexOf(' ', next);
        until = until < 0 ? text.length() : until;
      } else if (and) {
        break;
      }
      long more = word(text, next, until);
      if (more < 0) {
        break;
      }
      if (more == HUNDRED && part < HUNDRED) {
        part *= HUNDRED;
      } else if (more >= 1000 && part < 1000) {
        total += part * more;
        part = 0;
      } else if (last >= 20 && last < HUNDRED && more < 10 && more > 0) {
        part += more;
      } else if (last >= HUNDRED && more < HUNDRED) {
        part += more;
      } else {
        break;
      }
      last = more;
      stop = until;
    }
    return new Spelled(total + part, stop);
  }

  private static long word(String text, int from, int end) {
    if (end - from < 3 || end - from > 9) {
      return -1;
    }
    return switch (text.substring(from, end)) {
      case "zero" -> 0;
      case "one" -> 1;
      case "two" -> 2;
      case "three" -> 3;
      case "four" -> 4;
      case "five" -> 5;
      case "six" -> 6;
      case "seven" -> 7;
      case "eight" -> 8;
      case "nine" -> 9;
      case "ten" -> 10;
      case "eleven" -> 11;
      case "twelve", "dozen" -> 12;
      case "thirteen" -> 13;
      case "fourteen" -> 14;
      case "fifteen" -> 15;
      case "sixteen" -> 16;
      case "seventeen" -> 17;
      case "eighteen" -> 18;
      case "nineteen" -> 19;
      case "twenty" -> 20;
      case "thirty" -> 30;
      case "forty" -> 40;
      case "fifty" -> 50;
      case "sixty" -> 60;
      case "seventy" -> 70;
      case "eighty" -> 80;
      case "ninety" -> 90;
      case "hundred" -> HUNDRED;
      case "thousand" -> 1000;
      case "million" -> 1_000_000;
      case "billion" -> 1_000_000_000;
      default -> -1;
    };
  }

  static boolean isChinese(char c) {
    return c >= 0x4e00 && c <= 0x96f6 && CHINESE.indexOf(c) >= 0;
  }

  /** The value of a run of Chinese numerals, or -1 when it is none that is written so. */
  static long chinese(String text, int from, int end) {
    long total = 0;
    long section = 0;
    long digit = -1;
    for (int i = from; i < end; i++) {
      int sign = CHINESE.indexOf(text.charAt(i));
      if (sign <= 10) {
        if (digit > 0) {
          return -1;
        }
        digit = sign == 10 ? 2 : sign;
      } else if (sign <= 13) {
        long unit = sign == 11 ? 10 : sign == 12 ? 100 : 1000;
        section += (digit < 0 ? 1 : digit) * unit;
        digit = -1;
      } else {
        section += Math.max(0, digit);
        total = (total + Math.max(1, section)) * (sign == 14 ? 10_000L : 100_000_000L);
        section = 0;
        digit = -1;
      }
      if (total > Long.MAX_VALUE / 1_000_000_000L) {
        return -1;
      }
    }
    return total + section + Math.max(0, digit);
  }

  /** The hash of a number that is written in digits. */
  static long hash(long value) {
    String digits = Long.toString(value);
    return hash(digits, 0, digits.length());
  }

  /** The hash of a part of a text. */
  static long hash(String text, int from, int end) {
    long h = end - from;
    for (int i = from; i < end; i++) {
      h = h * 0x100000001b3L + text.charAt(i);
    }
    return mix(h);
  }

  /** Every bit of the word changes about half of the bits. */
  static long mix(long word) {
    long h = word;
    h = (h ^ (h >>> 32)) * 0xd6e8feb86659fd93L;
    h = (h ^ (h >>> 32)) * 0xd6e8feb86659fd93L;
    return h ^ (h >>> 32);
  }
}
