// SPDX-License-Identifier: Apache-2.0
package dev.whittle.jobs;

import dev.whittle.config.UserError;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Says what a run would do, without doing it. */
@Command(
    name = "plan",
    description = {
      "Checks the configuration and its files and says for every stage whether it is done, comes from the base run, or would run.",
      "It writes nothing, unless a pilot is asked for: that buys the attempts of a few problems, which the run then has,",
      "and forecasts attempts, tokens and GPU hours of the stages that buy some, with an interval of 90%."
    },
    mixinStandardHelpOptions = true,
    footerHeading = "%nExample:%n",
    footer =
        "  whittle plan --config conf/recipes/limo-v2.yaml --sources conf/sources/public-math.yaml --models conf/models/servers.yaml"
            + " --run runs/r1 --pilot 200 --gpus 8")
final class PlanCommand implements Callable<Integer> {
  @Mixin private PipelineOptions options;

  @Option(
      names = "--pilot",
      paramLabel = "N",
      description =
          "problems to try, 200 say; the stages before the first that buys must be finished")
  private Optional<Integer> pilot = Optional.empty();

  @Option(
      names = "--gpus",
      paramLabel = "N",
      description = "GPUs behind all servers of a model together, for GPU hours (default 1)")
  private int gpus = 1;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    if (pilot.isPresent() && (pilot.get() < 10 || pilot.get() > 10_000)) {
      throw new UserError(
          "Cannot try a pilot of "
              + pilot.get()
              + " problems: fewer than 10 tell nothing, and more than 10,000 are a run. Give --pilot 200.");
    }
    if (gpus < 1) {
      throw new UserError("Cannot count " + gpus + " GPUs. Give --gpus a number from 1 on.");
    }
    try (Session session = new Session("plan")) {
      return new FunnelRun(session.spark(), options, spec.commandLine().getOut()).plan(pilot, gpus);
    }
  }
}
