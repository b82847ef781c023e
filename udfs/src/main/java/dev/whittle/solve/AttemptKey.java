// SPDX-License-Identifier: Apache-2.0
package dev.whittle.solve;

/**
 * What makes an attempt unique, and so what it is paid for once.
 *
 * @param model the label of the model in the configuration
 * @param modelRevision which weights, or which recordings, stand behind the label
 * @param requestHash a hash of the rendered prompt and the sampling settings, see {@link
 *     #requestHash}
 * @param attemptIndex counts the attempts at one request from 0
 */
public record AttemptKey(String model, String modelRevision, String requestHash, int attemptIndex) {

  /**
   * The seed to sample this attempt with, in [0, 2^31): the same whatever the partition, the order,
   * the retry and the server.
   */
  public int seed() {
    return (int)
        (Hashes.first64(model, modelRevision, requestHash, Integer.toString(attemptIndex))
            & 0x7fffffffL);
  }

  /** 32 hex digits over the parts of a request; a null part differs from an empty one. */
  public static String requestHash(String... parts) {
    return Hashes.hex32(parts);
  }
}
