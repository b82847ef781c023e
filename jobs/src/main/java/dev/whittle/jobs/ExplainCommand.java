// SPDX-License-Identifier: Apache-2.0
package dev.whittle.jobs;

import dev.whittle.config.UserError;
import dev.whittle.pipeline.RunFiles;
import dev.whittle.pipeline.RunLayout;
import dev.whittle.report.Explanation;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.SparkHadoopUtil;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Tells the whole life of a problem in a run. */
@Command(
    name = "explain",
    description =
        "Tells what every stage decided about a problem and by which evidence, how it differs from the problem that it"
            + " duplicates, what models answered, and its rank.",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExample:%n",
    footer = {
      "  whittle explain --run runs/demo 318ae6f3c9587d7efbdf9ea460aa688c",
      "  whittle explain --run runs/demo --text 'A robot goes from $(3, 0)$'"
    })
final class ExplainCommand implements Callable<Integer> {
  @Option(names = "--run", required = true, paramLabel = "DIR", description = "the run's directory")
  private String run;

  @Option(
      names = "--text",
      paramLabel = "PART",
      description = "a part of the statement, instead of ids")
  private Optional<String> text = Optional.empty();

  @Parameters(
      paramLabel = "ID",
      arity = "0..*",
      description = "problem_id of a problem, at most 20")
  private List<String> ids = List.of();

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    if (ids.isEmpty() == text.filter(part -> !part.isBlank()).isEmpty()) {
      throw new UserError("Cannot explain: give ids of problems, or --text with a part of one.");
    }
    Configuration hadoop = SparkHadoopUtil.get().newConfiguration(new SparkConf());
    RunFiles files = new RunFiles(hadoop);
    RunLayout layout = new RunLayout(files.qualified(run));
    RunDirectory.manifest(files, layout, run);
    try (Session.Lazy session = new Session.Lazy("explain")) {
      Explanation.write(
          hadoop, session, layout.run(), ids, text.orElse(null), spec.commandLine().getOut());
      return 0;
    }
  }
}
