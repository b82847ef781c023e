// SPDX-License-Identifier: Apache-2.0
package dev.whittle.jobs;

import dev.whittle.config.ConfigLoader;
import dev.whittle.config.GeneratorConfig;
import dev.whittle.config.Recipe;
import dev.whittle.config.UserError;
import dev.whittle.pipeline.RunFiles;
import dev.whittle.synthetic.Generator;
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
      "The same rows and seed give the same bytes."
    },
    mixinStandardHelpOptions = true,
    footerHeading = "%nExample:%n",
    footer = "  whittle generate --rows 24000 --seed 7 --out pool")
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
      names = "--config",
      paramLabel = "FILE",
      defaultValue = "${sys:whittle.home:-.}/conf/demo.yaml",
      description =
          "a recipe whose section 'generate' has the other settings (default: ${DEFAULT-VALUE})")
  private String config;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    try (Session session = new Session("generate")) {
      RunFiles files = new RunFiles(session.spark().sparkContext().hadoopConfiguration());
      String folder = files.qualified(out);
      if (files.exists(folder)) {
        throw new UserError(
            "Cannot generate into " + folder + ": it exists. Name a new folder or delete it.");
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
}
