// SPDX-License-Identifier: Apache-2.0
package dev.whittle.sampling;

import dev.whittle.config.BudgetConfig;
import java.io.Serializable;

/**
 * What may still be bought.
 *
 * @param attempts how many, {@link Long#MAX_VALUE} for any number
 * @param completionTokens likewise
 */
public record Allowance(long attempts, long completionTokens) implements Serializable {
  public static final Allowance UNLIMITED = new Allowance(Long.MAX_VALUE, Long.MAX_VALUE);

  /** What a budget leaves when so much is spent. */
  public static Allowance left(BudgetConfig budget, long attempts, long completionTokens) {
    return new Allowance(
        left(budget.attempts(), attempts), left(budget.completionTokens(), completionTokens));
  }

  private static long left(long budget, long spent) {
    return budget == 0 ? Long.MAX_VALUE : Math.max(0, budget - spent);
  }

  /** Whether nothing may be bought. */
  public boolean empty() {
    return attempts == 0 || completionTokens == 0;
  }

  /** The part of one of many tasks; all parts together are the whole. */
  Allowance share(int task, int tasks) {
    return new Allowance(share(attempts, task, tasks), share(completionTokens, task, tasks));
  }

  private static long share(long all, int task, int tasks) {
    return all == Long.MAX_VALUE ? all : all / tasks + (task < all % tasks ? 1 : 0);
  }
}
