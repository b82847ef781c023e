// SPDX-License-Identifier: Apache-2.0
package dev.whittle.sampling;

import java.util.List;

/**
 * A problem to be decided.
 *
 * @param requestHash of its prompt and the settings
 * @param made attempts at this very request that are in the store
 */
record Pending(
    String problemId, String problem, String answer, String requestHash, List<Made> made) {

  /**
   * An attempt that was made before.
   *
   * @param failed whether it is one without a text
   */
  record Made(int index, boolean correct, boolean failed) {}
}
