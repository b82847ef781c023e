// SPDX-License-Identifier: Apache-2.0
package dev.whittle.jobs;

import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Runs one stage; what a scheduler such as Airflow calls. */
@Command(
    name = "stage",
    description = {
      "Runs one stage of a recipe; the stages before it must be finished. Finished already, it does nothing.",
      "After the last stage it also writes the exports and the report."
    },
    mixinStandardHelpOptions = true,
    footerHeading = "%nExample:%n",
    footer =
        "  whittle stage near-dedup --config conf/recipes/recorded.yaml --sources conf/sources/public-math.yaml --run runs/r1")
final class StageCommand implements Callable<Integer> {
  @Parameters(paramLabel = "NAME", description = "the stage's name in the recipe")
  private String name;

  @Mixin private PipelineOptions options;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    try (Session session = new Session("stage " + name)) {
      return new FunnelRun(session.spark(), options, spec.commandLine().getOut())
          .run(Optional.of(name), Optional.of(name));
    }
  }
}
