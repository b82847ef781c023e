// SPDX-License-Identifier: Apache-2.0
package dev.whittle.jobs;

import dev.whittle.config.ConfigLoader;
import dev.whittle.config.GeneratorConfig;
import dev.whittle.config.Recipe;
import dev.whittle.config.SolveRateConfig;
import dev.whittle.config.SourceConfig;
import dev.whittle.config.Trees;
import dev.whittle.config.UserError;
import dev.whittle.pipeline.Manual;
import dev.whittle.pipeline.Pipeline;
import dev.whittle.pipeline.RunFiles;
import dev.whittle.pipeline.RunLayout;
import dev.whittle.report.Exports;
import dev.whittle.report.Funnel;
import dev.whittle.report.HtmlReport;
import dev.whittle.sampling.Sampling;
import dev.whittle.source.Detect;
import dev.whittle.source.Detected;
import dev.whittle.source.ReadLimits;
import dev.whittle.source.SourceReader;
import dev.whittle.stages.Stages;
import dev.whittle.synthetic.Generator;
import java.io.PrintWriter;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;

/**
 * From the options of a command to a finished funnel: configuration, stages, exports, report and
 * the exit code.
 */
final class FunnelRun {
  private final SparkSession spark;
  private final PipelineOptions options;
  private final PrintWriter out;
  private final RunFiles files;
  private Optional<LiveLine> live = Optional.empty();

  FunnelRun(SparkSession spark, PipelineOptions options, PrintWriter out) {
    this.spark = spark;
    this.options = options;
    options.forgetEmpty();
    this.out = out;
    this.files = new RunFiles(spark.sparkContext().hadoopConfiguration());
  }

  /** Runs the stages and what follows them: the exit code. */
  int run(Optional<String> from, Optional<String> to) {
    live = LiveLine.ofTerminal(spark.sparkContext(), out);
    try {
      return runAll(from, to);
    } finally {
      live.ifPresent(LiveLine::close);
    }
  }

  private int runAll(Optional<String> from, Optional<String> to) {
    Recipe recipe = recipe();
    String run = directory(recipe);
    out.println("whittle: recipe " + recipe.recipe() + ", run " + files.qualified(run));
    try (Leases leases = new Leases(files)) {
      leases.take(files.qualified(run));
      // Two runs that buy into one store at once would pay twice.
      recipe.attemptsStore().ifPresent(store -> leases.take(files.qualified(store)));
      return work(recipe, run, from, to, leases::check);
    }
  }

  private int work(
      Recipe recipe,
      String run,
      Optional<String> from,
      Optional<String> to,
      Runnable beforeCommit) {
    recipe.generate().ifPresent(config -> generate(config, run));
    checkSources(recipe);
    Pipeline pipeline = pipeline(recipe, run, from, to, beforeCommit);
    Pipeline.Outcome outcome = pipeline.run();
    RunLayout layout = new RunLayout(files.qualified(run));
    if (outcome.ran() == 0) {
      out.println("Nothing to do: every stage asked for is finished already.");
    }
    if (!outcome.complete()) {
      pipeline.status("stopped", null, 0, null);
      return 0;
    }
    boolean coreSet = recipe.stages().contains("core-set");
    String export = layout.run() + "/export";
    String report = layout.run() + "/report.html";
    if (outcome.ran() > 0 || !files.exists(report)) {
      live.ifPresent(line -> line.tell("exports and report ..."));
      if (coreSet) {
        Exports.write(spark, layout.run(), export, EnumSet.allOf(Exports.Format.class));
      }
      HtmlReport.write(spark, layout.run());
    }
    live.ifPresent(LiveLine::close);
    out.println();
    out.print(Funnel.table(files.json(layout.funnelJson()).orElseThrow()));
    out.println();
    if (coreSet) {
      out.println("Core set: " + export + "/limo.jsonl");
    }
    out.println("Report:   " + report);
    List<String> broken = outcome.brokenGates();
    if (broken.isEmpty()) {
      pipeline.status("succeeded", null, 0, null);
      return 0;
    }
    String words =
        "The output is kept, but "
            + (broken.size() == 1 ? "a gate is" : "gates are")
            + " broken: "
            + String.join("; ", broken);
    pipeline.status("gates-broken", null, Main.BROKEN, words);
    out.println(words);
    return Main.BROKEN;
  }

  /**
   * Tells what is wrong with any source or model folder that the funnel will read, before the first
   * stage.
   */
  private void checkSources(Recipe recipe) {
    boolean benchmarks = recipe.stages().contains("decontaminate");
    boolean recordings = !recipe.models().isEmpty() && recipe.solveRates().isPresent();
    SourceReader.check(
        spark,
        recipe.pools(),
        benchmarks ? recipe.benchmarks() : Map.of(),
        recordings ? recipe.attempts() : Map.of(),
        recordings ? recipe.rates() : Map.of(),
        ReadLimits.of(recipe.ingest().orElseThrow(), recipe.root().orElse("")));
    for (String stage : recipe.stages()) {
      SolveRateConfig rates = recipe.solveRates().orElse(Map.of()).get(stage);
      if (rates != null) {
        rates.models().stream()
            .map(SolveRateConfig.Rule::model)
            .forEach(label -> Sampling.checkFolder(spark, label, recipe.models().get(label)));
      }
    }
  }

