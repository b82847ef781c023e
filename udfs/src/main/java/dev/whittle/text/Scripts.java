// SPDX-License-Identifier: Apache-2.0
package dev.whittle.text;

/** Which characters are written without spaces between words. */
final class Scripts {
  private Scripts() {}

  /**
   * Han, Kana or Hangul: text that is cut into characters, not words. Conjoining Jamo are left out:
   * put side by side they would compose.
   */
  static boolean isCjk(int c) {
    return c >= 0x2e80
        && (c >= 0x3400 && c <= 0x4dbf
            || c >= 0x4e00 && c <= 0x9fff
            || c >= 0xac00 && c <= 0xd7a3
            || c >= 0x3041 && c <= 0x3096
            || c >= 0x30a1 && c <= 0x30fa
            || c == 0x30fc
            || c == 0x3005
            || c == 0x3007
            || c >= 0xf900 && c <= 0xfaff
            || c >= 0x2e80 && c <= 0x2fd5
            || c >= 0x20000 && c <= 0x323af);
  }
}
