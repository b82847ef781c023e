// SPDX-License-Identifier: Apache-2.0
package dev.whittle.onnx;

/**
 * How far the logits of a batch lie from those of a row alone: measured when a model is loaded, and
 * again whenever both are known.
 */
final class Tolerance {
  /**
   * Twenty thousand logits a text, millions of texts: the farthest of a few is not the farthest.
   */
  private static final double SAFETY = 8;

  private static final double LEAST = 1e-6;

  private volatile double farthest;

  void seen(double distance) {
    if (distance > farthest) {
      raise(distance);
    }
  }

  private synchronized void raise(double distance) {
    farthest = Math.max(farthest, distance);
  }

  double farthest() {
    return farthest;
  }

  /** What a logit of a batch may be off by. */
  double logit() {
    return Math.max(LEAST, SAFETY * farthest);
  }

  static double distance(float[] one, float[] other) {
    double farthest = 0;
    for (int i = 0; i < one.length; i++) {
      double distance = Math.abs((double) one[i] - other[i]);
      // What is not a number is far from everything; two infinities are not.
      if (!(distance <= farthest) && one[i] != other[i]) {
        farthest = Double.isNaN(distance) ? Double.POSITIVE_INFINITY : distance;
      }
    }
    return farthest;
  }
}
