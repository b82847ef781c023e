// SPDX-License-Identifier: Apache-2.0
package dev.whittle.synthetic.family;

import java.util.Arrays;

/** How often a formula of two to four letters is true, solved by the columns of its truth table. */
final class TruthCount implements Family {
  private static final String[] SAY = {
    "How many assignments of truth values to {} make {} true?",
    "In how many rows of the truth table over {} is {} true?",
    "Each of {} is either true or false. In how many cases does {} hold?",
    "Count the ways to set {} to true or false so that {} is true."
  };
  private static final String[] WORDS = {"and", "or", "xor", "implies", "iff"};

  @Override
  public Draft make(int level, Digits digits, Style style) {
    Table table = new Table(level <= 2 ? 2 : level <= 4 ? 3 : 4, digits);
    int words = level == 1 ? 3 : WORDS.length;
    Column left =
        table.join("A", table.literal(0, digits), table.literal(1, digits), words, digits);
    Column whole;
    if (level == 1) {
      whole = table.join("", left, table.literal(digits.below(2), digits), words, digits);
    } else if (level == 2) {
      boolean turned = digits.below(2) == 1;
      Column first = table.literal(turned ? 1 : 0, digits);
      Column right = table.join("B", first, table.literal(turned ? 0 : 1, digits), words, digits);
      whole = table.join("", left, right, words, digits);
    } else if (level == 3) {
      boolean turned = digits.below(2) == 1;
      Column last = table.literal(2, digits);
      whole = table.join("", turned ? last : left, turned ? left : last, words, digits);
    } else if (level <= 5) {
      Column first = table.literal(2, digits);
      Column last = table.literal(level == 4 ? digits.below(2) : 3, digits);
      whole = table.join("", left, table.join("B", first, last, words, digits), words, digits);
    } else {
      left = table.join("B", left, table.literal(2, digits), words, digits);
      Column first = table.literal(3, digits);
      Column right = table.join("C", first, table.literal(digits.below(3), digits), words, digits);
      whole = table.join("", left, right, words, digits);
    }
    String text = whole.text.substring(1, whole.text.length() - 1);
    String answer = Integer.toString(Integer.bitCount(whole.bits));
    return Draft.english(style.say(SAY, table.letters(), text), answer, table.steps.toString());
  }

  /** A part of the formula: its text, what the solution calls it, and its value in every row. */
  private record Column(String text, String name, int bits) {}

  /** The rows of the table: from all letters true to all false. */
  private static final class Table {
    private final int rows;
    private final String chosen;
    private final char[] sorted;
    private final StringBuilder steps = new StringBuilder();

    /** Draws which letters, and in which order the formula names them. */
    Table(int letters, Digits digits) {
      StringBuilder free = new StringBuilder("pqrs");
      StringBuilder drawn = new StringBuilder();
      for (int i = 0; i < letters; i++) {
        int at = digits.below(free.length());
        drawn.append(free.charAt(at));
        free.deleteCharAt(at);
      }
      this.rows = 1 << letters;
      this.chosen = drawn.toString();
      this.sorted = chosen.toCharArray();
      Arrays.sort(sorted);
      for (int i = 0; i < letters; i++) {
        steps.append(i == 0 ? "" : ", ").append(sorted[i]).append(" = ").append(binary(column(i)));
      }
    }

    String letters() {
      StringBuilder text = new StringBuilder();
      for (int i = 0; i < chosen.length(); i++) {
        text.append(i == 0 ? "" : i == chosen.length() - 1 ? " and " : ", ").append(sorted[i]);
      }
      return text.toString();
    }

    Column literal(int letter, Digits digits) {
      char name = chosen.charAt(letter);
      int bits = column(Arrays.binarySearch(sorted, name));
      return digits.below(2) == 0
          ? new Column(String.valueOf(name), String.valueOf(name), bits)
          : new Column("not " + name, "not " + name, ~bits & (1 << rows) - 1);
    }

    Column join(String name, Column a, Column b, int words, Digits digits) {
      int word = digits.below(words);
      int all = (1 << rows) - 1;
      int bits =
          switch (word) {
            case 0 -> a.bits & b.bits;
            case 1 -> a.bits | b.bits;
            case 2 -> a.bits ^ b.bits;
            case 3 -> ~a.bits & all | b.bits;
            default -> ~(a.bits ^ b.bits) & all;
          };
      String between = " " + WORDS[word] + " ";
      steps.append(". ").append(name).append(name.isEmpty() ? "" : " = ");
      steps.append(a.name).append(between).append(b.name).append(" = ").append(binary(bits));
      return new Column("(" + a.text + between + b.text + ")", name, bits);
    }

    /** Of the letter at a place of the alphabetical order: 1100 of the first of two. */
    private int column(int place) {
      int bits = 0;
      for (int row = 0; row < rows; row++) {
        boolean isTrue = (row >>> chosen.length() - 1 - place & 1) == 0;
        bits = bits << 1 | (isTrue ? 1 : 0);
      }
      return bits;
    }

    private String binary(int bits) {
      StringBuilder text = new StringBuilder(rows);
      for (int row = rows - 1; row >= 0; row--) {
        text.append(bits >>> row & 1);
      }
      return text.toString();
    }
  }

  @Override
  public String name() {
    return "truth-count";
  }

  @Override
  public String domain() {
    return "logic";
  }
}
