// SPDX-License-Identifier: Apache-2.0
package dev.whittle.config;

import java.io.Serializable;
import java.util.List;

/** Which of several problems with one canonical text stands for them all. */
public record ExactDedupConfig(
    @Doc(
            "What is preferred in a representative, the most important first; the smallest"
                + " problem_id decides at last.")
        List<Preference> prefer)
    implements Serializable {

  /** What can be preferred. */
  public enum Preference {
    /** It has an answer that can be verified. */
    ANSWER,
    /** It has a worked solution. */
    SOLUTION,
    /** Its source has the smaller priority number; from 4,095 on all are alike. */
    PRIORITY,
    /** Its statement is longer as written; from 262,143 characters on all are alike. */
    LONGER
  }

  public ExactDedupConfig {
    prefer = List.copyOf(prefer);
    if (prefer.stream().distinct().count() != prefer.size()) {
      throw new IllegalArgumentException("prefer names something twice");
    }
  }
}
