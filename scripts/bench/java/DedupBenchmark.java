// SPDX-License-Identifier: Apache-2.0
package dev.whittle.bench;

import com.sun.management.OperatingSystemMXBean;
import dev.whittle.config.ConfigLoader;
import dev.whittle.config.Recipe;
import dev.whittle.pipeline.Manual;
import dev.whittle.pipeline.Pipeline;
import dev.whittle.pipeline.StageResult;
import dev.whittle.stages.Stages;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerStageCompleted;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * What removing duplicates costs beside what reading and writing costs, in one run of one JVM.
 *
 * <p>Arguments: ROWS SHAPE|recall|mllib|digest WORK, where WORK keeps the pool and its ingested form for the next run.
 */
public final class DedupBenchmark {
  private static final Path ROOT = Path.of(System.getProperty("whittle.root"));

  private final SparkSession spark;
  private final long rows;
  private final List<String> lines = new ArrayList<>();
  private final AtomicLong shuffled = new AtomicLong();
  private final AtomicLong spilled = new AtomicLong();
  private final AtomicLong tasks = new AtomicLong();
  private final AtomicLong collected = new AtomicLong();

  private record Cost(double wall, double cpu) {}

  private DedupBenchmark(SparkSession spark, long rows) {
    this.spark = spark;
    this.rows = rows;
    spark
        .sparkContext()
        .addSparkListener(
            new SparkListener() {
              @Override
              public void onStageCompleted(SparkListenerStageCompleted end) {
                if (System.getenv("WHITTLE_BENCH_STAGES") != null) {
                  System.out.printf(
                      "    %8.1f CPU s %6d MB written to the shuffle  %s%n",
                      end.stageInfo().taskMetrics().executorCpuTime() / 1e9,
                      end.stageInfo().taskMetrics().shuffleWriteMetrics().bytesWritten() >> 20,
                      end.stageInfo().name());
                }
              }

              @Override
              public void onTaskEnd(SparkListenerTaskEnd end) {
                if (end.taskMetrics() != null) {
                  shuffled.addAndGet(end.taskMetrics().shuffleWriteMetrics().bytesWritten());
                  spilled.addAndGet(end.taskMetrics().diskBytesSpilled());
                  tasks.addAndGet(end.taskMetrics().executorCpuTime());
                  collected.addAndGet(end.taskMetrics().jvmGCTime());
                }
              }
            });
  }

  public static void main(String[] arguments) throws IOException {
    long rows = Long.parseLong(arguments[0]);
    String what = arguments[1];
    Path work = Path.of(arguments[2]);
    SparkSession spark = SparkSession.builder().appName("dedup benchmark").getOrCreate();
    spark.sparkContext().setLogLevel("ERROR");
    DedupBenchmark benchmark = new DedupBenchmark(spark, rows);
    switch (what) {
      case "recall" -> benchmark.recall(work.resolve("recall-" + rows));
      case "mllib" -> benchmark.mllib(work.resolve("mllib-" + rows));
      case "digest" -> benchmark.digest(work.resolve("digest-" + rows));
      default -> benchmark.run(DedupPool.Shape.valueOf(what.toUpperCase(Locale.ROOT)), work.resolve(what + "-" + rows));
    }
    spark.stop();
  }

  /** What is missed, by brute force over all pairs. */
  private void recall(Path work) throws IOException {
    Path pool = work.resolve("pool");
    if (!Files.exists(pool.resolve("_SUCCESS"))) {
      DedupPool.rows(spark, rows, DedupPool.Shape.MIXED).write().mode("overwrite").parquet(pool.toString());
    }
    Path run = work.resolve("run");
    delete(run);
    List<StageResult> results = pipeline(pool, run, Optional.empty());
    DedupRecall.of(spark, run.resolve(results.get(2).data()).toString()).print(System.out);
  }

  /** Digests of the verdicts and the evidence, over other partitions and another order of the rows. */
  private void digest(Path work) throws IOException {
    Path pool = work.resolve("pool");
    Path shuffled = work.resolve("shuffled");
    DedupPool.rows(spark, rows, DedupPool.Shape.MIXED).write().mode("overwrite").parquet(pool.toString());
    spark.read().parquet(pool.toString()).repartition(37).orderBy(org.apache.spark.sql.functions.rand(3)).write().mode("overwrite").parquet(shuffled.toString());
    Set<String> digests = new LinkedHashSet<>();
    for (int partitions : new int[] {1, 8, 200}) {
      digests.add(digest(pool, work.resolve("run"), partitions));
    }
    digests.add(digest(shuffled, work.resolve("run"), 8));
    System.out.println(digests.size() == 1 ? "all digests are the same" : "DIGESTS DIFFER");
    if (digests.size() > 1) {
      System.exit(1);
    }
  }

