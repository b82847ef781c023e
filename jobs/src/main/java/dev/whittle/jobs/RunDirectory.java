// SPDX-License-Identifier: Apache-2.0
package dev.whittle.jobs;

import com.fasterxml.jackson.databind.JsonNode;
import dev.whittle.config.UserError;
import dev.whittle.pipeline.RunFiles;
import dev.whittle.pipeline.RunLayout;

/** Opens the directory of a run that a command is pointed at. */
final class RunDirectory {
  private RunDirectory() {}

  /**
   * The content of {@code run.json}; without one the directory is no run, which is the user's
   * fault.
   */
  static JsonNode manifest(RunFiles files, RunLayout layout, String given) {
    return files
        .json(layout.runJson())
        .orElseThrow(
            () ->
                new UserError(
                    "Cannot open the run '"
                        + given
                        + "': there is no run.json in it. Name the directory that 'whittle run' printed."));
  }
}
