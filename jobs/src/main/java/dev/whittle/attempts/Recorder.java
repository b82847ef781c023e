// SPDX-License-Identifier: Apache-2.0
package dev.whittle.attempts;

import dev.whittle.config.ModelConfig;
import dev.whittle.schema.Columns;
import dev.whittle.text.MathText;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.expressions.UserDefinedFunction;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;

/** Joins recordings of one model to problems, by canonical text. */
final class Recorder {
  private static final String KEY = "request_hash";
  private static final UserDefinedFunction TEXT_KEY =
      functions.udf((UDF1<String, String>) Recorder::key, DataTypes.StringType);

  private final String label;
  private final String revision;
  private final ModelConfig model;
  private final Recordings recordings;

  Recorder(String label, String revision, ModelConfig model, Recordings recordings) {
    this.label = label;
    this.revision = revision;
    this.model = model;
    this.recordings = recordings;
  }

  /** Ungraded attempts at the problems, with the problem's answer beside the attempt's columns. */
  Dataset<Row> attempts(Dataset<Row> problems) {
    SparkSession spark = problems.sparkSession();
    Dataset<Row> texts =
        recordings
            .texts(spark, model.texts())
            .filter(functions.col("text").isNotNull())
            .select(
                TEXT_KEY.apply(functions.col("problem")).as(KEY),
                position(model.texts()).as("position"),
                functions.col("source").as("recorded_source"),
                functions.col("file"),
                functions.col("record_order"),
                functions.col("ordinal"),
                functions.col("text"),
                functions.col("finish_reason"));
    Column index =
        functions
            .row_number()
            .over(
                Window.partitionBy(Columns.PROBLEM_ID)
                    .orderBy("position", "file", "record_order", "ordinal"))
            .minus(1);
    return keyed(problems, Columns.ANSWER)
        .join(texts, KEY)
        .withColumn("attempt_index", index)
        .select(
            functions.col(Columns.PROBLEM_ID),
            functions.col(Columns.ANSWER),
            functions.lit(label).as("model"),
            functions.lit(revision).as("model_revision"),
            functions.col(KEY),
            functions.col("attempt_index"),
            nothing("int").as("seed"),
            nothing("double").as("temperature"),
            nothing("double").as("top_p"),
            nothing("int").as("max_tokens"),
            functions.col("text"),
            functions.col("finish_reason"),
            nothing("int").as("prompt_tokens"),
            nothing("int").as("completion_tokens"),
            nothing("string").as("extracted"),
            nothing("boolean").as("correct"),
            nothing("int").as("verifier_version"),
            nothing("string").as("error"),
            functions
                .concat(functions.lit("recorded:"), functions.col("recorded_source"))
                .as("server"),
            nothing("timestamp").as("started_at"),
            nothing("timestamp").as("finished_at"));
  }

  /**
   * Rates of the problems. Where a source has the same text more than once, its counts add up: it
   * was asked more than once.
   */
  Dataset<Row> rates(Dataset<Row> problems) {
    Dataset<Row> rates =
        recordings
            .rates(problems.sparkSession(), model.readyRates())
            .filter(functions.col("n").gt(0))
            .groupBy(TEXT_KEY.apply(functions.col("problem")).as(KEY), functions.col("source"))
            .agg(
                functions.sum("n").cast(DataTypes.IntegerType).as("n"),
                functions.sum("k").cast(DataTypes.IntegerType).as("k"));
    return keyed(problems)
        .join(rates, KEY)
        .select(
            functions.col(Columns.PROBLEM_ID),
            functions.lit(label).as("model"),
            functions.lit(revision).as("model_revision"),
            functions.col("n"),
            functions.col("k"),
            functions.col(Columns.SOURCE));
  }

  private static Dataset<Row> keyed(Dataset<Row> problems, String... columns) {
    Column[] wanted = new Column[columns.length + 2];
    wanted[0] = functions.col(Columns.PROBLEM_ID);
    wanted[1] = TEXT_KEY.apply(functions.col(Columns.PROBLEM)).as(KEY);
    for (int i = 0; i < columns.length; i++) {
      wanted[i + 2] = functions.col(columns[i]);
    }
    return problems.select(wanted);
  }

  /** The place of a source in the configured list. */
  private static Column position(List<String> names) {
    Column[] literals = names.stream().map(functions::lit).toArray(Column[]::new);
    return functions.array_position(functions.array(literals), functions.col("source"));
  }

  private static Column nothing(String type) {
    return functions.lit(null).cast(type);
  }

  /** The 128-bit key of the canonical text; null, which joins nothing, for a text without any. */
  private static String key(String text) {
    String canonical = text == null ? "" : MathText.canonical(text);
    return canonical.isEmpty() ? null : MathText.key(canonical);
  }
}
