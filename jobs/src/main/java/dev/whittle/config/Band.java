// SPDX-License-Identifier: Apache-2.0
package dev.whittle.config;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.io.Serializable;

/** A band of counts, both ends included, written {@code 1..3}. */
public record Band(int lo, int hi) implements Serializable {
  private static final String FORM = "a band is LO..HI with 0 <= LO <= HI, such as 1..3";

  public Band {
    if (lo < 0 || hi < lo) {
      throw new IllegalArgumentException(FORM);
    }
  }

  /** Reads {@code LO..HI}. */
  @JsonCreator
  public static Band parse(String text) {
    int dots = text.indexOf("..");
    if (dots < 0) {
      throw new IllegalArgumentException(FORM);
    }
    try {
      return new Band(
          Integer.parseInt(text.substring(0, dots).strip()),
          Integer.parseInt(text.substring(dots + 2).strip()));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(FORM, e);
    }
  }

  @Override
  @JsonValue
  public String toString() {
    return lo + ".." + hi;
  }
}
