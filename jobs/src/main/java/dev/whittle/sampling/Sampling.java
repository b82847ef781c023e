// SPDX-License-Identifier: Apache-2.0
package dev.whittle.sampling;

import dev.whittle.config.AskedConfig;
import dev.whittle.config.ManagedConfig;
import dev.whittle.config.ModelConfig;
import dev.whittle.config.RequestConfig;
import dev.whittle.config.UserError;
import dev.whittle.plugin.SamplingPlugin;
import dev.whittle.schema.Columns;
import dev.whittle.solve.AttemptKey;
import dev.whittle.solve.KeepBand;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Consumer;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.ForeachPartitionFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.util.CollectionAccumulator;
import org.apache.spark.util.SerializableConfiguration;

/**
 * Buys the attempts that decide problems, as one Spark job whose tasks write to the store while
 * they run.
 *
 * <p>What is in the store is never bought again; what a killed job committed is in the store. A
 * task that Spark tries again reads what its forerunner committed.
 */
public final class Sampling {
  /**
   * Problems a task at most, beyond a task a core. Many: a task that ends leaves permits unused,
   * and one that is lost repeats only what it had not committed.
   */
  private static final int PROBLEMS_A_TASK = 50_000;

  private final SparkSession spark;
  private final String label;
  private final String revision;
  private final AskedConfig asked;
  private final ManagedConfig managed;

  public Sampling(SparkSession spark, String label, String revision, ModelConfig model) {
    this.spark = spark;
    this.label = label;
    this.revision = revision;
    this.asked = model.asked().orElseThrow();
    this.managed = model.managed().orElse(null);
    if (spark.sparkContext().getConf().getBoolean("spark.speculation", false)) {
      throw new UserError(
          "Cannot sample "
              + label
              + ": spark.speculation is on, and a speculative task would buy every attempt twice."
              + " Set spark.speculation to false.");
    }
    checkPlugin(spark, label, model);
  }

  /** Executors start servers, and only by the plugin do they end them. */
  static void checkPlugin(SparkSession spark, String label, ModelConfig model) {
    String plugin = SamplingPlugin.class.getName();
    if (model.managed().isPresent()
        && !spark.sparkContext().getConf().get("spark.plugins", "").contains(plugin)) {
      throw new UserError(
          "Cannot sample "
              + label
              + ": executors start its servers, and end them by a plugin that is not there. Set"
              + " spark.plugins to "
              + plugin
              + " before the session starts.");
    }
  }

  /** What identifies the request about a problem, in 32 hex digits. */
  public static String requestHash(RequestConfig request, String problem) {
    return AttemptKey.requestHash(
        request.model(),
        request.route().name(),
        request.prompt().system(),
        request.prompt().user(problem),
        Double.toString(request.temperature()),
        Double.toString(request.topP()),
        Integer.toString(request.topK()),
        Integer.toString(request.maxTokens()));
  }

  /** A column with the hash of the request about each problem. */
  public static Column requestHash(RequestConfig request) {
    return functions
        .udf(
            (org.apache.spark.sql.api.java.UDF1<String, String> & Serializable)
                problem -> problem == null ? null : requestHash(request, problem),
            DataTypes.StringType)
        .apply(functions.col(Columns.PROBLEM));
  }

