// SPDX-License-Identifier: Apache-2.0
package dev.whittle.select;

/**
 * Whose turn it is: the order in which groups get seats, so that every prefix holds each group in
 * proportion to its share as far as its supply goes.
 *
 * <p>Sainte-Lague's divisors: the r-th seat of a group with share q stands at (r - 1/2) / q. Rows
 * that a person allowed come before all others; ties go to the first group.
 */
public final class Turns {
  private final double[] shares;
  private final int[] supply;
  private final int[] allowed;
  private final int[] seats;

  /**
   * Turns of groups.
   *
   * @param shares of each group, above 0
   * @param supply rows of each group
   * @param allowed how many of those a person allowed
   */
  public Turns(double[] shares, int[] supply, int[] allowed) {
    this.shares = shares.clone();
    this.supply = supply.clone();
    this.allowed = allowed.clone();
    this.seats = new int[shares.length];
  }

  /** The group that gets the next seat, or -1 when all rows have one. */
  public int next() {
    int group = first(allowed);
    group = group < 0 ? first(supply) : group;
    if (group >= 0) {
      seats[group]++;
    }
    return group;
  }

  private int first(int[] most) {
    int best = -1;
    double bestPlace = 0;
    for (int group = 0; group < shares.length; group++) {
      if (seats[group] < most[group]) {
        double place = (seats[group] + 0.5) / shares[group];
        if (best < 0 || place < bestPlace) {
          best = group;
          bestPlace = place;
        }
      }
    }
    return best;
  }

  /** Seats that a group has so far. */
  public int seats(int group) {
    return seats[group];
  }
}
