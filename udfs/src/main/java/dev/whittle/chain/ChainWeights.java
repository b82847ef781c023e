// SPDX-License-Identifier: Apache-2.0
package dev.whittle.chain;

import java.io.Serializable;

/** How much each of LIMO's four parts weighs; published as 0.30, 0.20, 0.25 and 0.25. */
public record ChainWeights(
    double elaborated, double verification, double exploratory, double adaptive)
    implements Serializable {
  private static final double TOLERANCE = 1e-9;

  public ChainWeights {
    double sum = elaborated + verification + exploratory + adaptive;
    if (elaborated < 0
        || verification < 0
        || exploratory < 0
        || adaptive < 0
        || Math.abs(sum - 1) > TOLERANCE) {
      throw new IllegalArgumentException(
          "Cannot weigh the parts of a chain: the weights sum to " + sum + ", not to 1.");
    }
  }

  /** The chain score, in [0, 1] when the parts are. */
  public double score(
      double elaboratedPart, double verificationPart, double exploratoryPart, double adaptivePart) {
    return elaborated * elaboratedPart
        + verification * verificationPart
        + exploratory * exploratoryPart
        + adaptive * adaptivePart;
  }
}
