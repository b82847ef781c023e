// SPDX-License-Identifier: Apache-2.0
package dev.whittle.answer;

import java.util.Map;
import java.util.Set;

/** Compares answers in words: case, spaces, punctuation, articles and plurals do not count. */
final class Words {

  private static final Map<String, String> SYNONYMS =
      Map.ofEntries(
          Map.entry("no solution", "empty"),
          Map.entry("no real solution", "empty"),
          Map.entry("no integer solution", "empty"),
          Map.entry("no such", "empty"),
          Map.entry("no root", "empty"),
          Map.entry("no real root", "empty"),
          Map.entry("empty set", "empty"),
          Map.entry("no solution exist", "empty"),
          Map.entry("there is no solution", "empty"),
          Map.entry("there are no solution", "empty"),
          Map.entry("无解", "empty"),
          Map.entry("空集", "empty"),
          Map.entry("∅", "empty"),
          Map.entry("none", "empty"),
          Map.entry("dne", "does not exist"),
          Map.entry("undefined", "does not exist"),
          Map.entry("doe not exist", "does not exist"),
          Map.entry("limit does not exist", "does not exist"),
          Map.entry("不存在", "does not exist"),
          Map.entry("infinitely many solution", "infinitely many"),
          Map.entry("infinite solution", "infinitely many"),
          Map.entry("infinitely many", "infinitely many"),
          Map.entry("all real", "R"),
          Map.entry("all real number", "R"),
          Map.entry("real number", "R"),
          Map.entry("是", "yes"),
          Map.entry("对", "true"),
          Map.entry("正确", "true"),
          Map.entry("否", "no"),
          Map.entry("错", "false"),
          Map.entry("错误", "false"),
          Map.entry("correct", "true"),
          Map.entry("incorrect", "false"),
          Map.entry("不是", "no"));

  private static final Set<String> VOID = Vocabulary.words("nan null n/a na");

  private Words() {}

  /** Words only, folded; empty when the answer holds signs that are mathematics. */
  static String fold(String answer) {
    String text = withoutCommands(answer);
    StringBuilder out = new StringBuilder();
    int i = 0;
    while (i < text.length()) {
      char c = text.charAt(i);
      if (Character.isLetterOrDigit(c)) {
        int j = i;
        while (j < text.length() && (Character.isLetterOrDigit(text.charAt(j)))) {
          j++;
        }
        String word = lower(text.substring(i, j));
        i = j;
        if (out.length() > 0
            && Chars.isCjk(word.charAt(0))
            && Chars.isCjk(out.charAt(out.length() - 1))) {
          out.append(word);
        } else if (!(word.equals("a") && j < text.length())
            && !word.equals("an")
            && !word.equals("the")) {
          out.append(out.isEmpty() ? "" : " ").append(singular(word));
        }
      } else if ("=<>+*^\\_|≤≥≠√π∞".indexOf(c) >= 0) {
        return "";
      } else {
        if (c == '∅') {
          out.append('∅');
        }
        i++;
      }
    }
    String folded = out.toString();
    return SYNONYMS.getOrDefault(folded, folded);
  }

  private static String lower(String word) {
    StringBuilder lower = new StringBuilder(word.length());
    for (int k = 0; k < word.length(); k++) {
      lower.append(Chars.lower(word.charAt(k)));
    }
    return lower.toString();
  }

  private static String singular(String word) {
    return word.length() > 3 && word.endsWith("s") && !word.endsWith("ss")
        ? word.substring(0, word.length() - 1)
        : word;
  }

  /** The text without text commands, delimiters and spacing commands. */
  static String withoutCommands(String answer) {
    StringBuilder out = new StringBuilder();
    int i = 0;
    while (i < answer.length()) {
      char c = answer.charAt(i);
      if (c == '\\') {
        int j = i + 1;
        while (j < answer.length() && Chars.isAsciiLetter(answer.charAt(j))) {
          j++;
        }
        String name = answer.substring(i + 1, j);
        if (Vocabulary.TEXT_COMMANDS.contains(name)
            || name.equals("quad")
            || name.equals("qquad")
            || name.equals("left")
            || name.equals("right")) {
          out.append(' ');
          i = j;
        } else if (name.equals("varnothing") || name.equals("emptyset")) {
          out.append('∅');
          i = j;
        } else if (name.isEmpty()) {
          if (j < answer.length() && ", ;:!()[]".indexOf(answer.charAt(j)) >= 0) {
            out.append(' ');
          }
          i = j + 1;
        } else {
          out.append(c);
          i++;
        }
      } else {
        out.append(c == '{' || c == '}' || c == '$' || c == '~' ? ' ' : c);
        i++;
      }
    }
    return out.toString();
  }