  private String digest(Path pool, Path run, int partitions) throws IOException {
    // Every stage reads what the one before wrote: as many files as there were partitions, or fewer.
    Path divided = run.resolveSibling("divided");
    spark.read().parquet(pool.toString()).repartition(partitions).write().mode("overwrite").parquet(divided.toString());
    spark.conf().set("spark.sql.files.maxPartitionBytes", partitions == 1 ? "4g" : "1m");
    spark.conf().set("spark.sql.files.openCostInBytes", partitions == 200 ? "1m" : "1k");
    delete(run);
    StringBuilder digest = new StringBuilder();
    List<StageResult> results = pipeline(divided, run, Optional.empty());
    for (StageResult result : results.subList(1, results.size())) {
      digest.append(result.stage()).append(' ').append(result.digest()).append("  ");
    }
    System.out.printf("%4d partitions, %s, %s: %s%n", partitions, pool.getFileName(), spark.sparkContext().master(), digest);
    return digest.toString();
  }

  /** What a user would reach for first: Spark MLlib's MinHashLSH over three-word shingles. */
  private void mllib(Path work) throws IOException {
    Path pool = work.resolve("pool");
    System.out.printf("%-22s %8s %8s %10s %10s %9s %9s %8s %8s%n", "phase", "wall s", "CPU s", "CPU s/M", "rows/s", "shuffle", "spilled", "heap", "GC s");
    measured("generate", () -> DedupPool.rows(spark, rows, DedupPool.Shape.MIXED).write().mode("overwrite").parquet(pool.toString()));
    Path base = work.resolve("ingested");
    delete(base);
    measured("ingest", () -> pipeline(pool, base, Optional.of("ingest")));
    Path run = work.resolve("run");
    for (int pass = 1; pass <= 2; pass++) {
      delete(run);
      delete(work.resolve("pairs"));
      Cost ours = measured("exact + near, pass " + pass, () -> pipeline(pool, run, Optional.empty(), base));
      long[] pairs = new long[1];
      Cost theirs = measured("MinHashLSH, pass " + pass, () -> pairs[0] = MllibBaseline.pairs(spark, base.resolve("01-ingest").toString(), work.resolve("pairs").toString()));
      System.out.printf(
          "pass %d: MLlib's MinHashLSH takes %.1f x the CPU and %.1f x the wall time of exact-dedup and near-dedup together, and finds %,d pairs; it verifies no numbers and rejects nothing%n",
          pass, theirs.cpu / ours.cpu, theirs.wall / ours.wall, pairs[0]);
    }
  }

  private void run(DedupPool.Shape shape, Path work) throws IOException {
    Files.createDirectories(work);
    Path pool = work.resolve("pool");
    System.out.printf(
        "%,d rows (%s), %d cores, %,d MB heap%n%n",
        rows, shape, spark.sparkContext().defaultParallelism(), Runtime.getRuntime().maxMemory() >> 20);
    System.out.printf("%-22s %8s %8s %10s %10s %9s %9s %8s %8s%n", "phase", "wall s", "CPU s", "CPU s/M", "rows/s", "shuffle", "spilled", "heap", "GC s");
    if (!Files.exists(pool.resolve("_SUCCESS"))) {
      measured("generate", () -> DedupPool.rows(spark, rows, shape).write().option("compression", "zstd").mode("overwrite").parquet(pool.toString()));
    }
    Path base = work.resolve("ingested");
    if (!Files.exists(base.resolve("01-ingest/_stage.json"))) {
      delete(base);
      measured("ingest", () -> pipeline(pool, base, Optional.of("ingest")));
    }
    // The first pass warms the JVM; floors are of the second.
    String ingested = base.resolve("01-ingest").toString();
    floor(ingested);
    Cost scan = measured("floor: scan, xxhash64", () -> floor(ingested));
    Path copy = work.resolve("copy");
    Cost copied =
        measured(
            "floor: read and write",
            () -> spark.read().parquet(ingested).drop("verdict", "reason", "overruled").write().option("compression", "zstd").mode("overwrite").parquet(copy.toString()));
    delete(copy);
    Path run = work.resolve("run");
    delete(run);
    List<StageResult> results = new ArrayList<>();
    Cost exact = measured("exact-dedup", () -> results.addAll(pipeline(pool, run, Optional.of("exact-dedup"), base)));
    results.clear();
    Cost near = measured("near-dedup", () -> results.addAll(pipeline(pool, run, Optional.empty())));
    double millions = rows / 1e6;
    double cpu = exact.cpu + near.cpu;
    System.out.printf(
        "%nexact + near: %.1f s wall, %.1f CPU s a million rows, %.1f x the scan, %.2f x read and write (CPU)%n",
        exact.wall + near.wall, cpu / millions, cpu / scan.cpu, cpu / copied.cpu);
    System.out.printf("peak resident memory: %,d MB%n", peakResident());
    for (StageResult result : results) {
      System.out.printf("%-12s %,12d in %,12d kept %s%n", result.stage(), result.in(), result.kept(), result.rejected());
    }
    if (shape == DedupPool.Shape.MIXED) {
      truth(run, results);
    }
  }

