// SPDX-License-Identifier: Apache-2.0
package dev.whittle.answer;

/** An answer and what it can be read as; words are folded only when they are asked for. */
final class Reading {

  private final String text;
  private final Node node;
  private final char choice;
  private final boolean word;
  private String words;

  private Reading(String text, Node node, char choice, boolean word, String words) {
    this.text = text;
    this.node = node;
    this.choice = choice;
    this.word = word;
    this.words = words;
  }

  static Reading of(String answer) {
    String text = answer.strip();
    if (text.length() > 2 && text.charAt(0) == '"' && text.indexOf('"', 1) == text.length() - 1) {
      text = text.substring(1, text.length() - 1);
    }
    if (text.indexOf("** ") > 0) {
      // the end of an emphasis: "35** cm"
      text = text.replace("** ", " ");
    }
    Node node = Parser.parse(text, Lexer.Commas.GROUPS);
    if (node instanceof Node.Num && Chars.isDigit(text.charAt(0))) {
      return new Reading(text, node, (char) 0, false, null);
    }
    String bare = Words.withoutCommands(text).strip();
    boolean word = bare.length() > 1;
    for (int k = 0; k < bare.length() && word; k++) {
      word = Character.isLetter(bare.charAt(k));
    }
    String words = null;
    if (node == null) {
      words = Words.fold(text);
      Rational number = Words.number(words);
      if (number != null) {
        node = Node.num(number);
      } else if (words.equals("empty")) {
        node = Node.Constant.EMPTY_SET;
      } else if (words.equals("R")) {
        node = new Node.Sym("R");
      }
    }
    return new Reading(text, node, Words.choice(text), word, words);
  }

  /** As written, trimmed. */
  String text() {
    return text;
  }

  /** As mathematics, or null. */
  Node node() {
    return node;
  }

  /** As folded words; empty when it holds mathematical signs. */
  String words() {
    if (words == null) {
      words = Words.fold(text);
    }
    return words;
  }

  /** As an option letter, or 0. */
  char choice() {
    return choice;
  }

  /** Whether it is one run of letters, which is a word before it is a product. */
  boolean word() {
    return word;
  }

  AnswerExtractor.Hint hint() {
    if (choice != 0 && Chars.isUpper(choice) && !Chars.isLower(text.charAt(text.length() - 1))) {
      return AnswerExtractor.Hint.LETTER;
    }
    if (choice != 0 && node == null) {
      return AnswerExtractor.Hint.LETTER;
    }
    if (node == null || word) {
      return AnswerExtractor.Hint.WORDS;
    }
    return node instanceof Node.Num
            || node instanceof Node.Quotient
            || node instanceof Node.Percent
            || node instanceof Node.Quantity
            || node instanceof Node.Currency
        ? AnswerExtractor.Hint.NUMBER
        : AnswerExtractor.Hint.ANY;
  }

  /**
   * Another reading of the commas between digits, or null when there are none or it says the same.
   */
  Node withCommas(Lexer.Commas commas) {
    for (int k = 1; k + 1 < text.length(); k++) {
      char c = text.charAt(k);
      if ((c == ',' || c == '，')
          && Chars.isDigit(text.charAt(k - 1))
          && Chars.isDigit(text.charAt(k + 1))) {
        return Parser.parse(text, commas);
      }
    }
    return null;
  }
}
