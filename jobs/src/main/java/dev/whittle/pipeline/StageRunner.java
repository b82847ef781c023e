// SPDX-License-Identifier: Apache-2.0
package dev.whittle.pipeline;

import dev.whittle.schema.Columns;
import dev.whittle.schema.Contract;
import dev.whittle.schema.Schemas;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Runs one stage: checks its input, writes its rows once, reads them back, counts them, checks the
 * laws, and writes the manifest last. All side effects of the funnel are here.
 */
final class StageRunner {
  private static final String ZERO = "0".repeat(32);

  /**
   * A problem is looked up by its id ({@code whittle explain}): a Bloom filter a row group, and row
   * groups small enough to be read whole for one row. Ids are hashes in no order and nobody asks
   * for a range of statements, so that their minima and maxima would tell nothing; nearly all are
   * different, so that a dictionary of them is filled only to be given up, once a row group;
   * neither Spark nor {@code explain} reads the statistics of sizes.
   */
  private static final Map<String, String> PARQUET =
      Map.ofEntries(
          Map.entry("parquet.bloom.filter.enabled#" + Columns.PROBLEM_ID, "true"),
          Map.entry("parquet.bloom.filter.adaptive.enabled", "true"),
          Map.entry("parquet.bloom.filter.max.bytes", String.valueOf(256 << 10)),
          Map.entry("parquet.block.size", String.valueOf(32 << 20)),
          Map.entry("parquet.size.statistics.enabled", "false"),
          Map.entry("parquet.column.statistics.enabled#" + Columns.PROBLEM_ID, "false"),
          Map.entry("parquet.column.statistics.enabled#" + Columns.PROBLEM, "false"),
          Map.entry("parquet.column.statistics.enabled#" + Columns.SOLUTION, "false"),
          Map.entry("parquet.enable.dictionary#" + Columns.PROBLEM_ID, "false"),
          Map.entry("parquet.enable.dictionary#" + Columns.PROBLEM, "false"),
          Map.entry("parquet.enable.dictionary#" + Columns.SOLUTION, "false"));

  private static final String WRITERS = "spark.sql.maxConcurrentOutputFileWriters";

  private final SparkSession spark;
  private final RunFiles files;
  private final RunLayout layout;
  private final Consumer<String> progress;
  private final Runnable beforeCommit;

  StageRunner(
      SparkSession spark,
      RunFiles files,
      RunLayout layout,
      Consumer<String> progress,
      Runnable beforeCommit) {
    this.beforeCommit = beforeCommit;
    this.spark = spark;
    this.files = files;
    this.layout = layout;
    this.progress = progress;
  }

  /**
   * A stage and what it is to be run on.
   *
   * @param previous the finished stage before, absent for the first
   * @param inputSchema the columns of {@code previous}'s kept rows; for the first stage the
   *     problem's columns
   * @param marksManual whether this is the stage that puts the column {@code manual} on rows
   */
  record Task(
      Stage stage,
      int position,
      String fingerprint,
      Map<String, Object> decides,
      Optional<StageResult> previous,
      StructType inputSchema,
      boolean marksManual,
      Manual manual,
      Optional<Double> sample) {

    /** Columns of the stage's kept rows, without verdict and reason. */
    StructType outputSchema() {
      StructType given = marksManual ? Schemas.concat(inputSchema, Schemas.MANUAL) : inputSchema;
      return Schemas.concat(given, stage.adds());
    }
  }

  StageResult run(Task task) {
    Stage stage = task.stage();
    String folder = layout.stage(task.position(), stage.name());
    files.delete(folder);
    files.delete(layout.scratch(stage.name()));
    RunContext context = new RunContext(spark, layout, stage.name(), progress);
    long started = System.nanoTime();
    resetPeakHeap();
    spark.sparkContext().setJobGroup("whittle", "funnel stage " + stage.name(), false);
    try {
      write(judged(task, context), task, folder);
      StageResult result = counted(task, context, folder, started);
      checkLaws(task, result);
      beforeCommit.run();
      files.writeJson(RunLayout.manifest(folder), result);
      return result;
    } finally {
      spark.sparkContext().clearJobGroup();
      files.delete(layout.scratch(stage.name()));
    }
  }

