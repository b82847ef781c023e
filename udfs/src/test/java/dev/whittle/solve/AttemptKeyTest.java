// SPDX-License-Identifier: Apache-2.0
package dev.whittle.solve;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class AttemptKeyTest {
  @Test
  void seedsByTheWholeKey() {
    Set<Integer> seeds = new HashSet<>();
    for (int i = 0; i < 100; i++) {
      seeds.add(new AttemptKey("m", "r1", "h", i).seed());
      seeds.add(new AttemptKey("m", "r2", "h", i).seed());
    }
    assertThat(seeds).hasSize(200).allMatch(seed -> seed >= 0);
    assertThat(new AttemptKey("m", "r1", "h", 0).seed())
        .isEqualTo(new AttemptKey("m", "r1", "h", 0).seed());
  }

  @Test
  void hashesPartsWithoutMixingTheirBorders() {
    assertThat(AttemptKey.requestHash("ab", "c"))
        .hasSize(32)
        .isNotEqualTo(AttemptKey.requestHash("a", "bc"))
        .isNotEqualTo(AttemptKey.requestHash("ab", "c", null));
    assertThat(AttemptKey.requestHash((String) null)).isNotEqualTo(AttemptKey.requestHash(""));
  }
}
