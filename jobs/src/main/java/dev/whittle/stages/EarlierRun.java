// SPDX-License-Identifier: Apache-2.0
package dev.whittle.stages;

import com.fasterxml.jackson.databind.JsonNode;
import dev.whittle.config.UserError;
import dev.whittle.pipeline.RunFiles;
import dev.whittle.pipeline.RunLayout;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * The problems that a stage of an earlier run kept.
 *
 * @param digest of the stage's verdicts and evidence
 * @param data the folder of its rows
 */
record EarlierRun(String digest, String data) {

  /**
   * Looks a finished stage up in a run's directory.
   *
   * @throws UserError when there is no run, or the stage is not finished in it
   */
  static EarlierRun of(SparkSession spark, String run, String stage) {
    RunFiles files = new RunFiles(spark.sparkContext().hadoopConfiguration());
    String root = files.qualified(run);
    if (!files.exists(root + "/run.json")) {
      throw new UserError(
          "Cannot compare with the earlier run "
              + run
              + " (near-dedup.against): there is no run in it. Name the directory of a run.");
    }
    for (String folder : files.list(root)) {
      if (folder.endsWith("-" + stage)) {
        Optional<JsonNode> manifest = files.json(RunLayout.manifest(root + "/" + folder));
        if (manifest.isPresent()) {
          String data = manifest.get().path("data").asText();
          return new EarlierRun(
              manifest.get().path("digest").asText(),
              data.contains(":/") ? data : root + "/" + data);
        }
      }
    }
    throw new UserError(
        "Cannot compare with the earlier run "
            + run
            + " (near-dedup.against): its stage "
            + stage
            + " is not finished. Finish that run first.");
  }

  /** Its kept rows, with some columns of this type. */
  Dataset<Row> kept(SparkSession spark, StructType schema, String... columns) {
    List<String> wanted = Arrays.asList(columns);
    StructType read = new StructType();
    for (StructField field : schema.fields()) {
      if (wanted.contains(field.name())) {
        read = read.add(field);
      }
    }
    return spark
        .read()
        .schema(read.add("verdict", "string"))
        .parquet(data)
        .filter(functions.col("verdict").equalTo("kept"))
        .select(wanted.stream().map(functions::col).toArray(Column[]::new));
  }
}
