// SPDX-License-Identifier: Apache-2.0
package dev.whittle.config;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.io.Serializable;
import java.util.Locale;

/** A number of bytes, written {@code 64KB}, {@code 128MB} or {@code 1GB}, in powers of 1,024. */
public record ByteSize(long bytes) implements Serializable {
  private static final String FORM = "a size is a whole number with B, KB, MB or GB, such as 128MB";

  public ByteSize {
    if (bytes < 0) {
      throw new IllegalArgumentException(FORM);
    }
  }

  /** Reads a number with its unit. */
  @JsonCreator
  public static ByteSize parse(String text) {
    String upper = text.strip().toUpperCase(Locale.ROOT);
    int digits = 0;
    while (digits < upper.length() && upper.charAt(digits) >= '0' && upper.charAt(digits) <= '9') {
      digits++;
    }
    int shift =
        switch (upper.substring(digits).strip()) {
          case "B" -> 0;
          case "KB" -> 10;
          case "MB" -> 20;
          case "GB" -> 30;
          default -> throw new IllegalArgumentException(FORM);
        };
    try {
      return new ByteSize(
          Math.multiplyExact(Long.parseLong(upper.substring(0, digits)), 1L << shift));
    } catch (ArithmeticException | NumberFormatException e) {
      throw new IllegalArgumentException(FORM, e);
    }
  }

  @Override
  @JsonValue
  public String toString() {
    String[] units = {"B", "KB", "MB", "GB"};
    long value = bytes;
    int unit = 0;
    while (unit < 3 && value > 0 && value % 1024 == 0) {
      value /= 1024;
      unit++;
    }
    return value + units[unit];
  }
}
