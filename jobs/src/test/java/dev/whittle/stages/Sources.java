// SPDX-License-Identifier: Apache-2.0
package dev.whittle.stages;

import dev.whittle.config.AnswerFrom;
import dev.whittle.config.ProblemMap;
import dev.whittle.config.SourceConfig;
import dev.whittle.config.SourceFormat;
import dev.whittle.source.ReadLimits;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Short ways to describe sources in tests. */
final class Sources {
  static final ReadLimits LIMITS = new ReadLimits(1 << 20, 1 << 24, 1 << 27, 1 << 24, "");

  private Sources() {}

  /** A source whose records have the fields of these names; a null name is left out. */
  static SourceConfig of(String path, String problem, String answer, String id, AnswerFrom from) {
    return new SourceConfig(
        List.of(path),
        SourceFormat.AUTO,
        Optional.empty(),
        Optional.of("none"),
        Optional.of(1),
        new ProblemMap(
            "${/" + problem + "}",
            Optional.empty(),
            Optional.ofNullable(answer).map(name -> "${/" + name + "}"),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.ofNullable(id).map(name -> "${/" + name + "}"),
            Optional.<Map<String, String>>empty()),
        Optional.empty(),
        Optional.of(from));
  }
}
