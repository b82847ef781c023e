// SPDX-License-Identifier: Apache-2.0
package dev.whittle.source;

import dev.whittle.config.AnswerFrom;
import java.util.List;

/** Cuts the final answer out of the text that a source calls the answer. */
final class Answers {
  private static final String MARKS = "####";

  private Answers() {}

  /** The answer of a record, or null. */
  static String answer(Template template, AnswerFrom from, Object record) {
    return switch (from) {
      case AS_IS -> template.text(record);
      case HASH_MARKS -> afterHashMarks(template.text(record));
      case BOXED -> lastBox(template.text(record));
      case FIRST_OF_LIST -> {
        List<String> texts = template.texts(record);
        yield texts.isEmpty() ? null : texts.get(0);
      }
      case JOINED_LIST -> {
        List<String> texts = template.texts(record);
        yield texts.isEmpty() ? null : String.join(", ", texts);
      }
    };
  }

  /** What follows the last {@code ####} on its line, or null. */
  static String afterHashMarks(String text) {
    int marks = text == null ? -1 : text.lastIndexOf(MARKS);
    if (marks < 0) {
      return null;
    }
    int start = marks + MARKS.length();
    int end = text.indexOf('\n', start);
    return text.substring(start, end < 0 ? text.length() : end).strip();
  }

  /**
   * The content of the last <code>\boxed{}</code> or <code>\fbox{}</code> whose braces balance, or
   * of a <code>\boxed 5</code>; null without any.
   */
  static String lastBox(String text) {
    int at = text == null ? -1 : text.length();
    while (at > 0) {
      int boxed = text.lastIndexOf("\\boxed", at - 1);
      int fbox = text.lastIndexOf("\\fbox", at - 1);
      at = Math.max(boxed, fbox);
      if (at < 0) {
        return null;
      }
      String content = box(text, at + (at == boxed ? "\\boxed" : "\\fbox").length());
      if (content != null) {
        return content;
      }
    }
    return null;
  }

  private static String box(String text, int after) {
    int open = after;
    while (open < text.length() && text.charAt(open) == ' ') {
      open++;
    }
    if (open == text.length()) {
      return null;
    }
    if (text.charAt(open) != '{') {
      // "\\boxed 5$": up to the end of the formula, as the MATH data set writes and reads it.
      int end = open;
      while (end < text.length() && text.charAt(end) != '$' && text.charAt(end) != '\n') {
        end++;
      }
      return open > after && end > open ? text.substring(open, end).strip() : null;
    }
    int depth = 0;
    for (int i = open; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\') {
        i++;
      } else if (c == '{') {
        depth++;
      } else if (c == '}' && --depth == 0) {
        return text.substring(open + 1, i).strip();
      }
    }
    return null;
  }
}
