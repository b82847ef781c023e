// SPDX-License-Identifier: Apache-2.0
package dev.whittle.jobs;

import dev.whittle.config.UserError;
import dev.whittle.pipeline.RunFiles;
import dev.whittle.pipeline.RunLayout;
import dev.whittle.report.Differences;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Tells what two runs decided differently. */
@Command(
    name = "diff",
    description = {
      "Tells what two runs decided differently: settings, problems kept after each stage, which problems went another"
          + " way (by stage and reason, with examples), and how the core sets overlap.",
      "A problem is the same in both when its problem_id is. Exit code 0, whether or not they differ."
    },
    mixinStandardHelpOptions = true,
    footerHeading = "%nExample:%n",
    footer = {
      "  whittle run --config conf/demo.yaml --base runs/demo --set core-set.size=400 --run runs/smaller",
      "  whittle diff runs/demo runs/smaller"
    })
final class DiffCommand implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "RUN_A", description = "the directory of a run")
  private String left;

  @Parameters(index = "1", paramLabel = "RUN_B", description = "the directory of another")
  private String right;

  @Option(
      names = "--examples",
      paramLabel = "N",
      description = "problems shown of each kind of difference, 0 to 20 (default 2)")
  private int examples = 2;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    if (examples < 0 || examples > Differences.MOST) {
      throw new UserError(
          "Cannot show "
              + examples
              + " examples (--examples): give 0 to "
              + Differences.MOST
              + ".");
    }
    try (Session session = new Session("diff")) {
      RunFiles files = new RunFiles(session.spark().sparkContext().hadoopConfiguration());
      String a = open(files, left);
      String b = open(files, right);
      Differences.write(session.spark(), a, b, examples, spec.commandLine().getOut());
      return 0;
    }
  }

  private static String open(RunFiles files, String run) {
    RunLayout layout = new RunLayout(files.qualified(run));
    RunDirectory.manifest(files, layout, run);
    return layout.run();
  }
}
