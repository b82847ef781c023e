// SPDX-License-Identifier: Apache-2.0
package dev.whittle.pipeline;

/**
 * A law of the funnel or a gate of the core set does not hold: exit code 3, the output is kept for
 * a look.
 */
public final class LawBroken extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public LawBroken(String message) {
    super(message);
  }
}
