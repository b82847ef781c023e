// SPDX-License-Identifier: Apache-2.0
package dev.whittle.select;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * What a selection weighed: how the first rows of a ranking differ from as many drawn at random
 * from the same rows, and from those with the best score.
 *
 * <ul>
 *   <li>{@code difficulty}: the mean.
 *   <li>{@code domain_entropy}: of the domains, in bits; 0 when all rows are of one.
 *   <li>{@code nearest_distance}: 1 - cosine of a selected row to the nearest other selected one,
 *       the mean over at most {@value #MEMBERS} rows: how little the selection repeats itself.
 *   <li>{@code distance_to_core}: 1 - cosine of a row to the nearest selected one, the mean over at
 *       most {@value #POINTS} rows of all (0 for a selected row): how well it covers the rest.
 *   <li>{@code length}: the mean, in characters.
 * </ul>
 *
 * <p>Beside each stands the mean of {@value #DRAWS} random draws and the interval that holds 95% of
 * them. Seeded: the same rows give the same figures.
 */
public final class Weighing {
  private static final int DRAWS = 100;
  private static final int MEMBERS = 300;
  private static final int POINTS = 1_000;
  private static final long SEED = 20250205;
  private static final List<String> MEASURES =
      List.of("difficulty", "domain_entropy", "nearest_distance", "distance_to_core", "length");

  private final SparseVectors vectors;
  private final int[] groups;
  private final double[] difficulty;
  private final int[] lengths;
  private final int[] points;
  private final float[] sums;
  private final int[] touched;

  /**
   * Weighs selections of these rows.
   *
   * @param groups the domain of each row, from 0 on
   * @param difficulty of each row
   * @param lengths of each statement, in characters
   */
  public Weighing(SparseVectors vectors, int[] groups, double[] difficulty, int[] lengths) {
    this.vectors = vectors;
    this.groups = groups.clone();
    this.difficulty = difficulty.clone();
    this.lengths = lengths.clone();
    this.points = draw(POINTS, new Random(SEED));
    this.sums = new float[vectors.size()];
    this.touched = new int[vectors.size()];
  }

  /**
   * One step of the ladder: for each measure {@code core}, {@code top_by_score}, {@code random},
   * {@code random_low} and {@code random_high}.
   *
   * @param ranking rows, the best first
   * @param byScore rows, the largest score first
   * @param size how many of them; at most the length of either
   */
  public Map<String, Map<String, Double>> weigh(int[] ranking, int[] byScore, int size) {
    double[] core = measures(Arrays.copyOf(ranking, size));
    double[] top = measures(Arrays.copyOf(byScore, size));
    Random random = new Random(SEED + size);
    double[][] draws = new double[MEASURES.size()][DRAWS];
    for (int draw = 0; draw < DRAWS; draw++) {
      double[] values = measures(draw(size, random));
      for (int measure = 0; measure < values.length; measure++) {
        draws[measure][draw] = values[measure];
      }
    }
    Map<String, Map<String, Double>> weighed = new LinkedHashMap<>();
    for (int measure = 0; measure < MEASURES.size(); measure++) {
      Arrays.sort(draws[measure]);
      Map<String, Double> values = new LinkedHashMap<>();
      values.put("core", core[measure]);
      values.put("top_by_score", top[measure]);
      values.put("random", Arrays.stream(draws[measure]).average().orElse(0));
      values.put("random_low", draws[measure][DRAWS * 25 / 1000]);
      values.put("random_high", draws[measure][DRAWS - 1 - DRAWS * 25 / 1000]);
      weighed.put(MEASURES.get(measure), values);
    }
    return weighed;
  }

  /**
   * The logarithm to base 2 of the number of ways to choose so many of a pool: how many bits the
   * selection decided.
   */
  public static double bits(long pool, long chosen) {
    double bits = 0;
    long few = Math.min(chosen, pool - chosen);
    for (long i = 1; i <= few; i++) {
      bits += Math.log((double) (pool - few + i) / i);
    }
    return bits / Math.log(2);
  }

  /**
   * 1 - cosine of each of some rows to the nearest of a selection.
   *
   * @param rows whose distance is asked
   * @param selection of the same vectors
   */
  public static double[] distances(SparseVectors vectors, int[] rows, int[] selection) {
    Postings postings = new Postings(vectors, selection, Integer.MAX_VALUE);
    float[] sums = new float[selection.length];
    int[] touched = new int[selection.length];
    double[] distances = new double[rows.length];
    for (int i = 0; i < rows.length; i++) {
      distances[i] = 1 - nearest(postings, rows[i], -1, sums, touched);
    }
    return distances;
  }

  private static float nearest(
      Postings postings, int row, int without, float[] sums, int[] touched) {
    int count = postings.products(row, sums, touched);
    float nearest = 0;
    for (int i = 0; i < count; i++) {
      int place = touched[i];
      if (place != without) {
        nearest = Math.max(nearest, sums[place]);
      }
      sums[place] = 0;
    }
    return Math.min(1, nearest);
  }

  private double[] measures(int[] selection) {
    Postings postings = new Postings(vectors, selection, Integer.MAX_VALUE);
    double near = 0;
    int members = Math.min(MEMBERS, selection.length);
    for (int i = 0; i < members; i++) {
      // Evenly over the selection, which may be ranked.
      int place = (int) ((long) i * selection.length / members);
      near += 1 - nearest(postings, selection[place], place, sums, touched);
    }
    double far = 0;
    for (int point : points) {
      far += 1 - nearest(postings, point, -1, sums, touched);
    }
    double hard = 0;
    double length = 0;
    Map<Integer, Integer> domains = new LinkedHashMap<>();
    for (int row : selection) {
      hard += difficulty[row];
      length += lengths[row];
      domains.merge(groups[row], 1, Integer::sum);
    }
    double entropy = 0;
    for (int count : domains.values()) {
      double share = (double) count / selection.length;
      entropy -= share * Math.log(share) / Math.log(2);
    }
    double size = selection.length;
    return new double[] {
      hard / size, entropy, near / Math.max(1, members), far / points.length, length / size
    };
  }

  /** Rows drawn without replacement, in increasing order. */
  private int[] draw(int size, Random random) {
    int rows = vectors.size();
    int wanted = Math.min(size, rows);
    int[] all = new int[rows];
    Arrays.setAll(all, i -> i);
    for (int i = 0; i < wanted; i++) {
      int other = i + random.nextInt(rows - i);
      int row = all[other];
      all[other] = all[i];
      all[i] = row;
    }
    int[] drawn = Arrays.copyOf(all, wanted);
    Arrays.sort(drawn);
    return drawn;
  }

  /** The names of what is measured, in order. */
  public static List<String> names() {
    return new ArrayList<>(MEASURES);
  }
}