  private Dataset<Row> judged(Task task, RunContext context) {
    Stage stage = task.stage();
    if (task.previous().isEmpty()) {
      Dataset<Row> nothing = spark.createDataFrame(List.of(), task.inputSchema());
      Dataset<Row> judged = stage.judge(nothing, context);
      return task.sample().map(fraction -> judged.filter(inSample(fraction))).orElse(judged);
    }
    Dataset<Row> problems = kept(spark, layout.data(task.previous().get()), task.inputSchema());
    if (!task.marksManual()) {
      return overruled(stage.judge(problems, context));
    }
    Dataset<Row> marked = task.manual().mark(problems);
    if (task.manual().deny().isEmpty()) {
      return overruled(stage.judge(marked, context));
    }
    Column denied =
        functions.coalesce(functions.col(Columns.MANUAL).equalTo("deny"), functions.lit(false));
    Dataset<Row> rejected = marked.filter(denied);
    for (StructField field : stage.adds().fields()) {
      rejected = rejected.withColumn(field.name(), functions.lit(null).cast(field.dataType()));
    }
    rejected = rejected.withColumn(Columns.REASON, functions.lit(Reason.MANUAL.code()));
    Dataset<Row> judged = stage.judge(marked.filter(functions.not(denied)), context);
    return overruled(judged.unionByName(rejected));
  }

  /** A row that a person allowed stays, with the reason it would have been rejected for. */
  private static Dataset<Row> overruled(Dataset<Row> judged) {
    Column allowed = functions.col(Columns.MANUAL).equalTo("allow");
    Column reason = functions.col(Columns.REASON);
    return judged
        .withColumn(Columns.OVERRULED, functions.when(allowed, reason))
        .withColumn(
            Columns.REASON,
            functions
                .when(functions.coalesce(allowed, functions.lit(false)), null)
                .otherwise(reason));
  }

  /** problem_id is a hash: its first 32 bits are uniform. */
  private static Column inSample(double fraction) {
    Column bits =
        functions
            .conv(functions.substring(functions.col(Columns.PROBLEM_ID), 1, 8), 16, 10)
            .cast("long");
    return bits.lt(functions.lit((long) (fraction * (1L << 32))));
  }

  private void write(Dataset<Row> judged, Task task, String folder) {
    Dataset<Row> rows = judged;
    if (!Arrays.asList(rows.columns()).contains(Columns.OVERRULED)) {
      rows = rows.withColumn(Columns.OVERRULED, functions.lit(null).cast(DataTypes.StringType));
    }
    StructType schema = Schemas.concat(task.outputSchema(), Schemas.VERDICT);
    List<String> missing = Contract.missing(rows.schema(), schema);
    if (!missing.isEmpty()) {
      throw new LawBroken(
          "Cannot write the stage "
              + task.stage().name()
              + ": "
              + String.join("; ", missing)
              + ".");
    }
    List<Column> columns = new ArrayList<>();
    for (StructField field : schema.fields()) {
      columns.add(functions.col(field.name()).as(field.name(), field.metadata()));
    }
    columns.add(
        functions
            .when(functions.col(Columns.REASON).isNull(), Verdict.KEPT.code())
            .otherwise(Verdict.REJECTED.code())
            .as(Columns.VERDICT));
    // Both folders are written at once: without this every task sorts its rows by verdict first.
    // Spark begins to sort when the last of so many writers is opened: one more than are needed.
    if (!spark.conf().contains(WRITERS) || spark.conf().get(WRITERS).equals("0")) {
      spark.conf().set(WRITERS, Verdict.values().length + 1);
    }
    rows.select(columns.toArray(Column[]::new))
        .write()
        .option("compression", "zstd")
        .options(PARQUET)
        .partitionBy(Columns.VERDICT)
        .parquet(folder);
  }

