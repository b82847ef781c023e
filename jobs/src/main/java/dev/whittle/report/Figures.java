// SPDX-License-Identifier: Apache-2.0
package dev.whittle.report;

import java.util.Locale;

/** Numbers as people read them, in no locale's way in particular. */
final class Figures {
  private Figures() {}

  /** {@code 1,184,372}. */
  static String count(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }

  /**
   * {@code 99.2 %}, {@code 0.069 %}, {@code 99.969 %}: two significant digits of whatever is the
   * smaller part, so that a few never read as none, nor nearly all as all; a dash for a share of
   * nothing.
   */
  static String share(long part, long whole) {
    if (whole <= 0) {
      return "–";
    }
    double smaller = 100.0 * Math.min(part, whole - part) / whole;
    int digits = smaller <= 0 || smaller >= 1 ? 1 : 1 - (int) Math.floor(Math.log10(smaller));
    return String.format(Locale.ROOT, "%." + digits + "f %%", 100.0 * part / whole);
  }

  /** {@code 0.4 s}, {@code 12 s}, {@code 3 min 20 s}, {@code 2 h 05 min}. */
  static String seconds(double seconds) {
    if (seconds < 10) {
      return String.format(Locale.ROOT, "%.1f s", seconds);
    }
    long whole = Math.round(seconds);
    if (whole < 100) {
      return whole + " s";
    }
    if (whole < 3600) {
      return String.format(Locale.ROOT, "%d min %02d s", whole / 60, whole % 60);
    }
    return String.format(Locale.ROOT, "%d h %02d min", whole / 3600, whole % 3600 / 60);
  }

  /** Whole numbers with separators, others with at most four significant decimals. */
  static String number(double value) {
    if (value == Math.rint(value) && Math.abs(value) < 1e15) {
      return count((long) value);
    }
    if (Math.abs(value) >= 1000) {
      return String.format(Locale.ROOT, "%,.1f", value);
    }
    if (Math.abs(value) < 0.001) {
      return String.format(Locale.ROOT, "%.3g", value);
    }
    String text = String.format(Locale.ROOT, "%.4f", value);
    int end = text.length();
    while (text.charAt(end - 1) == '0') {
      end--;
    }
    return text.substring(0, text.charAt(end - 1) == '.' ? end - 1 : end);
  }
}
