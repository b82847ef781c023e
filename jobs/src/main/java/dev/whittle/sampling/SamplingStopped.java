// SPDX-License-Identifier: Apache-2.0
package dev.whittle.sampling;

/**
 * Sampling cannot go on: the servers are away, refuse us, or fail too often. What was bought is
 * kept. The message is for people and holds no secret.
 */
public final class SamplingStopped extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public SamplingStopped(String message) {
    super(message);
  }
}
