// SPDX-License-Identifier: Apache-2.0
package dev.whittle.jobs;

import dev.whittle.pipeline.RunFiles;
import dev.whittle.pipeline.RunLayout;
import dev.whittle.report.Exports;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Writes the core set of a finished run in the forms that trainers read. */
@Command(
    name = "export",
    description = "Writes the core set of a finished run as limo.jsonl and as one Parquet file.",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExample:%n",
    footer = "  whittle export --run runs/demo --out core")
final class ExportCommand implements Callable<Integer> {
  @Option(names = "--run", required = true, paramLabel = "DIR", description = "the run's directory")
  private String run;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "the folder to write to")
  private String out;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    try (Session session = new Session("export")) {
      RunFiles files = new RunFiles(session.spark().sparkContext().hadoopConfiguration());
      RunLayout layout = new RunLayout(files.qualified(run));
      RunDirectory.manifest(files, layout, run);
      String folder = files.qualified(out);
      Exports.write(session.spark(), layout.run(), folder);
      spec.commandLine().getOut().println("Core set: " + folder + "/limo.jsonl");
      return 0;
    }
  }
}
