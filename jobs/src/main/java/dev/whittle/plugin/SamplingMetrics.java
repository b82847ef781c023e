// SPDX-License-Identifier: Apache-2.0
package dev.whittle.plugin;

import java.util.concurrent.atomic.LongAdder;

/** What this process has sampled since it began. */
public enum SamplingMetrics {
  PROBLEMS_DECIDED,
  ATTEMPTS,
  ATTEMPTS_FAILED,
  ATTEMPTS_SAVED,
  PROMPT_TOKENS,
  COMPLETION_TOKENS,
  REQUESTS_IN_FLIGHT;

  private final LongAdder sum = new LongAdder();

  public void add(long number) {
    sum.add(number);
  }

  public long sum() {
    return sum.sum();
  }
}
