// SPDX-License-Identifier: Apache-2.0
package dev.whittle.jobs;

import dev.whittle.pipeline.RunFiles;
import dev.whittle.pipeline.RunLayout;
import dev.whittle.report.Exports;
import dev.whittle.report.Exports.Format;
import dev.whittle.report.Exports.Summary;
import dev.whittle.report.Licences;
import java.io.PrintWriter;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Writes the core set of a finished run in the forms that trainers read. */
@Command(
    name = "export",
    description =
        "Writes the core set of a finished run: limo.jsonl and Parquet, messages for LLaMA-Factory and TRL, verl's"
            + " RL Parquet, a Hugging Face dataset with its card, and a textbook for people.",
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
  private String target;

  @Option(
      names = "--formats",
      paramLabel = "LIST",
      split = ",",
      description = "some of limo, messages, verl, hf, textbook (default: all)")
  private List<String> formats = List.of("limo", "messages", "verl", "hf", "textbook");

  @Option(
      names = "--licenses",
      paramLabel = "LIST",
      split = ",",
      description =
          "only rows under these licences, such as MIT,Apache-2.0, or permissive; a duplicate under one of them"
              + " stands in for a row that is not, and what has none is left out")
  private List<String> licenses = List.of();

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    Set<Format> wanted = EnumSet.noneOf(Format.class);
    formats.forEach(name -> wanted.add(Format.of(name)));
    Optional<Licences> permitted =
        licenses.isEmpty() ? Optional.empty() : Optional.of(Licences.of(licenses));
    try (Session session = new Session("export")) {
      RunFiles files = new RunFiles(session.spark().sparkContext().hadoopConfiguration());
      RunLayout layout = new RunLayout(files.qualified(run));
      RunDirectory.manifest(files, layout, run);
      String folder = files.qualified(target);
      Summary summary = Exports.write(session.spark(), layout.run(), folder, wanted, permitted);
      PrintWriter out = spec.commandLine().getOut();
      out.printf(
          Locale.ROOT,
          "Core set: %,d problems in %s, %,d with a chain, %,d with the official solution, %,d with neither%n",
          summary.rows(),
          folder,
          summary.chains(),
          summary.official(),
          summary.empty());
      if (permitted.isPresent()) {
        out.printf(
            Locale.ROOT,
            "Under the wanted licences: %,d duplicates stand in for rows that are not, %,d rows have none and are left out.%n",
            summary.twins(),
            summary.leftOut());
      }
      if (wanted.contains(Format.MESSAGES) && summary.empty() > 0) {
        out.printf(
            Locale.ROOT,
            "messages.jsonl leaves out the %,d without a worked solution.%n",
            summary.empty());
      }
      return 0;
    }
  }
}
