// SPDX-License-Identifier: Apache-2.0
package dev.whittle.pipeline;

import java.util.Locale;

/** What a stage says of a problem. */
public enum Verdict {
  KEPT,
  REJECTED;

  /** The value of the {@code verdict} column. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }
}
