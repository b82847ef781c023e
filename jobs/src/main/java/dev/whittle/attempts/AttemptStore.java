// SPDX-License-Identifier: Apache-2.0
package dev.whittle.attempts;

import dev.whittle.schema.Columns;
import dev.whittle.schema.Schemas;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Attempts and ready-made rates under {@code RUN/attempts} and {@code RUN/rates}: appended to,
 * never changed.
 *
 * <p>Appending is idempotent: a row whose key is there is left out, so a stage that was killed
 * after it wrote, and is run again, adds nothing. Two writers at the same time are not kept apart.
 */
final class AttemptStore {
  private static final String SLUG = "model_slug";

  /** Files of a model from which they are joined: sampling commits one a task and minute. */
  static final int MANY_PIECES = 100;

  /** Bytes of a joined file, about. */
  private static final long FILE = 128L << 20;

  private static final List<String> ATTEMPT_KEY =
      List.of(Columns.PROBLEM_ID, "model", "model_revision", "request_hash", "attempt_index");
  private static final List<String> RATE_KEY =
      List.of(Columns.PROBLEM_ID, "model", "model_revision", Columns.SOURCE);

  private final SparkSession spark;
  private final String run;

  /**
   * @param run the directory that holds {@code attempts} and {@code rates}
   */
  AttemptStore(SparkSession spark, String run) {
    this.spark = spark;
    Path path = new Path(run);
    try {
      // Tasks write there: what a relative path means must not depend on where they run.
      this.run =
          path.getFileSystem(spark.sessionState().newHadoopConf()).makeQualified(path).toString();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot use " + run + ": " + e.getMessage(), e);
    }
  }

  /** Attempts of one revision of a model, with the columns of {@link Schemas#ATTEMPT}. */
  Dataset<Row> attempts(String model, String revision) {
    return read("attempts", Schemas.ATTEMPT, model, revision);
  }

  /** Rates of one revision of a model, with the columns of {@link Schemas#RATE}. */
  Dataset<Row> rates(String model, String revision) {
    return read("rates", Schemas.RATE, model, revision);
  }

  /** Those of the candidates whose key is not in the store. */
  Dataset<Row> missingAttempts(Dataset<Row> candidates, String model, String revision) {
    return missing(candidates, attempts(model, revision), ATTEMPT_KEY);
  }

  /** Those of the candidates whose key is not in the store. */
  Dataset<Row> missingRates(Dataset<Row> candidates, String model, String revision) {
    return missing(candidates, rates(model, revision), RATE_KEY);
  }

  /** Appends attempts of one model that are not there yet. */
  void addAttempts(Dataset<Row> attempts, String model) {
    append("attempts", attempts, Schemas.ATTEMPT, model, "attempt_index");
  }

  /** Appends rates of one model that are not there yet. */
  void addRates(Dataset<Row> rates, String model) {
    append("rates", rates, Schemas.RATE, model, Columns.SOURCE);
  }

  /** The label as a folder name: lower-case letters, digits, dots and hyphens. */
  static String slug(String model) {
    StringBuilder slug = new StringBuilder();
    for (char c : model.toLowerCase(Locale.ROOT).toCharArray()) {
      boolean plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-';
      slug.append(plain ? c : '-');
    }
    return slug.toString();
  }

  /** The folder of a model's attempts. */
  String folder(String model) {
    return run + "/attempts/" + SLUG + "=" + slug(model);
  }

