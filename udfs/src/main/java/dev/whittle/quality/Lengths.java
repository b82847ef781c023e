// SPDX-License-Identifier: Apache-2.0
package dev.whittle.quality;

import java.util.Optional;

/** Statements too short to ask anything, or too long for a prompt. */
final class Lengths {
  private Lengths() {}

  static Optional<Finding> tooShort(Statement statement, int minTokens) {
    int tokens = tokens(statement.text());
    return tokens < minTokens
        ? Optional.of(new Finding(Rule.TOO_SHORT, tokens + " tokens"))
        : Optional.empty();
  }

  static Optional<Finding> tooLong(Statement statement, int maxCharacters) {
    int characters = statement.text().length();
    return characters > maxCharacters
        ? Optional.of(new Finding(Rule.TOO_LONG, characters + " characters"))
        : Optional.empty();
  }

  /** Words, numbers, Han characters and signs; a LaTeX command is a word. */
  static int tokens(String text) {
    int tokens = 0;
    int kind = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      int now;
      if (Phrases.digit(c)) {
        now = 1;
      } else if (Character.isLetter(c) && !Phrases.han(c)) {
        now = 2;
      } else {
        now = 0;
        if (c != '\\' && c != '$' && !Character.isWhitespace(c)) {
          tokens++;
        }
      }
      if (now != 0 && now != kind) {
        tokens++;
      }
      kind = now;
    }
    return tokens;
  }
}
