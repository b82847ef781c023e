// SPDX-License-Identifier: Apache-2.0
package dev.whittle.select;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * The sampling rule of s1K (Muennighoff and others, "s1: Simple test-time scaling", 2025, algorithm
 * 1): until there are enough, pick a domain uniformly among those that have problems left, and in
 * it a problem with a weight of {@code 2^-rank}, the longest reasoning having rank 1; without
 * replacement, so ranks move up.
 */
public final class LengthSampling {
  private LengthSampling() {}

  /**
   * The rows in the order in which they are drawn; the first k are the sample of size k.
   *
   * @param groups the domain of each row, from 0 on
   * @param lengths of the reasoning of each row, in any unit; ties go to the smaller row
   * @param most rows to draw
   */
  public static int[] order(int[] groups, int[] lengths, int most, RandomGenerator random) {
    List<List<Integer>> left = new ArrayList<>();
    for (int row = 0; row < groups.length; row++) {
      while (left.size() <= groups[row]) {
        left.add(new ArrayList<>());
      }
      left.get(groups[row]).add(row);
    }
    left.removeIf(List::isEmpty);
    Comparator<Integer> longest = Comparator.comparingInt(row -> -lengths[row]);
    left.forEach(rows -> rows.sort(longest.thenComparing(Comparator.naturalOrder())));
    int[] order = new int[Math.min(most, groups.length)];
    for (int drawn = 0; drawn < order.length; drawn++) {
      int domain = random.nextInt(left.size());
      List<Integer> rows = left.get(domain);
      order[drawn] = rows.remove(place(rows.size(), random.nextDouble()));
      if (rows.isEmpty()) {
        left.remove(domain);
      }
    }
    return order;
  }

  /**
   * The place, from 0 on, where the weights 1/2, 1/4, 1/8 ... of so many rows sum up to a share.
   */
  static int place(int rows, double share) {
    // Beyond 60 places the weights are lost in the precision of the share.
    double total = rows < 60 ? 1 - Math.pow(2, -rows) : 1;
    double left = share * total;
    double weight = 0.5;
    int place = 0;
    while (place < rows - 1 && left >= weight) {
      left -= weight;
      weight /= 2;
      place++;
    }
    return place;
  }
}
