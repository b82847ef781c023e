// SPDX-License-Identifier: Apache-2.0
package dev.whittle.bench;

import com.sun.management.OperatingSystemMXBean;
import dev.whittle.config.ConfigLoader;
import dev.whittle.config.QualityConfig;
import dev.whittle.config.QualityConfig.Switch;
import dev.whittle.config.Recipe;
import dev.whittle.pipeline.Manual;
import dev.whittle.pipeline.Pipeline;
import dev.whittle.pipeline.StageContext;
import dev.whittle.stages.Quality;
import dev.whittle.stages.Stages;
import dev.whittle.synthetic.Generator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * CPU seconds of quality and decontaminate, as the funnel runs them, beyond reading and writing the
 * same rows once for each.
 *
 * <p>Process CPU time, so that other work on the machine counts little; a small run before warms the
 * compiler up.
 */
public final class CleanBenchmark {
  private static final OperatingSystemMXBean PROCESS =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
  private static final int WARM = 100_000;

  private CleanBenchmark() {}

  /** Arguments: the recipe, a folder to work in, and numbers of rows, or "items" and one number. */
  public static void main(String[] args) {
    SparkSession spark = SparkSession.builder().appName("clean benchmark").getOrCreate();
    if (args[2].equals("items")) {
      items(spark, args[0], args[1], Long.parseLong(args[3]));
      spark.stop();
      return;
    }
    measure(spark, args[0], args[1] + "/warm", WARM);
    System.out.printf(
        "%12s %12s %12s %14s %14s %12s%n",
        "rows", "quality", "decontam.", "2 read-writes", "beyond, /M", "growth");
    double first = 0;
    for (int i = 2; i < args.length; i++) {
      long rows = Long.parseLong(args[i]);
      Costs costs = measure(spark, args[0], args[1] + "/rows-" + rows, rows);
      double beyond = costs.beyond() / costs.rows() * 1e6;
      first = i == 2 ? beyond : first;
      System.out.printf(
          Locale.ROOT,
          "%,12d %10.1f s %10.1f s %12.1f s %12.2f s %12.2f%n",
          costs.rows(),
          costs.quality(),
          costs.decontaminate(),
          costs.readWrites(),
          beyond,
          beyond / first);
    }
    rules(spark, args[0], args[1] + "/rows-" + args[2]);
    spark.stop();
  }

  private record Costs(long rows, double quality, double decontaminate, double readWrites) {
    double beyond() {
      return quality + decontaminate - readWrites;
    }
  }

  private static double cpu() {
    return PROCESS.getProcessCpuTime() / 1e9;
  }

