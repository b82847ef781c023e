// SPDX-License-Identifier: Apache-2.0
package dev.whittle.config;

import java.util.List;

/**
 * A model, known in a recipe by its label.
 *
 * <p>The label of a recorded model may pool several recorded sources, of one model or of several: a
 * solve rate judged on it is that of the pool. Whoever writes the recipe chooses what may stand
 * together; the evidence keeps the source of every attempt.
 */
public record ModelConfig(
    @Doc("Where its attempts come from: recorded reads them from the sources file.")
        Backend backend,
    @Doc(
            "Names of recorded texts, entries of `attempts` in the sources file; they are graded here.")
        List<String> attempts,
    @Doc("Names of ready-made k-of-n rates, entries of `rates` in the sources file.")
        List<String> rates,
    @Doc("Which weights or which recordings stand behind the label; part of every attempt's key.")
        String revision) {

  /** Where attempts come from. */
  public enum Backend {
    RECORDED
  }

  public ModelConfig {
    if (attempts.isEmpty() && rates.isEmpty()) {
      throw new IllegalArgumentException(
          "a recorded model names at least one entry under attempts or rates");
    }
  }
}
