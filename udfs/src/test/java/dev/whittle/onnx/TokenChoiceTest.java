// SPDX-License-Identifier: Apache-2.0
package dev.whittle.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TokenChoiceTest {
  private static GenerationRequest by(double temperature, double topP, int topK, int seed) {
    return new GenerationRequest(null, "", false, temperature, topP, topK, 1, seed);
  }

  private static float[] logits(Random random, int n, double spread) {
    float[] logits = new float[n];
    for (int i = 0; i < n; i++) {
      logits[i] = (float) (random.nextGaussian() * spread);
    }
    return logits;
  }

  /** The textbook's way: sort, cut, divide. */
  private static double[] probabilities(float[] logits, double temperature, double topP, int topK) {
    double max = Double.NEGATIVE_INFINITY;
    for (float logit : logits) {
      max = Math.max(max, logit);
    }
    List<Integer> order = new ArrayList<>();
    double[] weights = new double[logits.length];
    for (int i = 0; i < logits.length; i++) {
      order.add(i);
      weights[i] = Math.exp((logits[i] - max) / temperature);
    }
    order.sort(Comparator.comparingDouble(i -> -logits[i]));
    if (topK > 0) {
      order = order.subList(0, Math.min(topK, order.size()));
    }
    double total = order.stream().mapToDouble(i -> weights[i]).sum();
    double[] probabilities = new double[logits.length];
    double before = 0;
    double kept = 0;
    for (int i : order) {
      if (before < topP * total) {
        probabilities[i] = weights[i];
        kept += weights[i];
      }
      before += weights[i];
    }
    for (int i = 0; i < logits.length; i++) {
      probabilities[i] /= kept;
    }
    return probabilities;
  }

  @Test
  void drawsEachTokenAsOftenAsItIsLikely() {
    Random random = new Random(2);
    TokenChoice choice = new TokenChoice(50);
    for (double temperature : new double[] {0.5, 1, 1.7}) {
      for (double topP : new double[] {0.5, 0.9, 1}) {
        for (int topK : new int[] {0, 1, 2, 3, 12, 200}) {
          float[] logits = logits(random, 50, 2);
          double[] expected = probabilities(logits, temperature, topP, topK);
          int draws = 20_000;
          int[] drawn = new int[50];
          for (int place = 0; place < draws; place++) {
            drawn[choice.choose(logits, by(temperature, topP, topK, 7), place, 0)]++;
          }
          for (int i = 0; i < 50; i++) {
            double deviation = Math.sqrt(draws * expected[i] * (1 - expected[i]));
            assertThat((double) drawn[i])
                .isBetween(
                    draws * expected[i] - 4.5 * deviation - 1e-9,
                    draws * expected[i] + 4.5 * deviation + (expected[i] > 0 ? 2 : 0) + 1e-9);
          }
        }
      }
    }
  }

  @Test
  void drawsWhatTheGumbelMaxTrickSaysOfAllTokens() {
    Random random = new Random(5);
    TokenChoice choice = new TokenChoice(300);
    int unsure = 0;
    for (int round = 0; round < 30_000; round++) {
      // From one token far ahead to all of them alike, and to few different ones.
      float[] logits = logits(random, 300, new double[] {0, 0.1, 2, 12}[round % 4]);
      double temperature = new double[] {0.3, 1, 2.5}[round % 3];
      double off = new double[] {0, 1e-4, 0.05}[round / 4 % 3];
      double best = Double.NEGATIVE_INFINITY;
      double second = Double.NEGATIVE_INFINITY;
      int expected = -1;
      for (int token = 0; token < logits.length; token++) {
        double gumbel = -Math.log(-Math.log(Draws.uniform(Draws.key(round, 9), token)));
        double score = logits[token] / temperature + gumbel;
        if (score > best) {
          second = best;
          best = score;
          expected = token;
        } else {
          second = Math.max(second, score);
        }
      }
      if (off > 0 && best - second <= 2 * off / temperature) {
        expected = TokenChoice.UNSURE;
        unsure++;
      }
      assertThat(choice.choose(logits, by(temperature, 1, 0, round), 9, off)).isEqualTo(expected);
    }
    assertThat(unsure).isGreaterThan(300);
  }

  @Test
  void isSureOnlyWhenNoOtherLogitsNearbyLeadToAnotherToken() {
    Random random = new Random(3);
    TokenChoice choice = new TokenChoice(60);
    int sure = 0;
    int moved = 0;
    for (int round = 0; round < 200_000; round++) {
      // So coarse that tokens are often equal, and so far off that all doubts come up.
      float[] logits = logits(random, 60, 2);
      if (round % 2 == 0) {
        for (int i = 0; i < logits.length; i++) {
          logits[i] = Math.round(logits[i] * 8) / 8f;
        }
      }
      double off = new double[] {0.2, 0.05, 1e-3}[round % 3];
      GenerationRequest by =
          by(
              new double[] {0, 0.4, 1, 1.5}[round % 4],
              new double[] {1, 0.9, 0.5}[round / 4 % 3],
              new int[] {0, 1, 2, 5, 20}[round / 12 % 5],
              round);
      int token = choice.choose(logits, by, round, off);
      for (int near = 0; near < 4; near++) {
        float[] others = new float[60];
        for (int i = 0; i < others.length; i++) {
          double by1 = near == 0 ? random.nextDouble() * 2 - 1 : random.nextInt(3) - 1;
          others[i] = (float) (logits[i] + by1 * off * 0.999);
        }
        int other = choice.choose(others, by, round, 0);
        if (token >= 0) {
          sure++;
          assertThat(other).as("round %d", round).isEqualTo(token);
        } else {
          moved++;
        }
      }
    }
    assertThat(sure).isGreaterThan(100_000);
    assertThat(moved).isGreaterThan(10_000);
  }

  @Test
  void isHardlyEverUnsureAtWhatABatchIsOffBy() {
    Random random = new Random(4);
    TokenChoice choice = new TokenChoice(1000);
    for (int[] cut : new int[][] {{0, 100}, {20, 100}, {0, 95}, {20, 95}}) {
      int unsure = 0;
      for (int place = 0; place < 20_000; place++) {
        float[] logits = logits(random, 1000, 2);
        unsure +=
            choice.choose(logits, by(0.8, cut[1] / 100.0, cut[0], 1), place, 2e-5) < 0 ? 1 : 0;
      }
      assertThat(unsure / 20_000.0).as(Arrays.toString(cut)).isLessThan(0.003);
    }
  }

  @Test
  void takesTheLikeliestAtTemperatureZeroAndOfEqualOnesTheFirst() {
    TokenChoice choice = new TokenChoice(4);
    float[] logits = {1, 3, 3, 2};
    assertThat(choice.choose(logits, by(0, 1, 0, 1), 0, 0)).isEqualTo(1);
    assertThat(choice.choose(logits, by(0, 1, 0, 1), 0, 1e-5)).isEqualTo(TokenChoice.UNSURE);
    assertThat(choice.choose(new float[] {1, 2, 4, 3}, by(0, 1, 0, 1), 0, 1e-5)).isEqualTo(2);
  }

  @Test
  void neverDrawsWhatIsImpossible() {
    TokenChoice choice = new TokenChoice(3);
    float never = Float.NEGATIVE_INFINITY;
    for (int place = 0; place < 1000; place++) {
      assertThat(choice.choose(new float[] {never, 0, never}, by(1, 1, 0, 3), place, 1e-5))
          .isEqualTo(1);
    }
  }

  @Test
  void tellsLogitsThatAreNotNumbers() {
    TokenChoice choice = new TokenChoice(3);
    for (float[] broken :
        new float[][] {
          {1, Float.NaN, 2}, {Float.NaN, Float.NaN, Float.NaN}, {1, Float.POSITIVE_INFINITY, 2}
        }) {
      assertThat(choice.choose(broken, by(1, 1, 0, 3), 0, 0)).isEqualTo(TokenChoice.BROKEN);
      assertThat(choice.choose(broken, by(0, 1, 0, 3), 0, 0)).isEqualTo(TokenChoice.BROKEN);
    }
  }
}
