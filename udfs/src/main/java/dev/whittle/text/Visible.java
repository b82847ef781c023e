// SPDX-License-Identifier: Apache-2.0
package dev.whittle.text;

import java.util.Locale;

/**
 * Text from data as text for a terminal or a log: nothing in it moves the cursor, changes colours
 * or reorders a line. Characters that cannot be seen or that reorder what stands beside them
 * (controls, bidirectional controls, line separators, halves of surrogate pairs) are shown by name,
 * such as {@code ⟨U+202E⟩}; tabs and line feeds stay.
 */
public final class Visible {
  private Visible() {}

  /** The text with what is hidden in it by name. */
  public static String text(String raw) {
    StringBuilder out = new StringBuilder(raw.length() + 16);
    raw.codePoints()
        .forEach(
            point -> {
              if (hidden(point)) {
                out.append(name(point));
              } else {
                out.appendCodePoint(point);
              }
            });
    return out.toString();
  }

  /** What a hidden character is shown as. */
  public static String name(int point) {
    return String.format(Locale.ROOT, "⟨U+%04X⟩", point);
  }

  /** Whether a character is shown by its name. */
  public static boolean hidden(int point) {
    if (point == '\n' || point == '\t') {
      return false;
    }
    return switch (Character.getType(point)) {
      case Character.CONTROL, Character.SURROGATE, Character.UNASSIGNED -> true;
      case Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> true;
      // Soft hyphens and joiners are harmless and some scripts need them.
      case Character.FORMAT -> point != 0xAD && point != 0x200C && point != 0x200D;
      default -> false;
    };
  }
}
