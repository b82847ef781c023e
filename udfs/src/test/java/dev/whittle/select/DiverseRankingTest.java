// SPDX-License-Identifier: Apache-2.0
package dev.whittle.select;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

final class DiverseRankingTest {

  /** Problems of themes: words of one theme, and some that all share. */
  static List<int[]> rows(int count, int themes, Random random) {
    List<int[]> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int theme = random.nextInt(themes);
      int[] terms = new int[random.nextInt(14)];
      for (int k = 0; k < terms.length; k++) {
        terms[k] =
            random.nextInt(3) == 0
                ? random.nextInt(40)
                : 1_000 * (theme + 1) + random.nextInt(12) * random.nextInt(12);
      }
      Arrays.sort(terms);
      rows.add(terms);
    }
    return rows;
  }

  static Candidates candidates(int count, int groups, Random random) {
    int[] group = new int[count];
    boolean[] allowed = new boolean[count];
    double[] quality = new double[count];
    for (int i = 0; i < count; i++) {
      group[i] = random.nextInt(groups);
      allowed[i] = random.nextInt(20) == 0;
      quality[i] = random.nextInt(5) / 4.0;
    }
    double[] shares = new double[groups];
    Arrays.setAll(shares, g -> (g + 1.0) / groups);
    return new Candidates(group, shares, allowed, quality);
  }

  @Property(tries = 60)
  void lazyIsPlain(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 120) int count,
      @ForAll @IntRange(min = 1, max = 4) int groups,
      @ForAll @IntRange(min = 0, max = 10) int diversity) {
    Random random = new Random(seed);
    SparseVectors vectors = SparseVectors.of(rows(count, 7, random));
    Neighbours neighbours = Neighbours.of(vectors, 1 + random.nextInt(9), 1_000);
    Candidates candidates = candidates(count, groups, random);
    DiverseRanking ranking = new DiverseRanking(candidates, neighbours, diversity / 10.0, 50);
    Ranking lazy = ranking.lazy(count);
    assertThat(lazy.rows()).isEqualTo(ranking.plain(count).rows());
    // A shorter ranking is the beginning of the longer one.
    assertThat(ranking.lazy(count / 2).rows()).isEqualTo(Arrays.copyOf(lazy.rows(), count / 2));
    // What a person allowed stands first.
    int allowed = 0;
    for (boolean one : candidates.allowed()) {
      allowed += one ? 1 : 0;
    }
    for (int rank = 0; rank < count; rank++) {
      assertThat(candidates.allowed()[lazy.rows()[rank]]).isEqualTo(rank < allowed);
    }
  }

  @Property(tries = 60)
  void theValueIsThatOfTheDefinition(@ForAll long seed) {
    Random random = new Random(seed);
    int count = 60;
    List<int[]> rows = rows(count, 5, random);
    SparseVectors vectors = SparseVectors.of(rows);
    // So many neighbours that the graph holds every pair.
    Neighbours neighbours = Neighbours.of(vectors, count, Integer.MAX_VALUE);
    FacilityLocation coverage = new FacilityLocation(neighbours);
    List<Integer> selection = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      int row = random.nextInt(count);
      double gain = coverage.gain(row);
      double before = value(vectors, selection);
      selection.add(row);
      coverage.add(row);
      assertThat(gain).isCloseTo(value(vectors, selection) - before, within(1e-4));
      assertThat(coverage.value()).isCloseTo(value(vectors, selection), within(1e-4));
    }
  }

  private static double value(SparseVectors vectors, List<Integer> selection) {
    double value = 0;
    for (int row = 0; row < vectors.size(); row++) {
      double best = 0;
      for (int one : selection) {
        best = Math.max(best, one == row ? 1 : vectors.cosine(row, one));
      }
      value += best;
    }
    return value;
  }

  @Property(tries = 60)
  void neighboursAreThoseOfBruteForce(@ForAll long seed) {
    Random random = new Random(seed);
    int count = 80;
    SparseVectors vectors = SparseVectors.of(rows(count, 6, random));
    int nearest = 5;
    Neighbours neighbours = Neighbours.of(vectors, nearest, Integer.MAX_VALUE);
    for (int row = 0; row < count; row++) {
      Map<Integer, Float> found = new HashMap<>();
      for (int at = neighbours.start(row); at < neighbours.end(row); at++) {
        found.put(neighbours.row(at), neighbours.cosine(at));
        assertThat(neighbours.cosine(at)).isEqualTo(vectors.cosine(row, neighbours.row(at)));
      }
      int one = row;
      List<Integer> others = new ArrayList<>();
      for (int other = 0; other < count; other++) {
        if (other != row && vectors.cosine(row, other) > 0) {
          others.add(other);
        }
      }
      others.sort((x, y) -> Float.compare(vectors.cosine(one, y), vectors.cosine(one, x)));
      for (int i = 0; i < Math.min(nearest, others.size()); i++) {
        float wanted = vectors.cosine(row, others.get(i));
        long atLeast = found.values().stream().filter(cosine -> cosine >= wanted - 1e-6f).count();
        assertThat(atLeast).isGreaterThan(i);
      }
    }
  }

  @Test
  void prefersWhatIsNotYetCovered() {
    // Three of a theme, one of another, all equally good.
    SparseVectors vectors =
        SparseVectors.of(
            List.of(new int[] {1, 2, 3}, new int[] {1, 2, 4}, new int[] {1, 2, 5}, new int[] {9}));
    Candidates candidates =
        new Candidates(
            new int[4], new double[] {1}, new boolean[4], new double[] {0.9, 1, 0.9, 0.8});
    Neighbours neighbours = Neighbours.of(vectors, 3, 10);
    Ranking diverse = new DiverseRanking(candidates, neighbours, 0.9, 4).lazy(4);
    assertThat(diverse.rows()).containsExactly(1, 3, 0, 2);
    assertThat(diverse.nearest()[1]).isZero();
    assertThat(diverse.nearest()[2]).isEqualTo(vectors.cosine(0, 1));
    assertThat(new DiverseRanking(candidates, neighbours, 0, 4).lazy(4).rows())
        .containsExactly(1, 0, 2, 3);
  }

  @Test
  void weighsTermsByHand() {
    // Row 0: terms 1 twice and 2; row 1: term 2. n = 2, df(1) = 1, df(2) = 2.
    SparseVectors vectors = SparseVectors.of(List.of(new int[] {1, 1, 2}, new int[] {2}));
    double one = (1 + Math.log(2)) * Math.log(3);
    double two = Math.log(2);
    assertThat(vectors.cosine(0, 1)).isCloseTo((float) (two / Math.hypot(one, two)), within(1e-6f));
    assertThat(vectors.cosine(1, 1)).isCloseTo(1f, within(1e-6f));
  }

  @Test
  void numbersAreNoTerms() {
    assertThat(Terms.of("What is 12 + 7?")).isEqualTo(Terms.of("what is 3 + 99?")).isSorted();
    assertThat(Terms.of("What is 12 - 7?")).isNotEqualTo(Terms.of("What is 12 + 7?"));
    assertThat(Terms.of(null)).isEmpty();
  }

  @Test
  void emptyAndWrongInput() {
    SparseVectors none = SparseVectors.of(List.of());
    Candidates nobody = new Candidates(new int[0], new double[] {1}, new boolean[0], new double[0]);
    assertThat(new DiverseRanking(nobody, Neighbours.of(none, 3, 10), 0.5, 5).lazy(5).rows())
        .isEmpty();
    assertThatThrownBy(
            () -> new Candidates(new int[1], new double[] {1}, new boolean[1], new double[] {-1}))
        .hasMessageContaining("-1");
    assertThatThrownBy(() -> new DiverseRanking(nobody, Neighbours.of(none, 3, 10), 2, 5))
        .hasMessageContaining("2.0");
  }

  @Property(tries = 40)
  void denseNeighboursAreThoseOfBruteForce(
      @ForAll long seed, @ForAll @IntRange(min = 0, max = 150) int count) {
    Random random = new Random(seed);
    List<float[]> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      float[] vector = new float[7];
      double square = 0;
      for (int k = 0; k < vector.length; k++) {
        vector[k] = (float) random.nextGaussian();
        square += vector[k] * vector[k];
      }
      for (int k = 0; k < vector.length; k++) {
        vector[k] /= (float) Math.sqrt(square);
      }
      rows.add(vector);
    }
    DenseVectors vectors = DenseVectors.of(rows);
    Neighbours neighbours = vectors.neighbours(4);
    for (int row = 0; row < count; row++) {
      int one = row;
      List<Integer> others = new ArrayList<>();
      for (int other = 0; other < count; other++) {
        if (other != row && vectors.cosine(row, other) > 0) {
          others.add(other);
        }
      }
      others.sort((x, y) -> Float.compare(vectors.cosine(one, y), vectors.cosine(one, x)));
      List<Integer> found = new ArrayList<>();
      for (int at = neighbours.start(row); at < neighbours.end(row); at++) {
        found.add(neighbours.row(at));
        assertThat(neighbours.cosine(at)).isEqualTo(vectors.cosine(row, neighbours.row(at)));
      }
      assertThat(found).containsAll(others.subList(0, Math.min(4, others.size())));
    }
  }
}
