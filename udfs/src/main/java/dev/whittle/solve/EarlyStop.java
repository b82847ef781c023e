// SPDX-License-Identifier: Apache-2.0
package dev.whittle.solve;

import dev.whittle.solve.KeepBand.Decision;
import dev.whittle.solve.KeepBand.Judgement;
import java.util.Arrays;

/**
 * The attempts at one problem while they are made: which to start next, and when to stop.
 *
 * <p>Exact: {@link #judgement} is that of {@link KeepBand#replay} over all {@code n} outcomes, the
 * shortest prefix by index that decides. So the evidence, too, depends on no order in which
 * attempts finish, on no number of them in flight, and on no interruption. For that an attempt of a
 * smaller index is waited for even when the verdict is certain without it.
 *
 * <p>At most {@code width} are in flight, so at most {@code width - 1} are started in vain. Not
 * thread-safe.
 */
public final class EarlyStop {
  private static final byte ABSENT = 0;
  private static final byte STARTED = 1;
  private static final byte WRONG = 2;
  private static final byte RIGHT = 3;

  private final KeepBand band;
  private final byte[] states;
  private int inFlight;
  private int right;
  private int wrong;
  private int known;
  private int absent;
  private int prefix;
  private int rightInPrefix;
  private Decision decision;

  public EarlyStop(KeepBand band) {
    this.band = band;
    this.states = new byte[band.n()];
    this.decision = band.decide(0, 0);
  }

  /**
   * Starts an attempt.
   *
   * @param width how many may be in flight
   * @return its index, or -1 when none is to be started now
   */
  public int start(int width) {
    if (!startable(width)) {
      return -1;
    }
    int index = absent;
    states[index] = STARTED;
    inFlight++;
    skip();
    return index;
  }

  /** Whether {@link #start} would start one. */
  public boolean startable(int width) {
    // No further than width beyond the first open outcome: when that one decides, the rest is vain.
    if (inFlight >= width || done() || absent >= Math.min(states.length, prefix + width)) {
      return false;
    }
    // Certain: only what lies before a known outcome is still wanted, for the evidence.
    return absent <= known || band.decide(right, wrong) == Decision.UNDECIDED;
  }

  /**
   * An attempt that was made: started here, or long ago and read back.
   *
   * @throws IllegalArgumentException if its outcome is known already or there is no such attempt
   */
  public void finished(int index, boolean correct) {
    if (index < 0 || index >= states.length || states[index] > STARTED) {
      throw new IllegalArgumentException("Cannot count attempt " + index + " of " + band.n());
    }
    if (states[index] == STARTED) {
      inFlight--;
    }
    states[index] = correct ? RIGHT : WRONG;
    known = Math.max(known, index);
    if (correct) {
      right++;
    } else {
      wrong++;
    }
    skip();
    while (decision == Decision.UNDECIDED && prefix < states.length && states[prefix] > STARTED) {
      rightInPrefix += states[prefix++] == RIGHT ? 1 : 0;
      decision = band.decide(rightInPrefix, prefix - rightInPrefix);
    }
  }

  private void skip() {
    while (absent < states.length && states[absent] != ABSENT) {
      absent++;
    }
  }

  /** Whether the verdict and its evidence are known. */
  public boolean done() {
    return decision != Decision.UNDECIDED;
  }

  /** Whether the outcome of a started attempt can still be part of the evidence. */
  public boolean wanted(int index) {
    return !done() || index < prefix;
  }

  /** How many are started and not finished. */
  public int inFlight() {
    return inFlight;
  }

  /** How many outcomes are known. */
  public int outcomes() {
    return right + wrong;
  }

  /** The verdict with its evidence; undecided as long as {@link #done} is false. */
  public Judgement judgement() {
    return new Judgement(decision, prefix, rightInPrefix);
  }

  @Override
  public String toString() {
    return band + " " + Arrays.toString(states);
  }
}
