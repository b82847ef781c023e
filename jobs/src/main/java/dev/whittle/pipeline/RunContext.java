// SPDX-License-Identifier: Apache-2.0
package dev.whittle.pipeline;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;

/** The context of one stage of one run. */
final class RunContext implements StageContext {
  private final SparkSession spark;
  private final RunLayout layout;
  private final String stage;
  private final Consumer<String> progress;
  private final Map<String, Object> metrics = new TreeMap<>();
  private final List<String> notes = new ArrayList<>();

  RunContext(SparkSession spark, RunLayout layout, String stage, Consumer<String> progress) {
    this.spark = spark;
    this.layout = layout;
    this.stage = stage;
    this.progress = progress;
  }

  @Override
  public SparkSession spark() {
    return spark;
  }

  @Override
  public String run() {
    return layout.run();
  }

  @Override
  public Dataset<Row> checkpoint(String name, Dataset<Row> data) {
    String path = layout.scratch(stage) + "/" + name;
    data.write().mode(SaveMode.Overwrite).option("compression", "zstd").parquet(path);
    return spark.read().schema(data.schema()).parquet(path);
  }

  @Override
  public void table(String name, Dataset<Row> data) {
    data.write()
        .mode(SaveMode.Overwrite)
        .option("compression", "zstd")
        .parquet(layout.table(stage, name));
  }

  @Override
  public void metric(String name, Object value) {
    metrics.put(name, value);
  }

  @Override
  public void progress(String line) {
    progress.accept("      " + line);
  }

  @Override
  public void note(String line) {
    notes.add(line);
    progress.accept("      " + line);
  }

  Map<String, Object> metrics() {
    return metrics;
  }

  List<String> notes() {
    return notes;
  }
}
