// SPDX-License-Identifier: Apache-2.0
package dev.whittle.sampling;

import dev.whittle.answer.Check;

/**
 * What came of one request.
 *
 * @param text what the model wrote; null when there is an error
 * @param finishReason stop, length ...; null when the server did not say
 * @param promptTokens null when the server did not say
 * @param completionTokens null when the server did not say
 * @param error why there is no text, for good; null if all went well
 * @param server who answered last
 * @param startedAt microseconds since the epoch, of the try that answered
 * @param finishedAt microseconds since the epoch
 */
public record Completion(
    String text,
    String finishReason,
    Integer promptTokens,
    Integer completionTokens,
    String error,
    String server,
    long startedAt,
    long finishedAt) {

  /** Whether it is right, given what the verifier says of its text. */
  boolean correct(Check check) {
    // A truncated attempt counts as wrong: a model that ran out of room did not answer.
    return check.equivalent() && !"length".equals(finishReason);
  }
}
