// SPDX-License-Identifier: Apache-2.0
package dev.whittle.stages;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.trim;
import static org.apache.spark.sql.functions.when;

import dev.whittle.config.DecontaminateConfig;
import dev.whittle.config.UserError;
import dev.whittle.pipeline.StageContext;
import dev.whittle.schema.Columns;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Reads benchmarks, refuses missing and empty ones, and numbers their items. */
final class BenchmarkItems {
  static final String ITEM = "item";
  static final String BENCHMARK = "benchmark";
  static final String ITEM_ID = "item_id";
  static final String ITEM_ANSWER = "item_answer";

  private static final StructType SCHEMA =
      new StructType()
          .add(ITEM, DataTypes.IntegerType)
          .add(Columns.PROBLEM, DataTypes.StringType)
          .add(BENCHMARK, DataTypes.StringType)
          .add(ITEM_ID, DataTypes.StringType)
          .add(ITEM_ANSWER, DataTypes.StringType);

  private BenchmarkItems() {}

  /**
   * One row an item: its number, statement, benchmark, id and answer. Numbers count from 0 in the
   * configured order of the benchmarks, then by the items' ids: smaller ones are blamed first.
   *
   * @param read {@link dev.whittle.schema.Schemas#PROBLEM} and {@code reason} of all benchmarks
   */
  static Dataset<Row> of(Dataset<Row> read, DecontaminateConfig config, StageContext context) {
    // Read once: it is counted, sorted and numbered.
    Dataset<Row> rows =
        context.checkpoint(
            "benchmarks",
            read.select(
                Columns.PROBLEM_ID,
                Columns.SOURCE,
                Columns.SOURCE_ID,
                Columns.PROBLEM,
                Columns.ANSWER,
                Columns.REASON));
    check(rows, config.benchmarks(), context);
    Column order = lit(config.benchmarks().size());
    for (int i = 0; i < config.benchmarks().size(); i++) {
      order =
          when(col(Columns.SOURCE).equalTo(config.benchmarks().get(i)), lit(i)).otherwise(order);
    }
    Dataset<Row> sorted =
        rows.where(usable())
            .withColumn("benchmark_order", order)
            .orderBy("benchmark_order", Columns.SOURCE_ID, Columns.PROBLEM_ID)
            .select(Columns.PROBLEM, Columns.SOURCE, Columns.SOURCE_ID, Columns.ANSWER);
    return context.checkpoint(
        "items",
        context
            .spark()
            .createDataFrame(
                sorted
                    .javaRDD()
                    .zipWithIndex()
                    .map(
                        pair ->
                            RowFactory.create(
                                Math.toIntExact(pair._2()),
                                pair._1().get(0),
                                pair._1().get(1),
                                pair._1().get(2),
                                pair._1().get(3))),
                SCHEMA));
  }

  private static Column usable() {
    return col(Columns.REASON)
        .isNull()
        .and(col(Columns.PROBLEM).isNotNull())
        .and(trim(col(Columns.PROBLEM)).notEqual(""));
  }

  /** A benchmark without a usable item is an error: nothing would be clean of it. */
  private static void check(Dataset<Row> rows, List<String> names, StageContext context) {
    Map<String, Long> items = new TreeMap<>();
    Map<String, Long> broken = new HashMap<>();
    // One row a benchmark.
    for (Row row :
        rows.groupBy(Columns.SOURCE)
            .agg(count(when(usable(), lit(1))), count(when(usable(), null).otherwise(lit(1))))
            .collectAsList()) {
      items.put(row.getString(0), row.getLong(1));
      broken.put(row.getString(0), row.getLong(2));
    }
    List<String> empty =
        names.stream().filter(name -> items.getOrDefault(name, 0L) == 0).sorted().toList();
    if (!empty.isEmpty()) {
      throw new UserError(
          "Cannot decontaminate: no usable item in "
              + String.join(", ", empty)
              + " (decontaminate.benchmarks). Check the paths and the mapping of the benchmark in"
              + " the sources file.");
    }
    broken.forEach(
        (name, number) -> {
          if (number > 0) {
            context.note(number + " records of benchmark " + name + " hold no usable item");
          }
        });
    context.metric("benchmark_items", items);
  }
}