  private static Recipe recipe(String config, String run, long rows, String... more) {
    ConfigLoader loader =
        new ConfigLoader(
            path -> {
              try {
                Path file = Path.of(path);
                return Files.exists(file) ? Optional.of(Files.readString(file)) : Optional.empty();
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
    return loader.load(
        new ConfigLoader.Inputs(
            config,
            Optional.empty(),
            Optional.empty(),
            Stream.concat(
                    Stream.of("generate.rows=" + rows, "generate.rows-per-file=50000"),
                    Stream.of(more))
                .toList(),
            run),
        Recipe.class);
  }

  private static Costs measure(SparkSession spark, String config, String run, long rows) {
    Recipe recipe = recipe(config, run, rows);
    Generator.write(spark, recipe.generate().orElseThrow(), run + "/generated");
    pipeline(spark, recipe, run, "exact-dedup");
    double start = cpu();
    pipeline(spark, recipe, run, "quality");
    double quality = cpu() - start;
    start = cpu();
    pipeline(spark, recipe, run, "decontaminate");
    double decontaminate = cpu() - start;
    // What the funnel must do for any stage: its input read whole and written as the runner writes.
    double copies = copy(spark, run, "02-exact-dedup") + copy(spark, run, "03-quality");
    long in =
        spark.read().parquet(run + "/02-exact-dedup").where("verdict = 'kept'").count();
    return new Costs(in, quality, decontaminate, copies);
  }

  /**
   * As many benchmark items as problems: each item is a problem of another seed, and every tenth a
   * problem of the pool, which must be found.
   */
  private static void items(SparkSession spark, String config, String work, long rows) {
    String run = work + "/pool";
    String other = work + "/other";
    Recipe pool = recipe(config, run, rows);
    Generator.write(spark, pool.generate().orElseThrow(), run + "/generated");
    pipeline(spark, pool, run, "quality");
    Recipe exam = recipe(config, other, rows, "generate.seed=99");
    Generator.write(spark, exam.generate().orElseThrow(), other + "/generated");
    pipeline(spark, exam, other, "ingest");
    Dataset<Row> problems = spark.read().parquet(run + "/03-quality").where("verdict = 'kept'");
    Dataset<Row> planted = problems.where("pmod(xxhash64(problem_id), 10) = 0");
    String file = work + "/items";
    spark
        .read()
        .parquet(other + "/01-ingest")
        .select("problem_id", "problem", "answer")
        .unionByName(planted.select("problem_id", "problem", "answer"))
        .write()
        .parquet(file);
    long in = problems.count();
    long known = planted.count();
    Recipe joined =
        recipe(
            config,
            run,
            rows,
            "benchmarks.large={paths: ['"
                + file
                + "/*.parquet'], format: parquet, map: {source-id: '${/problem_id}', problem: '${/problem}', answer: '${/answer}'}}",
            "decontaminate.benchmarks=[large]");
    long start = System.nanoTime();
    double cpu = cpu();
    pipeline(spark, joined, run, "decontaminate");
    double seconds = (System.nanoTime() - start) / 1e9;
    cpu = cpu() - cpu;
    Dataset<Row> judged = spark.read().parquet(run + "/04-decontaminate");
    System.out.printf(
        Locale.ROOT,
        "%,d problems, %,d benchmark items: %.0f s, %.0f CPU-s; %,d problems rejected; of %,d that are items, %,d kept%n",
        in,
        spark.read().parquet(file).count(),
        seconds,
        cpu,
        judged.where("verdict = 'rejected'").count(),
        known,
        judged.where("verdict = 'kept' and pmod(xxhash64(problem_id), 10) = 0").count());
  }

  private static double copy(SparkSession spark, String run, String stage) {
    double start = cpu();
    spark
        .read()
        .parquet(run + "/" + stage)
        .where("verdict = 'kept'")
        .write()
        .mode("overwrite")
        .partitionBy("verdict")
        .parquet(run + "/copy");
    return cpu() - start;
  }

  private static void pipeline(SparkSession spark, Recipe recipe, String run, String to) {
    Pipeline.Request request =
        new Pipeline.Request(
            recipe.recipe(),
            run,
            Stages.of(recipe),
            "",
            Optional.empty(),
            Optional.empty(),
            Optional.of(to),
            Optional.empty(),
            Manual.NONE);
    new Pipeline(spark, request, line -> {}).run();
  }

  /** Each rule alone, beyond no rule at all. */
  private static void rules(SparkSession spark, String config, String run) {
    // Without the classifier, which would learn anew for each rule.
    QualityConfig quality =
        recipe(config, run, WARM, "quality.classifier.min-rows=1000000000").quality().orElseThrow();
    Dataset<Row> rows =
        spark.read().parquet(run + "/02-exact-dedup").where("verdict = 'kept'").drop("reason");
    long count = rows.count();
    System.out.printf("%n%-22s %18s%n", "rule alone", "CPU-s a million");
    double none = 0;
    for (String rule : List.of("none", "none", "all")) {
      double cost = rule(rows, quality, rule);
      none = rule.equals("none") ? cost : none;
      System.out.printf(
          Locale.ROOT, "%-22s %18.2f%n", rule, (rule.equals("none") ? cost : cost - none) / count * 1e6);
    }
    for (String rule : quality.rules().keySet()) {
      System.out.printf(
          Locale.ROOT, "%-22s %18.2f%n", rule, (rule(rows, quality, rule) - none) / count * 1e6);
    }
  }

  private static double rule(Dataset<Row> rows, QualityConfig all, String rule) {
    Map<String, Switch> rules = new LinkedHashMap<>();
    all.rules()
        .keySet()
        .forEach(
            name ->
                rules.put(
                    name, rule.equals("all") || rule.equals(name) ? Switch.REJECT : Switch.OFF));
    double start = cpu();
    new Quality(all.withRules(rules))
        .judge(rows, new Context(rows.sparkSession()))
        .write()
        .format("noop")
        .mode("overwrite")
        .save();
    return cpu() - start;
  }

  /** A context for a stage that keeps nothing. */
  private record Context(SparkSession spark) implements StageContext {
    @Override
    public String run() {
      throw new UnsupportedOperationException("The benchmark has no run.");
    }

    @Override
    public Dataset<Row> checkpoint(String name, Dataset<Row> data) {
      return data.localCheckpoint();
    }

    @Override
    public void table(String name, Dataset<Row> data) {}

    @Override
    public void metric(String name, Object value) {}

    @Override
    public void note(String line) {}
  }
}
