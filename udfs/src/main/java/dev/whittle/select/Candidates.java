// SPDX-License-Identifier: Apache-2.0
package dev.whittle.select;

/**
 * What a selection chooses from, row by row.
 *
 * @param groups of each row, an index into {@code shares}
 * @param shares of each group, above 0
 * @param allowed whether a person allowed the row: it stands before all others
 * @param quality how good each row is by itself, at least 0
 */
public record Candidates(int[] groups, double[] shares, boolean[] allowed, double[] quality) {

  public Candidates {
    if (groups.length != allowed.length || groups.length != quality.length) {
      throw new IllegalArgumentException("Cannot select: columns of different lengths.");
    }
    for (double value : quality) {
      if (!(value >= 0)) {
        throw new IllegalArgumentException("Cannot select by a quality of " + value + ".");
      }
    }
  }

  int size() {
    return groups.length;
  }

  Turns turns() {
    int[] supply = new int[shares.length];
    int[] first = new int[shares.length];
    for (int row = 0; row < groups.length; row++) {
      supply[groups[row]]++;
      first[groups[row]] += allowed[row] ? 1 : 0;
    }
    return new Turns(shares, supply, first);
  }
}
