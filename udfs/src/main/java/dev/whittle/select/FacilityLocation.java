// SPDX-License-Identifier: Apache-2.0
package dev.whittle.select;

import java.util.Arrays;

/**
 * How well a growing selection covers all rows: the sum over all rows of the cosine to the nearest
 * selected one, over a graph of neighbours (rows that are not neighbours count as 0, a row is 1 to
 * itself). Monotone and submodular, so greedy selection reaches at least 1 - 1/e of the best value
 * (Nemhauser, Wolsey and Fisher, 1978).
 */
public final class FacilityLocation {
  private final Neighbours neighbours;
  private final float[] covered;
  private double value;

  public FacilityLocation(Neighbours neighbours) {
    this.neighbours = neighbours;
    this.covered = new float[neighbours.size()];
  }

  /** By how much the value would grow with a row; never negative. */
  public double gain(int row) {
    double gain = 1 - covered[row];
    for (int at = neighbours.start(row); at < neighbours.end(row); at++) {
      float more = neighbours.cosine(at) - covered[neighbours.row(at)];
      if (more > 0) {
        gain += more;
      }
    }
    return gain;
  }

  /** Selects a row; selecting it twice changes nothing. */
  public void add(int row) {
    value += gain(row);
    covered[row] = 1;
    for (int at = neighbours.start(row); at < neighbours.end(row); at++) {
      int other = neighbours.row(at);
      covered[other] = Math.max(covered[other], neighbours.cosine(at));
    }
  }

  /** The cosine of a row to the nearest selected one, in [0, 1]; 0 when none is a neighbour. */
  public float covered(int row) {
    return covered[row];
  }

  /** The value of the selection, in [0, rows]. */
  public double value() {
    return value;
  }

  /** Forgets the selection. */
  public void clear() {
    Arrays.fill(covered, 0);
    value = 0;
  }
}
