// SPDX-License-Identifier: Apache-2.0
package dev.whittle.sampling;

import java.util.concurrent.CompletableFuture;

/**
 * Whoever gives texts: shared by all tasks of an executor, and safe for them.
 *
 * <p>A task takes a permit before it chooses what to ask, so that it never waits with a problem in
 * its hands, and no problem waits behind another.
 */
public interface Sampler {
  /** Takes the right to one request, if there is one left. */
  boolean tryAcquire();

  /** Gives back a permit that was not used. */
  void release();

  /**
   * Asks once, and gives the permit back when the answer is there.
   *
   * @param seed in [0, 2^31)
   * @return a future that ends with a completion, be it one with an error; or with {@link
   *     SamplingStopped}. Cancelling it gives up the request, at the server too.
   */
  CompletableFuture<Completion> sample(String problem, int seed);
}
