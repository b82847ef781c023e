// SPDX-License-Identifier: Apache-2.0
package dev.whittle.report;

import dev.whittle.text.Visible;

/**
 * Text from data as HTML text: it can stand between tags and inside double-quoted attributes and
 * never becomes markup. Characters that cannot be seen or that reorder what stands beside them
 * (controls, bidirectional controls, line separators, halves of surrogate pairs) are shown by name,
 * such as {@code ⟨U+202E⟩}; tabs and line feeds stay.
 */
final class Html {
  private Html() {}

  /** The escaped text; null reads as nothing. */
  static String text(String raw) {
    if (raw == null) {
      return "";
    }
    StringBuilder out = new StringBuilder(raw.length() + raw.length() / 8);
    append(out, raw, 0, raw.length());
    return out.toString();
  }

  /**
   * The escaped text, cut in its middle where its escaped form is longer than so many bytes of
   * UTF-8: a third of what is shown comes from the end, where answers stand, and a note says how
   * much is left out. The note is not counted.
   */
  static String excerpt(String raw, int bytes) {
    if (raw == null) {
      return "";
    }
    int head = fit(raw, bytes);
    if (head == raw.length()) {
      return text(raw);
    }
    head = fit(raw, bytes - bytes / 3);
    int tail = raw.length();
    int left = bytes / 3;
    while (tail > head) {
      int point = raw.codePointBefore(tail);
      left -= cost(point);
      if (left < 0) {
        break;
      }
      tail -= Character.charCount(point);
    }
    StringBuilder out = new StringBuilder(bytes + 128);
    append(out, raw, 0, head);
    out.append(" <span class=\"cut\">[… ")
        .append(Figures.count(raw.codePointCount(head, tail)))
        .append(" characters left out …]</span> ");
    append(out, raw, tail, raw.length());
    return out.toString();
  }

  /** How long a beginning of the text fits into so many bytes once escaped. */
  private static int fit(String raw, int bytes) {
    int end = 0;
    int left = bytes;
    while (end < raw.length()) {
      int point = raw.codePointAt(end);
      left -= cost(point);
      if (left < 0) {
        return end;
      }
      end += Character.charCount(point);
    }
    return end;
  }

  private static void append(StringBuilder out, String raw, int from, int to) {
    int i = from;
    while (i < to) {
      int point = raw.codePointAt(i);
      i += Character.charCount(point);
      if (point == '\r' && (i >= to || raw.charAt(i) == '\n')) {
        // The line feed that follows is enough.
        continue;
      }
      String entity = entity(point);
      if (entity != null) {
        out.append(entity);
      } else if (Visible.hidden(point)) {
        out.append(Visible.name(point));
      } else {
        out.appendCodePoint(point);
      }
    }
  }

  private static String entity(int point) {
    return switch (point) {
      case '<' -> "&lt;";
      case '>' -> "&gt;";
      case '&' -> "&amp;";
      case '"' -> "&quot;";
      case '\'' -> "&#39;";
      case '`' -> "&#96;";
      default -> null;
    };
  }

  /** Bytes that the escaped form of a character takes in UTF-8. */
  private static int cost(int point) {
    String entity = entity(point);
    if (entity != null) {
      return entity.length();
    }
    if (Visible.hidden(point)) {
      return 14;
    }
    return point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
  }
}
