// SPDX-License-Identifier: Apache-2.0
package dev.whittle.onnx;

/**
 * One text that is wanted.
 *
 * @param system what the model is told first; null for nothing
 * @param user what it is asked
 * @param chat whether both are put into the model's own chat template; if not, the model goes on
 *     after {@code system} and {@code user}, joined by nothing
 * @param temperature 0 always takes the likeliest token
 * @param topP in (0, 1]: the likeliest tokens that together reach this probability; 1 for all
 * @param topK how many of the likeliest tokens are drawn from; 0 for all
 * @param maxTokens the most that are written
 * @param seed all that the randomness of this text comes from
 */
public record GenerationRequest(
    String system,
    String user,
    boolean chat,
    double temperature,
    double topP,
    int topK,
    int maxTokens,
    int seed) {

  public GenerationRequest {
    if (user == null) {
      throw new IllegalArgumentException("Cannot generate: nothing is asked.");
    }
    if (!(temperature >= 0) || temperature > 100) {
      throw new IllegalArgumentException(
          "Cannot generate at temperature " + temperature + ": it lies in 0..100.");
    }
    if (!(topP > 0) || topP > 1) {
      throw new IllegalArgumentException(
          "Cannot generate with top-p " + topP + ": it lies above 0 and up to 1.");
    }
    if (topK < 0) {
      throw new IllegalArgumentException(
          "Cannot generate with top-k " + topK + ": it is 0 for all tokens, or a number of them.");
    }
    if (maxTokens < 1) {
      throw new IllegalArgumentException(
          "Cannot generate " + maxTokens + " tokens: at least one is written.");
    }
  }
}