  /**
   * Decides the problems, or stops.
   *
   * @param problems with {@code problem_id}, {@code problem}, {@code answer}, {@code request_hash}
   *     and {@code made}: an array of (attempt_index, correct, failed) of the attempts at that
   *     request in the store, or null
   * @param folder of the model in the store
   * @param left what may be bought; problems that it does not suffice for are left undecided
   * @param progress takes a line every few seconds
   * @throws UserError when the servers are away or refuse us; what was bought is kept
   */
  public SamplingSummary buy(
      Dataset<Row> problems,
      KeepBand band,
      String folder,
      Allowance left,
      Consumer<String> progress) {
    String job = UUID.randomUUID().toString().replace("-", "").substring(0, 16);
    Samplers samplers = Samplers.of(spark.sparkContext(), label, revision, asked, managed, job);
    Tally tally = new Tally(spark.sparkContext(), label);
    CollectionAccumulator<String> stops =
        spark.sparkContext().collectionAccumulator(label + ": stops");
    CollectionAccumulator<String> places =
        spark.sparkContext().collectionAccumulator(label + ": runs on");
    Dataset<Row> rows =
        problems.select(
            Columns.PROBLEM_ID, Columns.PROBLEM, Columns.ANSWER, "request_hash", "made");
    long count = rows.count();
    int cores = Math.max(1, spark.sparkContext().defaultParallelism());
    long wanted = Math.max(cores, (count + PROBLEMS_A_TASK - 1) / PROBLEMS_A_TASK);
    int tasks = (int) Math.max(1, Math.min(wanted, count));
    Broadcast<SerializableConfiguration> hadoop =
        JavaSparkContext.fromSparkContext(spark.sparkContext())
            .broadcast(new SerializableConfiguration(spark.sessionState().newHadoopConf()));
    Task task =
        new Task(
            label, revision, asked, samplers, band, folder, job, left, tasks, hadoop, tally, stops,
            places);
    long started = System.nanoTime();
    try (ProgressLine line =
        new ProgressLine(spark.sparkContext(), label, count, band, tally, progress)) {
      // By id: what a task gets depends on no order, and an explicit number is not coalesced.
      rows.repartition(tasks, functions.col(Columns.PROBLEM_ID)).foreachPartition(task);
      line.last();
    } finally {
      ParquetPieces.sweep(hadoop.value().value(), folder, job);
      hadoop.destroy();
    }
    if (!stops.value().isEmpty()) {
      throw new UserError("Cannot go on sampling " + label + ": " + stops.value().get(0));
    }
    new TreeSet<>(places.value()).forEach(place -> progress.accept(label + " runs on " + place));
    return SamplingSummary.of(tally, count, (System.nanoTime() - started) / 1e9);
  }

  /** What runs on an executor. */
  private record Task(
      String label,
      String revision,
      AskedConfig asked,
      Samplers samplers,
      KeepBand band,
      String folder,
      String job,
      Allowance left,
      int tasks,
      Broadcast<SerializableConfiguration> hadoop,
      Tally tally,
      CollectionAccumulator<String> stops,
      CollectionAccumulator<String> places)
      implements ForeachPartitionFunction<Row> {
    @Override
    public void call(Iterator<Row> rows) throws Exception {
      TaskContext context = TaskContext.get();
      Iterator<Pending> problems = pending(rows, earlier(context));
      if (!problems.hasNext()) {
        return;
      }
      try (PieceSink sink =
          new ParquetPieces(
              hadoop.value().value(),
              folder,
              job,
              context.partitionId(),
              context.taskAttemptId())) {
        Sampler sampler = samplers.here(hadoop.value().value());
        if (sampler instanceof OnnxSampler onnx) {
          places.add(onnx.runsOn());
        }
        new PartitionSampler(
                sampler,
                band,
                asked,
                label,
                revision,
                left.share(context.partitionId(), tasks),
                sink,
                tally)
            .run(problems, context::isInterrupted);
      } catch (SamplingStopped stopped) {
        // Told by the driver; as an exception Spark would try the task again, and again.
        stops.add(stopped.getMessage());
      }
    }

    /** What earlier tries of this task committed, by problem. */
    private Map<String, List<Pending.Made>> earlier(TaskContext context) {
      Map<String, List<Pending.Made>> made = new HashMap<>();
      if (context.attemptNumber() == 0 && context.stageAttemptNumber() == 0) {
        return made;
      }
      ParquetPieces.earlier(
          hadoop.value().value(),
          folder,
          job,
          context.partitionId(),
          group -> {
            boolean failed = group.getFieldRepetitionCount("error") > 0;
            made.computeIfAbsent(
                    group.getString(Columns.PROBLEM_ID, 0), missing -> new ArrayList<>())
                .add(
                    new Pending.Made(
                        group.getInteger("attempt_index", 0),
                        !failed && group.getBoolean("correct", 0),
                        failed));
          });
      return made;
    }

    private static Iterator<Pending> pending(
        Iterator<Row> rows, Map<String, List<Pending.Made>> earlier) {
      return new Iterator<>() {
        @Override
        public boolean hasNext() {
          return rows.hasNext();
        }

        @Override
        public Pending next() {
          Row row = rows.next();
          List<Pending.Made> made = new ArrayList<>();
          Set<Integer> seen = new HashSet<>();
          if (!row.isNullAt(4)) {
            for (Row one : row.<Row>getList(4)) {
              boolean failed = one.getBoolean(2);
              if (seen.add(one.getInt(0))) {
                made.add(new Pending.Made(one.getInt(0), !failed && one.getBoolean(1), failed));
              }
            }
          }
          for (Pending.Made one : earlier.getOrDefault(row.getString(0), List.of())) {
            if (seen.add(one.index())) {
              made.add(one);
            }
          }
          return new Pending(
              row.getString(0), row.getString(1), row.getString(2), row.getString(3), made);
        }
      };
    }
  }
}