  /**
   * Joins the pieces of a model when there are many: the same attempts in few files, sorted by
   * problem, each once.
   *
   * <p>For a store that nobody else uses meanwhile. Killed in the middle, it leaves attempts twice,
   * which readers bear and the next time mends; never one less.
   */
  void compact(String model) {
    Path folder = new Path(folder(model));
    try {
      FileSystem files = folder.getFileSystem(spark.sessionState().newHadoopConf());
      FileStatus[] pieces =
          files.exists(folder)
              ? files.listStatus(folder, file -> file.getName().startsWith("part-"))
              : new FileStatus[0];
      if (pieces.length < MANY_PIECES) {
        return;
      }
      long bytes = Arrays.stream(pieces).mapToLong(FileStatus::getLen).sum();
      String[] paths =
          Arrays.stream(pieces).map(piece -> piece.getPath().toString()).toArray(String[]::new);
      String name = "part-joined-" + UUID.randomUUID();
      Path joined = new Path(run + "/_scratch/" + name);
      spark
          .read()
          .schema(Schemas.ATTEMPT)
          .parquet(paths)
          .dropDuplicates(ATTEMPT_KEY.toArray(String[]::new))
          .select(commented(Schemas.ATTEMPT).toArray(Column[]::new))
          .repartition((int) Math.max(1, bytes / FILE), functions.col(Columns.PROBLEM_ID))
          .sortWithinPartitions(Columns.PROBLEM_ID, "attempt_index")
          .write()
          .option("compression", "zstd")
          .parquet(joined.toString());
      int number = 0;
      for (FileStatus file : files.listStatus(joined, path -> path.getName().startsWith("part-"))) {
        Path target = new Path(folder, name + "-" + number++ + ".zstd.parquet");
        if (!files.rename(file.getPath(), target)) {
          throw new IOException("cannot rename " + file.getPath() + " to " + target);
        }
      }
      for (FileStatus piece : pieces) {
        files.delete(piece.getPath(), false);
      }
      files.delete(joined, true);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "Cannot join the attempts in " + folder + ": " + e.getMessage(), e);
    }
  }

  /** The columns of a schema; comments go into the Parquet footer with their metadata. */
  private static List<Column> commented(StructType schema) {
    List<Column> columns = new ArrayList<>();
    for (StructField field : schema.fields()) {
      columns.add(
          functions.col(field.name()).cast(field.dataType()).as(field.name(), field.metadata()));
    }
    return columns;
  }

  private Dataset<Row> read(String kind, StructType schema, String model, String revision) {
    Path folder = new Path(run + "/" + kind + "/" + SLUG + "=" + slug(model));
    if (!exists(folder)) {
      return spark.createDataFrame(List.of(), schema);
    }
    // Two labels may share a slug.
    return spark
        .read()
        .schema(schema)
        .parquet(folder.toString())
        .filter(
            functions
                .col("model")
                .equalTo(model)
                .and(functions.col("model_revision").equalTo(revision)));
  }

  private static Dataset<Row> missing(
      Dataset<Row> candidates, Dataset<Row> stored, List<String> key) {
    String[] columns = key.toArray(String[]::new);
    return candidates.join(
        stored.select(columns[0], Arrays.copyOfRange(columns, 1, columns.length)),
        columns,
        "left_anti");
  }

  private void append(
      String kind, Dataset<Row> rows, StructType schema, String model, String within) {
    List<Column> columns = commented(schema);
    columns.add(functions.lit(slug(model)).as(SLUG));
    rows.select(columns.toArray(Column[]::new))
        // Adaptive execution joins what is small: few files when there is little.
        .repartition(functions.col(Columns.PROBLEM_ID))
        .sortWithinPartitions(Columns.PROBLEM_ID, within)
        .write()
        .mode(SaveMode.Append)
        // A partitioned write of no rows writes no file.
        .partitionBy(SLUG)
        .parquet(run + "/" + kind);
  }

  private boolean exists(Path folder) {
    try {
      return folder.getFileSystem(spark.sessionState().newHadoopConf()).exists(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "Cannot look for attempts in " + folder + ": " + e.getMessage(), e);
    }
  }

  /** Names of a schema's columns, for select. */
  static Column[] columns(StructType schema) {
    return Arrays.stream(schema.fieldNames()).map(functions::col).toArray(Column[]::new);
  }
}
