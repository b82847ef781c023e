// SPDX-License-Identifier: Apache-2.0
package dev.whittle.sampling;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * What one sampling job came to.
 *
 * @param problems asked for
 * @param decided of those
 * @param unanswerable of those
 * @param attempts bought now
 * @param errors of those that failed for good
 * @param promptTokens as the servers counted them
 * @param completionTokens as the servers counted them
 * @param saved attempts that early stopping did not need
 * @param seconds from the first request to the last
 */
public record SamplingSummary(
    long problems,
    long decided,
    long unanswerable,
    long attempts,
    long errors,
    long promptTokens,
    long completionTokens,
    long saved,
    double seconds) {

  static SamplingSummary of(Tally tally, long problems, double seconds) {
    return new SamplingSummary(
        problems,
        tally.problems.value(),
        tally.unanswerable.value(),
        tally.attempts.value(),
        tally.errors.value(),
        tally.promptTokens.value(),
        tally.completionTokens.value(),
        tally.saved.value(),
        seconds);
  }

  /** Problems that the allowance did not suffice for. */
  public long undecided() {
    return problems - decided - unanswerable;
  }

  /** This and what was bought after it, for the problems that it left undecided. */
  public SamplingSummary and(SamplingSummary later) {
    return new SamplingSummary(
        problems,
        later.decided,
        later.unanswerable,
        attempts + later.attempts,
        errors + later.errors,
        promptTokens + later.promptTokens,
        completionTokens + later.completionTokens,
        saved + later.saved,
        seconds + later.seconds);
  }

  /** For people. */
  public String words(String label) {
    long all = attempts + saved;
    return String.format(
        Locale.ROOT,
        "%s: %,d attempts bought for %,d problems (%,d prompt and %,d completion tokens), %,d saved by stopping early (%.0f%%)%s.",
        label,
        attempts,
        problems,
        promptTokens,
        completionTokens,
        saved,
        all == 0 ? 0 : 100.0 * saved / all,
        unanswerable == 0 ? "" : String.format(Locale.ROOT, ", %,d unanswerable", unanswerable));
  }

  /** For a stage's manifest. */
  public Map<String, Object> metrics() {
    Map<String, Object> metrics = new LinkedHashMap<>();
    metrics.put("problems", problems);
    metrics.put("decided", decided);
    metrics.put("unanswerable", unanswerable);
    metrics.put("attempts_bought", attempts);
    metrics.put("attempts_failed", errors);
    metrics.put("prompt_tokens", promptTokens);
    metrics.put("completion_tokens", completionTokens);
    metrics.put("attempts_saved_by_early_stopping", saved);
    metrics.put("seconds", Math.round(seconds * 1000) / 1000.0);
    return metrics;
  }
}
