// SPDX-License-Identifier: Apache-2.0
package dev.whittle.jobs;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Says what a run would do, without doing it. */
@Command(
    name = "plan",
    description = {
      "Checks the configuration and its files and says for every stage whether it is done, comes from the base run, or would run.",
      "It writes nothing."
    },
    mixinStandardHelpOptions = true,
    footerHeading = "%nExample:%n",
    footer =
        "  whittle plan --config conf/recipes/recorded.yaml --sources conf/sources/public-math.yaml --run runs/r1")
final class PlanCommand implements Callable<Integer> {
  @Mixin private PipelineOptions options;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    try (Session session = new Session("plan")) {
      return new FunnelRun(session.spark(), options, spec.commandLine().getOut()).plan();
    }
  }
}
