// SPDX-License-Identifier: Apache-2.0
package dev.whittle.config;

import java.io.Serializable;
import java.util.Optional;

/** Where a record keeps a recorded solve rate: as a rate, or as the number of correct answers. */
public record RateMap(
    @Doc("template of the statement that the model was asked") String problem,
    @Doc("template of the solve rate in [0, 1]") Optional<String> rate,
    @Doc("template of the number of correct answers") Optional<String> correct)
    implements Serializable {
  public RateMap {
    if (rate.isPresent() == correct.isPresent()) {
      throw new IllegalArgumentException("must have either rate or correct, and not both");
    }
  }
}
