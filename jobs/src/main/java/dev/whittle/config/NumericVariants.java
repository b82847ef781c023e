// SPDX-License-Identifier: Apache-2.0
package dev.whittle.config;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.io.Serializable;

/**
 * How many of the problems that differ in their numbers only are kept, written {@code keep-all} or
 * <code>{keep: 3}</code>.
 *
 * @param keep the best-ranked so many of a template; 0 for all
 */
public record NumericVariants(int keep) implements Serializable {
  /** All are kept, under one template_id. */
  public static final NumericVariants KEEP_ALL = new NumericVariants(0);

  private static final String ALL = "keep-all";
  private static final String SOME = "keep:";
  private static final String FORM = "give keep-all, or {keep: N} with N from 1";

  /** Reads {@code keep-all} or {@code keep: N}. */
  @JsonCreator
  public static NumericVariants parse(String text) {
    if (text.equals(ALL)) {
      return KEEP_ALL;
    }
    if (!text.startsWith(SOME)) {
      throw new IllegalArgumentException(FORM);
    }
    try {
      int keep = Integer.parseInt(text.substring(SOME.length()).strip());
      if (keep < 1) {
        throw new IllegalArgumentException(FORM);
      }
      return new NumericVariants(keep);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(FORM, e);
    }
  }

  @Override
  @JsonValue
  public String toString() {
    return keep == 0 ? ALL : SOME + " " + keep;
  }
}
