// SPDX-License-Identifier: Apache-2.0
package dev.whittle.answer;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;

/**
 * Jazzer's inputs of every build: the seeds, or half a minute of fuzzing where JAZZER_FUZZ is set.
 */
final class VerifierFuzzTest {

  @FuzzTest(maxDuration = "30s")
  void holdsForAnyBytes(FuzzedDataProvider data) {
    VerifierFuzz.fuzzerTestOneInput(data);
  }
}
