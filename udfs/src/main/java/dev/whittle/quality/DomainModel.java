// SPDX-License-Identifier: Apache-2.0
package dev.whittle.quality;

import java.io.Serializable;

/**
 * A linear classifier of statements (multinomial logistic regression over {@link DomainTerms}).
 * Thread-safe.
 */
public final class DomainModel implements Serializable {
  private static final long serialVersionUID = 1;

  private final Msc[] classes;
  private final int places;
  private final float[] weights;
  private final double[] intercepts;

  /**
   * @param classes what it tells apart
   * @param places of {@link DomainTerms#of}
   * @param weights for each place those of all classes in their order
   * @param intercepts of the classes
   */
  public DomainModel(Msc[] classes, int places, float[] weights, double[] intercepts) {
    if (weights.length != places * classes.length || intercepts.length != classes.length) {
      throw new IllegalArgumentException(
          "Cannot make a classifier: " + weights.length + " weights for " + places + " places.");
    }
    this.classes = classes.clone();
    this.places = places;
    this.weights = weights.clone();
    this.intercepts = intercepts.clone();
  }

  /**
   * What the model takes a statement for.
   *
   * @param msc the likeliest class
   * @param confidence its probability by the model, in [0, 1], to three digits
   */
  public record Guess(Msc msc, double confidence) {}

  /** The likeliest class of a statement; the first of the likeliest ones. */
  public Guess of(String problem) {
    int[] terms = DomainTerms.of(problem, places);
    double value = value(terms);
    double[] scores = intercepts.clone();
    for (int term : terms) {
      int at = term * classes.length;
      for (int k = 0; k < scores.length; k++) {
        scores[k] += value * weights[at + k];
      }
    }
    int best = 0;
    for (int k = 1; k < scores.length; k++) {
      best = scores[k] > scores[best] ? k : best;
    }
    double sum = 0;
    for (double score : scores) {
      sum += Math.exp(score - scores[best]);
    }
    return new Guess(classes[best], Math.round(1_000 / sum) / 1_000.0);
  }

  /** The value of every term of a statement, which makes its vector one of length 1. */
  public static double value(int[] terms) {
    return terms.length == 0 ? 0 : 1 / Math.sqrt(terms.length);
  }
}