  /**
   * Prints what {@link #run} would do.
   *
   * @param pilot problems to try the next stages on that buy attempts, so as to tell their cost
   * @param gpus behind all servers together
   */
  int plan(Optional<Integer> pilot, int gpus) {
    Recipe recipe = recipe();
    String run = directory(recipe);
    out.println("whittle: recipe " + recipe.recipe() + ", run " + files.qualified(run));
    if (recipe.generate().isPresent() && !files.exists(generated(run))) {
      if (pilot.isPresent()) {
        throw new UserError(
            "Cannot try a pilot: the synthetic pool of this run is not generated yet. Run the stages before the first"
                + " that asks a model, with run --to STAGE.");
      }
      // Its sources are files that do not exist yet: every stage is to run.
      out.printf(
          Locale.ROOT,
          "a synthetic pool of %,d rows is generated%n",
          recipe.generate().get().rows());
      for (int i = 0; i < recipe.stages().size(); i++) {
        tellPlan(i + 1, recipe.stages().get(i), "to run");
      }
      return 0;
    }
    Pipeline pipeline = pipeline(recipe, run, Optional.empty(), Optional.empty(), () -> {});
    for (Pipeline.Planned planned : pipeline.plan()) {
      String state =
          planned.finished().isEmpty()
              ? "to run"
              : planned.fromBase() ? "from the base run" : "done";
      tellPlan(planned.position(), planned.stage().name(), state);
    }
    if (pilot.isPresent()) {
      try (Leases leases = new Leases(files)) {
        leases.take(files.qualified(run));
        recipe.attemptsStore().ifPresent(store -> leases.take(files.qualified(store)));
        new PilotWords(recipe.models(), gpus).of(pipeline.pilot(pilot.get())).forEach(out::println);
      }
    }
    return 0;
  }

  private void tellPlan(int position, String stage, String state) {
    out.printf("%02d-%-16s %s%n", position, stage, state);
  }

  private Pipeline pipeline(
      Recipe recipe,
      String run,
      Optional<String> from,
      Optional<String> to,
      Runnable beforeCommit) {
    Pipeline.Request request =
        new Pipeline.Request(
            recipe.recipe(),
            run,
            Stages.of(recipe),
            ConfigLoader.yaml(Trees.of(recipe)),
            options.base,
            from,
            to,
            options.sample,
            Manual.read(files, options.allow, options.deny));
    return new Pipeline(spark, request, this::progress, beforeCommit);
  }

  private Recipe recipe() {
    if (options.sample.isPresent() && !(options.sample.get() > 0 && options.sample.get() <= 1)) {
      throw new UserError(
          "Cannot sample: "
              + options.sample.get()
              + " is no share. Give --sample a number above 0 and up to 1.");
    }
    ConfigLoader loader = new ConfigLoader(path -> files.read(files.qualified(path)));
    // The variable run is the directory as given: what is written below it is found again by the
    // same words.
    String run = options.run.orElseGet(() -> "runs/" + loader.name(options.config));
    Recipe recipe =
        loader.load(
            new ConfigLoader.Inputs(
                options.config,
                options.sources,
                options.models,
                options.sets,
                files.qualified(run)),
            Recipe.class);
    if (options.pools.isEmpty()) {
      if (recipe.pools().isEmpty()) {
        throw new UserError(
            "Cannot run: there is no pool. Give --pool PATH, or --sources FILE with a section pools.");
      }
      return recipe;
    }
    Map<String, SourceConfig> pools = new LinkedHashMap<>();
    ReadLimits limits = ReadLimits.of(recipe.ingest().orElseThrow(), "");
    for (String path : options.pools) {
      Detected detected = Detect.source(spark, path, limits);
      detected.words().forEach(out::println);
      String name = detected.name();
      pools.put(pools.containsKey(name) ? name + "-" + pools.size() : name, detected.config());
    }
    return recipe.withPools(pools);
  }

  private String directory(Recipe recipe) {
    return options.run.orElse("runs/" + recipe.recipe());
  }

  /** What says that a run's synthetic pool is complete. */
  private String generated(String run) {
    return files.qualified(run) + "/generated/_generated.json";
  }

  private void generate(GeneratorConfig config, String run) {
    String folder = files.qualified(run) + "/generated";
    String marker = generated(run);
    Map<String, Object> now = new LinkedHashMap<>();
    now.put("config", Trees.of(config));
    Optional<List<String>> differences =
        files
            .json(marker)
            .map(then -> Trees.differences(RunFiles.plain(then), RunFiles.plain(now)));
    if (differences.isPresent()) {
      if (!differences.get().isEmpty()) {
        throw new UserError(
            "Cannot generate again in "
                + folder
                + ": it holds another pool ("
                + String.join("; ", differences.get())
                + "). Give a new --run.");
      }
      return;
    }
    files.delete(folder);
    if (options.base.isPresent()) {
      // The very files, for Parquet with the same rows may differ in bytes, and stages know their
      // sources by them.
      String theirs = files.qualified(options.base.get()) + "/generated";
      boolean same =
          files
              .json(theirs + "/_generated.json")
              .filter(
                  then -> Trees.differences(RunFiles.plain(then), RunFiles.plain(now)).isEmpty())
              .isPresent();
      if (same) {
        progress("      copying the synthetic pool of the base run");
        files.copy(theirs, folder);
        return;
      }
    }
    progress("      generating " + String.format("%,d", config.rows()) + " synthetic problems");
    Generator.write(spark, config, folder);
    files.writeJson(marker, now);
  }

  private void progress(String line) {
    live.ifPresentOrElse(terminal -> terminal.tell(line), () -> out.println(line));
    out.flush();
  }
}
