// SPDX-License-Identifier: Apache-2.0
package dev.whittle.select;

import java.util.Arrays;

/**
 * Ranks rows greedily by quality and by how much they add to what is covered.
 *
 * <p>The objective of a selection S is {@code (1 - d) * sum of quality / mean quality + d * F(S) /
 * f}, F being {@link FacilityLocation}, d the diversity and f the mean gain of F over the first
 * ranks when coverage alone is asked for. So with d = 0.5 a row of mean quality weighs as much as a
 * row of mean coverage: the first ranks go to what covers much, the later ones more to quality.
 * (Measured against the mean gain of a single row instead, coverage is worth nothing after some
 * dozens of ranks, for its gains fall.) {@link Turns} says from which group each next row comes,
 * and of that group it is the one with the largest marginal gain, the smallest row at ties. So
 * every prefix of the ranking is a greedy selection by itself.
 *
 * <p>Greedy selection within groups taken in turns is greedy maximisation under a partition matroid
 * and reaches at least half of the best value of any selection with the same number of rows of each
 * group (Fisher, Nemhauser and Wolsey, 1978).
 */
public final class DiverseRanking {
  private final Candidates candidates;
  private final FacilityLocation coverage;
  private double perQuality;
  private double perCoverage;
  private long evaluations;

  /**
   * A ranking to be.
   *
   * @param diversity weight of coverage against quality, in [0, 1]
   * @param horizon ranks over which the two are weighed, at least 1: usually all that are given
   */
  public DiverseRanking(
      Candidates candidates, Neighbours neighbours, double diversity, int horizon) {
    if (!(diversity >= 0 && diversity <= 1)) {
      throw new IllegalArgumentException("Cannot weigh coverage with " + diversity + ".");
    }
    if (neighbours.size() != candidates.size()) {
      throw new IllegalArgumentException("Cannot select: neighbours of other rows.");
    }
    this.candidates = candidates;
    this.coverage = new FacilityLocation(neighbours);
    this.perQuality = 0;
    this.perCoverage = 1;
    double mean = Arrays.stream(lazy(horizon).coverage()).average().orElse(1);
    double quality = Arrays.stream(candidates.quality()).sum();
    this.perQuality = quality > 0 ? (1 - diversity) * candidates.size() / quality : 0;
    this.perCoverage = diversity / mean;
  }

  private double gain(int row) {
    evaluations++;
    return perQuality * candidates.quality()[row] + perCoverage * coverage.gain(row);
  }

  /**
   * The first rows of the ranking, lazily: a gain is only computed again when the one of an earlier
   * round, which it cannot exceed, is the largest (Minoux, 1978). Gives what {@link #plain} gives.
   */
  public Ranking lazy(int most) {
    start();
    int groups = candidates.shares().length;
    Bounds[] first = new Bounds[groups];
    Bounds[] others = new Bounds[groups];
    int[] supply = new int[groups];
    int[] allowed = new int[groups];
    for (int row = 0; row < candidates.size(); row++) {
      supply[candidates.groups()[row]]++;
      allowed[candidates.groups()[row]] += candidates.allowed()[row] ? 1 : 0;
    }
    for (int group = 0; group < groups; group++) {
      first[group] = new Bounds(allowed[group]);
      others[group] = new Bounds(supply[group] - allowed[group]);
    }
    for (int row = 0; row < candidates.size(); row++) {
      int group = candidates.groups()[row];
      (candidates.allowed()[row] ? first : others)[group].add(row, gain(row));
    }
    return rank(
        most,
        group -> {
          Bounds bounds = first[group].isEmpty() ? others[group] : first[group];
          while (true) {
            int row = bounds.top();
            double now = gain(row);
            if (bounds.isNow(now)) {
              bounds.remove();
              return row;
            }
          }
        });
  }

  /** The same by computing every gain in every round: slow, and hard to get wrong. */
  public Ranking plain(int most) {
    start();
    boolean[] taken = new boolean[candidates.size()];
    return rank(
        most,
        group -> {
          int best = -1;
          double bestGain = 0;
          for (int row = 0; row < candidates.size(); row++) {
            if (!taken[row] && candidates.groups()[row] == group) {
              double gain = gain(row);
              boolean before = best >= 0 && candidates.allowed()[best];
              if (best < 0
                  || candidates.allowed()[row] && !before
                  || candidates.allowed()[row] == before && gain > bestGain) {
                best = row;
                bestGain = gain;
              }
            }
          }
          taken[best] = true;
          return best;
        });
  }

  private void start() {
    coverage.clear();
    evaluations = 0;
  }

  private interface Choice {
    int of(int group);
  }

  private Ranking rank(int most, Choice choice) {
    int size = Math.min(most, candidates.size());
    Ranking ranking =
        new Ranking(new int[size], new double[size], new double[size], new float[size], 0);
    Turns turns = candidates.turns();
    for (int rank = 0; rank < size; rank++) {
      int row = choice.of(turns.next());
      double grown = coverage.gain(row);
      ranking.rows()[rank] = row;
      ranking.coverage()[rank] = grown;
      ranking.gains()[rank] = perQuality * candidates.quality()[row] + perCoverage * grown;
      ranking.nearest()[rank] = coverage.covered(row);
      coverage.add(row);
    }
    return new Ranking(
        ranking.rows(), ranking.gains(), ranking.coverage(), ranking.nearest(), evaluations);
  }

  /** Rows under upper bounds of their gains: a heap, the largest on top, ties by row. */
  private static final class Bounds {
    private final int[] rows;
    private final double[] values;
    private int size;

    Bounds(int most) {
      rows = new int[most];
      values = new double[most];
    }

    boolean isEmpty() {
      return size == 0;
    }

    int top() {
      return rows[0];
    }

    void add(int row, double value) {
      int at = size++;
      while (at > 0 && before(row, value, (at - 1) / 2)) {
        rows[at] = rows[(at - 1) / 2];
        values[at] = values[(at - 1) / 2];
        at = (at - 1) / 2;
      }
      rows[at] = row;
      values[at] = value;
    }

    /** Lowers the bound on top to what it is now: whether the row stays on top. */
    boolean isNow(double value) {
      int row = rows[0];
      sink(row, value);
      return rows[0] == row;
    }

    void remove() {
      size--;
      if (size > 0) {
        sink(rows[size], values[size]);
      }
    }

    private void sink(int row, double value) {
      int at = 0;
      while (2 * at + 1 < size) {
        int child = 2 * at + 1;
        if (child + 1 < size && before(rows[child + 1], values[child + 1], child)) {
          child++;
        }
        if (before(row, value, child)) {
          break;
        }
        rows[at] = rows[child];
        values[at] = values[child];
        at = child;
      }
      rows[at] = row;
      values[at] = value;
    }

    private boolean before(int row, double value, int at) {
      return value > values[at] || value == values[at] && row < rows[at];
    }
  }
}
