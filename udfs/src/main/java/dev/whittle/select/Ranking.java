// SPDX-License-Identifier: Apache-2.0
package dev.whittle.select;

/**
 * An order of rows, the best first, with what each added when it was chosen.
 *
 * @param rows the rows in order
 * @param gains the marginal gain of the objective
 * @param coverage the part of it that is the growth of {@link FacilityLocation}, unweighted
 * @param nearest the cosine to the nearest row that was chosen before, in [0, 1]
 * @param evaluations how many gains were computed to find the order
 */
public record Ranking(
    int[] rows, double[] gains, double[] coverage, float[] nearest, long evaluations) {

  /** The value of the objective for the first k rows. */
  public double value(int k) {
    double value = 0;
    for (int i = 0; i < k; i++) {
      value += gains[i];
    }
    return value;
  }
}
