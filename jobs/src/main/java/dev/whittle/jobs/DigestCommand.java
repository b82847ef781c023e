// SPDX-License-Identifier: Apache-2.0
package dev.whittle.jobs;

import com.fasterxml.jackson.databind.JsonNode;
import dev.whittle.pipeline.RunFiles;
import dev.whittle.pipeline.RunLayout;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Prints the digest of every finished stage: equal digests are equal verdicts and evidence. */
@Command(
    name = "digest",
    description = {
      "Prints a line 'stage digest' for every finished stage of a run.",
      "Two runs with equal digests gave every problem the same verdict with the same evidence, wherever they ran."
    },
    mixinStandardHelpOptions = true,
    footerHeading = "%nExample:%n",
    footer = "  whittle digest --run runs/demo")
final class DigestCommand implements Callable<Integer> {
  @Option(names = "--run", required = true, paramLabel = "DIR", description = "the run's directory")
  private String run;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    RunFiles files = new RunFiles(HadoopSettings.of());
    RunLayout layout = new RunLayout(files.qualified(run));
    JsonNode manifest = RunDirectory.manifest(files, layout, run);
    for (JsonNode stage : manifest.get("stages")) {
      if (stage.hasNonNull("digest")) {
        spec.commandLine()
            .getOut()
            .printf(
                "%02d-%-16s %s%n",
                stage.get("position").asInt(),
                stage.get("stage").asText(),
                stage.get("digest").asText());
      }
    }
    return 0;
  }
}
