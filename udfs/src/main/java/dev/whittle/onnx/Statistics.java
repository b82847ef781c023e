// SPDX-License-Identifier: Apache-2.0
package dev.whittle.onnx;

/**
 * What a model has done since it was loaded.
 *
 * @param begun requests that wrote a token
 * @param requests that came to a text
 * @param promptsRead prompts that the network read; the other requests had one that was still known
 * @param promptTokens of all requests that were begun
 * @param completionTokens that were written, also for requests that were given up
 * @param recomputed how many of them were too close to call in a batch, and decided by a run of
 *     their row alone
 * @param steps of all decoders, a token a row each
 * @param stepRows rows of all steps together: divided by the steps, how full the batches were
 * @param regroupings how often rows joined or left a batch
 * @param farthest the farthest that a logit of a batch was seen to lie from the one of its row
 *     alone
 * @param tolerance how far a logit is taken to lie off at most; with {@code farthest} above it,
 *     texts may have differed
 */
public record Statistics(
    long begun,
    long requests,
    long promptsRead,
    long promptTokens,
    long completionTokens,
    long recomputed,
    long steps,
    long stepRows,
    long regroupings,
    double farthest,
    double tolerance) {

  /** The share of tokens that were decided by a run of their row alone. */
  public double recomputedShare() {
    return completionTokens == 0 ? 0 : (double) recomputed / completionTokens;
  }
}