  /** The text without anything that does not show: for answers that cannot be parsed. */
  static String squeeze(String answer) {
    String text = withoutCommands(answer);
    StringBuilder out = new StringBuilder(text.length());
    for (int k = 0; k < text.length(); k++) {
      char c = text.charAt(k);
      if (!Chars.isBlank(c)) {
        if (c != '*' && c != '`') {
          out.append(c);
        }
      } else if (k > 0
          && k + 1 < text.length()
          && Chars.isDigit(text.charAt(k - 1))
          && Chars.isDigit(text.charAt(k + 1))) {
        // "2 3" is not 23
        out.append(' ');
      }
    }
    int end = out.length();
    while (end > 0 && ".,;".indexOf(out.charAt(end - 1)) >= 0) {
      end--;
    }
    out.setLength(end);
    return out.toString().replace("\\dfrac", "\\frac").replace("\\tfrac", "\\frac");
  }

  /** Whether there is a word of two letters or more, or a Han character, outside of commands. */
  static boolean hasWord(String answer) {
    String text = withoutCommands(answer);
    for (int k = 0; k < text.length(); k++) {
      char c = text.charAt(k);
      if (c == '\\') {
        while (k + 1 < text.length() && Chars.isAsciiLetter(text.charAt(k + 1))) {
          k++;
        }
      } else if (Chars.isCjk(c)
          || Character.isLetter(c)
              && k + 1 < text.length()
              && Character.isLetter(text.charAt(k + 1))) {
        return true;
      }
    }
    return false;
  }

  /** Whether what stands before a number makes a bound of it: "less than", "at least". */
  static boolean bounds(String before) {
    String words = before.stripTrailing();
    return words.endsWith(" than")
        || words.endsWith("at least")
        || words.endsWith("at most")
        || words.endsWith("between");
  }

  /** Whether words say that there is no value at all. */
  static boolean isVoid(String folded) {
    return VOID.contains(folded);
  }

  /** The number that words say, also before a thing that is counted ("three apples"), or null. */
  static Rational number(String folded) {
    if (folded.isEmpty() || folded.length() > 100) {
      return null;
    }
    if (folded.startsWith("negative ") || folded.startsWith("minus ")) {
      Rational positive = number(folded.substring(folded.indexOf(' ') + 1));
      return positive == null ? null : positive.negate();
    }
    Rational value = Numerals.ofFraction(folded);
    int space = folded.lastIndexOf(' ');
    if (value != null || space < 0) {
      return value;
    }
    String counted = folded.substring(space + 1);
    return Units.isUnit(counted) || Units.isUnit(counted + "s")
        ? Numerals.ofFraction(folded.substring(0, space))
        : null;
  }

  /**
   * The option letter of an answer: alone, in brackets, or before a full stop, colon or bracket and
   * the option's text; 0 when there is none.
   */
  static char choice(String answer) {
    if (answer.indexOf("\\mathbb") >= 0) {
      return 0;
    }
    String text = withoutCommands(answer);
    int i = 0;
    while (i < text.length() && (Chars.isBlank(text.charAt(i)) || text.charAt(i) == '*')) {
      i++;
    }
    boolean open =
        i < text.length()
            && (text.charAt(i) == '(' || text.charAt(i) == '（' || text.charAt(i) == '[');
    if (open) {
      i++;
      while (i < text.length() && Chars.isBlank(text.charAt(i))) {
        i++;
      }
    }
    if (i >= text.length()) {
      return 0;
    }
    char c = text.charAt(i);
    if (c >= 'Ａ' && c <= 'Ｊ') {
      c -= 'Ａ' - 'A';
    }
    char letter = c >= 'A' && c <= 'J' ? c : c >= 'a' && c <= 'j' ? (char) (c - 32) : 0;
    if (letter == 0) {
      return 0;
    }
    i++;
    while (i < text.length() && (Chars.isBlank(text.charAt(i)) || text.charAt(i) == '*')) {
      i++;
    }
    if (i >= text.length()) {
      return letter;
    }
    char next = text.charAt(i);
    boolean close = next == ')' || next == '）' || next == ']';
    if (open) {
      return close ? letter : 0;
    }
    boolean mark = close || ((next == '.' || next == ':' || next == '：') && Chars.isUpper(c));
    return mark ? letter : 0;
  }

  /** What stands after the option letter, or null. */
  static String choiceText(String answer) {
    String text = withoutCommands(answer).strip();
    int i = 0;
    while (i < text.length()
        && i < 6
        && text.charAt(i) != ')'
        && text.charAt(i) != '.'
        && text.charAt(i) != ':'
        && text.charAt(i) != '）') {
      i++;
    }
    String rest = i + 1 >= text.length() ? "" : text.substring(i + 1).strip();
    return rest.isEmpty() ? null : rest;
  }
}
