// SPDX-License-Identifier: Apache-2.0
package dev.whittle.jobs;

import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Runs the funnel, or the part of it from one stage to another; finished stages are found and
 * skipped.
 */
@Command(
    name = "run",
    description = {
      "Runs the stages of a recipe over its pools and writes every verdict, the core set, the exports and the report to the run's directory.",
      "What is finished is not done again: a run that was killed goes on where it stopped. A changed configuration is refused for a finished stage; give a new --run, and --base to reuse what still matches.",
      "Exit codes: 0 done, 2 your input is wrong, 3 a law or a gate is broken (the output is kept), 1 anything else."
    },
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  whittle run --config conf/demo.yaml",
      "  whittle run --config conf/recipes/recorded.yaml --sources conf/sources/public-math.yaml --set root=/data --run runs/r1",
      "  whittle run --config conf/recipes/dedup-only.yaml --pool '/data/mine/*.jsonl.gz' --run runs/mine"
    })
final class RunCommand implements Callable<Integer> {
  @Mixin private PipelineOptions options;

  @Option(
      names = "--from",
      paramLabel = "STAGE",
      description = "start here; the stages before must be finished")
  private Optional<String> from = Optional.empty();

  @Option(names = "--to", paramLabel = "STAGE", description = "stop after this stage")
  private Optional<String> to = Optional.empty();

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    try (Session session = new Session("run")) {
      return new FunnelRun(session.spark(), options, spec.commandLine().getOut()).run(from, to);
    }
  }
}
