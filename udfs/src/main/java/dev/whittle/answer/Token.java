// SPDX-License-Identifier: Apache-2.0
package dev.whittle.answer;

/**
 * A token of an answer.
 *
 * @param text what it says: the name, the digits, the words
 * @param spaced whether white space stands before it
 */
record Token(Kind kind, String text, boolean spaced) {

  enum Kind {
    NUM,
    REPEATING,
    SYM,
    WORD,
    /** A unit set upright after a number. */
    UNIT,
    TEXT,
    FUNC,
    CONST,
    PLUS,
    MINUS,
    PLUS_MINUS,
    MINUS_PLUS,
    TIMES,
    SLASH,
    DIVIDE,
    CARET,
    UNDERSCORE,
    BANG,
    BAR,
    COMMA,
    SEMICOLON,
    COLON,
    OPEN,
    CLOSE,
    BRACE,
    UNBRACE,
    REL,
    CUP,
    CAP,
    SETMINUS,
    FRAC,
    SQRT,
    BINOM,
    OVER,
    CHOOSE,
    BEGIN,
    END,
    AMP,
    ROW,
    BIG,
    PRIME,
    DEGREE,
    PERCENT,
    CURRENCY,
    QUAD,
    WHEN,
    AND,
    OR,
    ACCENT,
    EMPTY,
    DOTS,
    SUPER,
    NOT,
    ARROW,
    LOST,
    TO,
    STOP
  }

  static final Token END_OF_ANSWER = new Token(Kind.STOP, "", true);
}