  private StageResult counted(Task task, RunContext context, String folder, long started) {
    Stage stage = task.stage();
    List<Column> sums = new ArrayList<>();
    sums.addAll(Digest.sums("d", Digest.covered(stage.adds())));
    sums.addAll(Digest.sums("i", List.of(functions.col(Columns.PROBLEM_ID))));
    sums.add(functions.count(functions.col(Columns.OVERRULED)).as("overruled"));
    Dataset<Row> written = rows(spark, folder, task.outputSchema());
    // One row a reason: a bounded table of numbers.
    List<Row> groups =
        written
            .groupBy(Columns.VERDICT, Columns.REASON)
            .agg(functions.count(functions.lit(1)).as("n"), sums.toArray(Column[]::new))
            .collectAsList();
    long in = 0;
    long kept = 0;
    long overruled = 0;
    String digest = ZERO;
    String keptIds = ZERO;
    String allIds = ZERO;
    Map<String, Long> rejected = new TreeMap<>();
    for (Row group : groups) {
      long n = group.getAs("n");
      String ids = Digest.hex(group, "i");
      in += n;
      overruled += group.<Long>getAs("overruled");
      digest = Digest.plus(digest, Digest.hex(group, "d"));
      allIds = Digest.plus(allIds, ids);
      if (group.getAs(Columns.REASON) == null) {
        kept += n;
        keptIds = Digest.plus(keptIds, ids);
      } else {
        rejected.merge(group.getAs(Columns.REASON), n, Long::sum);
      }
    }
    context.metric("all_ids", allIds);
    double seconds = Math.round((System.nanoTime() - started) / 1e6) / 1e3;
    return new StageResult(
        stage.name(),
        task.position(),
        stage.algorithm(),
        task.fingerprint(),
        task.decides(),
        in,
        kept,
        rejected,
        overruled,
        seconds,
        Math.round(in / Math.max(seconds, 1e-3)),
        peakHeap(),
        digest,
        keptIds,
        folder.substring(folder.lastIndexOf('/') + 1),
        files.parquet(folder),
        context.metrics(),
        context.notes(),
        Build.version());
  }

  private static void checkLaws(Task task, StageResult result) {
    for (String reason : result.rejected().keySet()) {
      if (Reason.of(reason).isEmpty()) {
        throw new LawBroken(
            "Cannot accept the stage " + result.stage() + ": '" + reason + "' is no known reason.");
      }
    }
    if (task.previous().isEmpty()) {
      return;
    }
    StageResult previous = task.previous().get();
    if (previous.kept() != result.in()) {
      throw new LawBroken(
          String.format(
              "Cannot accept the stage %s: %s kept %,d rows, %s judged %,d.",
              result.stage(), previous.stage(), previous.kept(), result.stage(), result.in()));
    }
    // Equal sums of hashes over equally many rows: the same ids, none twice, unless 128 bits
    // collide.
    if (!previous.keptIds().equals(result.metrics().get("all_ids"))) {
      throw new LawBroken(
          "Cannot accept the stage "
              + result.stage()
              + ": the ids it judged are not the ids that "
              + previous.stage()
              + " kept.");
    }
  }

  /** Every row of a finished stage, with reason and verdict. */
  static Dataset<Row> rows(SparkSession spark, String folder, StructType outputSchema) {
    StructType schema =
        Schemas.concat(outputSchema, Schemas.VERDICT).add(Columns.VERDICT, DataTypes.StringType);
    return spark.read().schema(schema).parquet(folder);
  }

  /** What a finished stage kept. */
  static Dataset<Row> kept(SparkSession spark, String folder, StructType outputSchema) {
    return rows(spark, folder, outputSchema)
        .filter(functions.col(Columns.VERDICT).equalTo(Verdict.KEPT.code()))
        .drop(Columns.VERDICT, Columns.REASON, Columns.OVERRULED);
  }

  private static void resetPeakHeap() {
    ManagementFactory.getMemoryPoolMXBeans().forEach(MemoryPoolMXBean::resetPeakUsage);
  }

  private static long peakHeap() {
    return ManagementFactory.getMemoryPoolMXBeans().stream()
        .filter(pool -> pool.getType() == MemoryType.HEAP)
        .mapToLong(pool -> pool.getPeakUsage().getUsed())
        .sum();
  }
}
