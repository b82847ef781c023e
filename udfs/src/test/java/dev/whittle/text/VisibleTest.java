// SPDX-License-Identifier: Apache-2.0
package dev.whittle.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import org.junit.jupiter.api.Test;

class VisibleTest {
  @Test
  void showsByNameWhatWouldDriveATerminal() {
    assertEquals("⟨U+001B⟩[31mred⟨U+0007⟩", Visible.text("\u001b[31mred\u0007"));
    assertEquals("a⟨U+202E⟩b⟨U+000D⟩", Visible.text("a\u202eb\r"));
    assertEquals("⟨U+D800⟩x", Visible.text("\ud800x"));
    assertEquals("⟨U+009B⟩31m", Visible.text("\u009b31m"));
  }

  @Test
  void keepsWhatPeopleWrite() {
    String text = "Was ist 2²?\n\t求 x，若 ∑ 𝔸 = 3 — soft\u00adhyphen, \u200dfamily";
    assertEquals(text, Visible.text(text));
  }

  @Test
  void noCharacterBelowASpaceIsLeft() {
    for (int c = 0; c < 0xa0; c++) {
      if (c < 0x20 || c >= 0x7f) {
        String shown = Visible.text(String.valueOf((char) c));
        assertFalse(c != '\n' && c != '\t' && shown.indexOf(c) >= 0, "U+" + Integer.toHexString(c));
      }
    }
  }
}
