// SPDX-License-Identifier: Apache-2.0
package dev.whittle.jobs;

import dev.whittle.config.ConfigLoader;
import dev.whittle.config.GeneratorConfig;
import dev.whittle.config.Recipe;
import dev.whittle.config.UserError;
import dev.whittle.pipeline.RunFiles;
import dev.whittle.synthetic.Generator;
import dev.whittle.synthetic.ProblemTable;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Writes a synthetic pool with planted truth. */
@Command(
    name = "generate",
    description = {
      "Writes a pool of synthetic problems with known answers in several file shapes, with planted duplicates, contamination and defects, and the truth about them in a side file.",
      "The same rows and seed give the same bytes.",
      "With --only problems: nothing but problems with their answers and short worked solutions, as one Parquet table, to train a model on; the same rows and seed give the same rows, and more rows the same and more."
    },
    mixinStandardHelpOptions = true,
    footerHeading = "%nExample:%n",
    footer = {
      "  whittle generate --rows 24000 --seed 7 --out pool",
      "  whittle generate --only problems --rows 10000000 --seed 7 --out training"
    })
final class GenerateCommand implements Callable<Integer> {
  @Option(names = "--rows", required = true, paramLabel = "N", description = "problems to write")
  private String rows;

  @Option(names = "--seed", required = true, paramLabel = "S", description = "seed of every choice")
  private String seed;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "the folder to write to; it must not exist")
  private String out;

  @Option(
      names = "--only",
      paramLabel = "WHAT",
      description =
          "what alone to write: ${COMPLETION-CANDIDATES}; nothing is planted then, and --config is not read")
  private Only only;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      defaultValue = "${sys:whittle.home:-.}/conf/demo.yaml",
      description =
          "a recipe whose section 'generate' has the other settings (default: ${DEFAULT-VALUE})")
  private String config;

  @Spec private CommandSpec spec;

  /** Parts of what is generated, as they are named on the command line. */
  private enum Only {
    problems
  }

  @Override
  public Integer call() {
    try (Session session = new Session("generate")) {
      RunFiles files = new RunFiles(session.spark().sparkContext().hadoopConfiguration());
      String folder = files.qualified(out);
      if (files.exists(folder)) {
        throw new UserError(
            "Cannot generate into " + folder + ": it exists. Name a new folder or delete it.");
      }
      if (only != null) {
        ProblemTable.write(session.spark(), number("--rows", rows), number("--seed", seed), folder);
        spec.commandLine().getOut().println("Synthetic problems: " + folder);
        return 0;
      }
      ConfigLoader loader = new ConfigLoader(path -> files.read(files.qualified(path)));
      Recipe recipe =
          loader.load(
              new ConfigLoader.Inputs(
                  config,
                  Optional.empty(),
                  Optional.empty(),
                  List.of("generate.rows=" + rows, "generate.seed=" + seed),
                  folder),
              Recipe.class);
      GeneratorConfig generate =
          recipe
              .generate()
              .orElseThrow(
                  () ->
                      new UserError(
                          "Cannot generate: "
                              + config
                              + " has no section 'generate'. Give another --config."));
      Generator.write(session.spark(), generate, folder);
      spec.commandLine().getOut().println("Synthetic pool: " + folder);
      return 0;
    }
  }

  private static long number(String option, String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new UserError(
          "Cannot read " + option + ": '" + text + "' is not a whole number. Give digits.", e);
    }
  }
}
