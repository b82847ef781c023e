// SPDX-License-Identifier: Apache-2.0
package dev.whittle.jobs;

import dev.whittle.pipeline.RunFiles;
import dev.whittle.pipeline.RunLayout;
import dev.whittle.report.Funnel;
import dev.whittle.report.HtmlReport;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Writes a run's report again and prints its funnel. */
@Command(
    name = "report",
    description =
        "Writes report.html of a run from its manifests and its core set, and prints the funnel.",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExample:%n",
    footer = "  whittle report --run runs/demo")
final class ReportCommand implements Callable<Integer> {
  @Option(names = "--run", required = true, paramLabel = "DIR", description = "the run's directory")
  private String run;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    try (Session session = new Session("report")) {
      RunFiles files = new RunFiles(session.spark().sparkContext().hadoopConfiguration());
      RunLayout layout = new RunLayout(files.qualified(run));
      RunDirectory.manifest(files, layout, run);
      HtmlReport.write(session.spark(), layout.run());
      PrintWriter out = spec.commandLine().getOut();
      out.print(Funnel.table(files.json(layout.funnelJson()).orElseThrow()));
      out.println("Report: " + layout.run() + "/report.html");
      return 0;
    }
  }
}
