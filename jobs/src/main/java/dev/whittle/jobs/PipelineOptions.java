// SPDX-License-Identifier: Apache-2.0
package dev.whittle.jobs;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/**
 * The options that every command on a funnel takes. One that is given without a value ({@code
 * --pool=}) is as if it were not given: schedulers fill in templates.
 */
final class PipelineOptions {
  @Option(
      names = "--config",
      required = true,
      paramLabel = "FILE",
      description = "the recipe (YAML, path or Hadoop URI)")
  String config;

  @Option(
      names = "--sources",
      paramLabel = "FILE",
      description = "pools, benchmarks, recorded attempts and rates")
  Optional<String> sources = Optional.empty();

  @Option(
      names = "--models",
      paramLabel = "FILE",
      description = "models of this site; they replace the recipe's")
  Optional<String> models = Optional.empty();

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "one key for this run, such as core-set.size=400; may be given again")
  List<String> sets = new ArrayList<>();

  @Option(
      names = "--run",
      paramLabel = "DIR",
      description = "the run's directory (default: runs/ and the recipe's name)")
  Optional<String> run = Optional.empty();

  @Option(
      names = "--base",
      paramLabel = "DIR",
      description = "a run to take finished stages from where nothing differs")
  Optional<String> base = Optional.empty();

  @Option(
      names = "--pool",
      paramLabel = "PATH",
      description =
          "a file or glob whose shape and fields are detected; replaces the configured pools; may be given again")
  List<String> pools = new ArrayList<>();

  @Option(
      names = "--sample",
      paramLabel = "SHARE",
      description = "go on with this share of the problems, by hash of problem_id, such as 0.01")
  Optional<Double> sample = Optional.empty();

  @Option(
      names = "--allow",
      paramLabel = "FILE",
      description = "CSV of problem_ids that no stage may reject")
  Optional<String> allow = Optional.empty();

  @Option(
      names = "--deny",
      paramLabel = "FILE",
      description = "CSV of problem_ids to reject as 'manual'")
  Optional<String> deny = Optional.empty();

  /** Takes options without a value as not given. */
  void forgetEmpty() {
    sources = sources.filter(value -> !value.isEmpty());
    models = models.filter(value -> !value.isEmpty());
    run = run.filter(value -> !value.isEmpty());
    base = base.filter(value -> !value.isEmpty());
    allow = allow.filter(value -> !value.isEmpty());
    deny = deny.filter(value -> !value.isEmpty());
    pools = pools.stream().filter(value -> !value.isEmpty()).toList();
    sets = sets.stream().filter(value -> !value.isEmpty()).toList();
  }
}
