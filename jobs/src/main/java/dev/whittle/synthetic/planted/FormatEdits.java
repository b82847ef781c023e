// SPDX-License-Identifier: Apache-2.0
package dev.whittle.synthetic.planted;

import dev.whittle.synthetic.family.Draw;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Rewrites how a text looks, never what it says: LaTeX spelling, spaces, width and case. */
public final class FormatEdits {
  private record Named(String name, UnaryOperator<String> edit) {}

  private static final List<Named> ALL =
      List.of(
          new Named("parenthesis-math", text -> delimited(text, "\\(", "\\)")),
          new Named("display-math", text -> delimited(text, "$$", "$$")),
          new Named("dfrac", text -> text.replace("\\frac", "\\dfrac")),
          new Named("tfrac", text -> text.replace("\\frac", "\\tfrac")),
          new Named("times-sign", text -> text.replace("\\times", "×")),
          new Named("left-right", FormatEdits::leftRight),
          new Named(
              "double-spaces",
              text -> text.replace(". ", ".  ").replace(" of ", "  of ").replace(" a ", "  a ")),
          new Named("tab", text -> replaceFirst(text, " ", "\t")),
          new Named("line-break", text -> replaceFirst(text, ". ", ".\n")),
          new Named("no-break-space", text -> replaceFirst(text, " ", "\u00a0")),
          new Named("full-width-digits", FormatEdits::fullWidthDigits),
          new Named("full-width-marks", FormatEdits::fullWidthMarks),
          new Named("half-width-marks", FormatEdits::halfWidthMarks),
          new Named("first-word-upper", FormatEdits::upperFirstWord));

  private FormatEdits() {}

  /** The text with one to three edits of form; empty when none of those drawn changes it. */
  public static Optional<Edit> apply(String text, Draw draw) {
    List<Named> left = new ArrayList<>(ALL);
    String edited = text;
    StringBuilder how = new StringBuilder();
    int wanted = draw.between(1, 3);
    int done = 0;
    while (done < wanted && !left.isEmpty()) {
      Named next = left.remove(draw.below(left.size()));
      String changed = next.edit().apply(edited);
      if (!changed.equals(edited)) {
        how.append(done == 0 ? "" : ",").append(next.name());
        edited = changed;
        done++;
      }
    }
    return done == 0 ? Optional.empty() : Optional.of(new Edit(edited, how.toString()));
  }

  /** An answer spelled otherwise where it has a fraction; never another value. */
  public static String answer(String answer) {
    return answer.replace("\\frac", "\\dfrac");
  }

  private static String delimited(String text, String open, String close) {
    if (text.contains("$$")) {
      return text;
    }
    StringBuilder out = new StringBuilder();
    boolean inside = false;
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) == '$') {
        out.append(inside ? close : open);
        inside = !inside;
      } else {
        out.append(text.charAt(i));
      }
    }
    return inside ? text : out.toString();
  }

  /** Only between dollars: a plain text has no LaTeX commands. */
  private static String leftRight(String text) {
    StringBuilder out = new StringBuilder();
    boolean inside = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      inside ^= c == '$';
      if (inside && c == '(') {
        out.append("\\left");
      } else if (inside && c == ')') {
        out.append("\\right");
      }
      out.append(c);
    }
    return text.contains("\\(") || text.contains("$$") ? text : out.toString();
  }

  private static String fullWidthDigits(String text) {
    if (text.indexOf('\\') >= 0 || text.indexOf('$') >= 0) {
      return text;
    }
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      out.append(c >= '0' && c <= '9' ? (char) (c - '0' + '０') : c);
    }
    return out.toString();
  }

  /** Only in an English text: a Chinese one has them, and its narrowing would be undone. */
  private static String fullWidthMarks(String text) {
    return isChinese(text) ? text : text.replace("?", "？").replace(", ", "，");
  }

  private static boolean isChinese(String text) {
    return text.codePoints().anyMatch(Character::isIdeographic);
  }

  /** Only in a Chinese text: it would undo the widening of an English one. */
  private static String halfWidthMarks(String text) {
    return isChinese(text)
        ? text.replace("？", "?").replace("，", ",").replace("（", "(").replace("）", ")")
        : text;
  }

  private static String upperFirstWord(String text) {
    int end = text.indexOf(' ');
    for (int i = 0; i < end; i++) {
      if (!Character.isLetter(text.charAt(i)) || text.charAt(i) > 127) {
        return text;
      }
    }
    // A word of one letter may be a name in a formula.
    return end < 3
        ? text
        : text.substring(0, end).toUpperCase(java.util.Locale.ROOT) + text.substring(end);
  }

  private static String replaceFirst(String text, String from, String to) {
    int at = text.indexOf(from);
    return at < 0 ? text : text.substring(0, at) + to + text.substring(at + from.length());
  }
}
