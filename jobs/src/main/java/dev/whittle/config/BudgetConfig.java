// SPDX-License-Identifier: Apache-2.0
package dev.whittle.config;

import java.io.Serializable;

/** What a model may cost one stage, with everything that earlier tries of the run bought. */
public record BudgetConfig(
    @Doc(
            "Attempts at the stage's problems; the stage stops cleanly before it would buy one more. 0: no limit.")
        @Range(min = 0, max = Long.MAX_VALUE)
        long attempts,
    @Doc(
            "Completion tokens; how long a text becomes is not known before, so that a task may go beyond by what it"
                + " has in flight. 0: no limit.")
        @Range(min = 0, max = Long.MAX_VALUE)
        long completionTokens)
    implements Serializable {

  /** No limit. */
  public static final BudgetConfig NONE = new BudgetConfig(0, 0);
}