  /** How planted rows fared: copies and edits whose original, or a copy of it, stays. */
  private void truth(Path run, List<StageResult> results) {
    Dataset<Row> kept = spark.read().parquet(run.resolve(results.get(2).data()).toString()).filter("verdict = 'kept'");
    System.out.println("planted kind, rows kept (of the pool's)");
    // One row a kind.
    for (Row row : kept.groupBy("extra.kind").count().orderBy("kind").collectAsList()) {
      System.out.printf("  %-10s %,12d%n", row.getString(0), row.getLong(1));
    }
  }

  private void floor(String path) {
    spark.read().parquet(path).selectExpr("bit_xor(xxhash64(problem))").collectAsList();
  }

  private List<StageResult> pipeline(Path pool, Path run, Optional<String> to, Path... base) {
    String sources =
        String.join(
            "\n",
            "pools:",
            "  bench:",
            "    paths: [\"" + pool + "/*.parquet\"]",
            "    format: parquet",
            "    license: none",
            "    priority: 10",
            "    map: {problem: \"${/question}\", answer: \"${/answer}\", source-id: \"${/id}\", extra: {kind: \"${/kind}\", base: \"${/base}\"}}",
            "    answer-from: as-is",
            "");
    Recipe recipe =
        new ConfigLoader(path -> path.equals("sources.yaml") ? Optional.of(sources) : text(path))
            .load(
                new ConfigLoader.Inputs(
                    ROOT.resolve("conf/recipes/dedup-only.yaml").toString(), Optional.of("sources.yaml"), Optional.empty(), List.of(), run.toString()),
                Recipe.class);
    return new Pipeline(
            spark,
            new Pipeline.Request(
                recipe.recipe(),
                run.toString(),
                Stages.of(recipe),
                "",
                base.length == 0 ? Optional.empty() : Optional.of(base[0].toString()),
                Optional.empty(),
                to,
                Optional.empty(),
                Manual.NONE),
            lines::add)
        .run()
        .results();
  }

  private static Optional<String> text(String path) {
    try {
      return Optional.of(Files.readString(Path.of(path)));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private Cost measured(String phase, Runnable body) {
    System.gc();
    ManagementFactory.getMemoryPoolMXBeans().forEach(java.lang.management.MemoryPoolMXBean::resetPeakUsage);
    shuffled.set(0);
    spilled.set(0);
    collected.set(0);
    OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    long cpu = system.getProcessCpuTime();
    long wall = System.nanoTime();
    body.run();
    double seconds = (System.nanoTime() - wall) / 1e9;
    double used = (system.getProcessCpuTime() - cpu) / 1e9;
    long heap =
        ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(p -> p.getType() == java.lang.management.MemoryType.HEAP)
            .mapToLong(p -> p.getPeakUsage().getUsed())
            .sum();
    System.out.printf(
        "%-22s %8.1f %8.1f %10.2f %,10.0f %,7d MB %,6d MB %,5d MB %8.1f%n",
        phase, seconds, used, used / (rows / 1e6), rows / seconds, shuffled.get() >> 20, spilled.get() >> 20, heap >> 20, collected.get() / 1e3);
    return new Cost(seconds, used);
  }

  private static long peakResident() throws IOException {
    Path status = Path.of("/proc/self/status");
    if (!Files.exists(status)) {
      return -1;
    }
    for (String line : Files.readAllLines(status)) {
      if (line.startsWith("VmHWM:")) {
        return Long.parseLong(line.replaceAll("[^0-9]", "")) >> 10;
      }
    }
    return -1;
  }

  private static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (var all = Files.walk(folder)) {
      for (Path path : all.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
