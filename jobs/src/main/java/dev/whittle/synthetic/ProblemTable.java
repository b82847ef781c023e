// SPDX-License-Identifier: Apache-2.0
package dev.whittle.synthetic;

import dev.whittle.config.UserError;
import dev.whittle.schema.Schemas;
import dev.whittle.synthetic.family.Families;
import dev.whittle.synthetic.family.SyntheticProblem;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Locale;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Problems with their solutions and nothing planted, as one table: what a model may learn from.
 *
 * <p>A row depends on the seed and its index alone, and no two indices of a seed are the same
 * problem. So {@code rows} only says where the table ends, and any partitioning gives the same
 * rows.
 */
public final class ProblemTable {
  /** Of one task, hence of one file. */
  private static final long ROWS_PER_FILE = 1_000_000;

  public static final StructType SCHEMA =
      Schemas.struct(
          Schemas.field("index", DataTypes.LongType, "number of the problem in its seed, from 0"),
          Schemas.field("family", DataTypes.StringType, "name of its family, such as dice-sum"),
          Schemas.field("domain", DataTypes.StringType, "field of mathematics, in words"),
          Schemas.field("level", DataTypes.IntegerType, "difficulty in its family, 1 to 6"),
          Schemas.field("language", DataTypes.StringType, "en or zh"),
          Schemas.field("problem", DataTypes.StringType, "the statement, plain or in LaTeX"),
          Schemas.field("answer", DataTypes.StringType, "the final answer"),
          Schemas.field(
              "solution",
              DataTypes.StringType,
              "a short worked solution that ends in the boxed answer"));

  private ProblemTable() {}

  /**
   * The problems 0 to {@code rows - 1} of a seed.
   *
   * @param partitions how many tasks make them
   */
  public static Dataset<Row> rows(SparkSession spark, long rows, long seed, int partitions) {
    return spark
        .range(0, rows, 1, partitions)
        .mapPartitions(
            (MapPartitionsFunction<Long, Row>)
                part ->
                    new Iterator<>() {
                      @Override
                      public boolean hasNext() {
                        return part.hasNext();
                      }

                      @Override
                      public Row next() {
                        return row(Families.problem(seed, part.next()));
                      }
                    },
            Encoders.row(SCHEMA))
        // An encoder drops the comments.
        .select(
            Arrays.stream(SCHEMA.fields())
                .map(field -> functions.col(field.name()).as(field.name(), field.metadata()))
                .toArray(Column[]::new));
  }

  /**
   * Writes the problems 0 to {@code rows - 1} of a seed as Parquet.
   *
   * @param out a folder that does not exist
   */
  public static void write(SparkSession spark, long rows, long seed, String out) {
    if (rows < 1 || rows > Families.capacity()) {
      throw new UserError(
          String.format(
              Locale.ROOT,
              "Cannot generate %,d problems: the families hold %,d different ones. Give --rows 1 to %d.",
              rows,
              Families.capacity(),
              Families.capacity()));
    }
    long files = (rows + ROWS_PER_FILE - 1) / ROWS_PER_FILE;
    int tasks =
        (int)
            Math.min(Integer.MAX_VALUE, Math.max(files, spark.sparkContext().defaultParallelism()));
    rows(spark, rows, seed, tasks).write().option("compression", "zstd").parquet(out);
  }

  private static Row row(SyntheticProblem made) {
    return RowFactory.create(
        made.index(),
        made.family(),
        made.domain(),
        made.level(),
        made.language(),
        made.problem(),
        made.answer(),
        made.solution());
  }
}
