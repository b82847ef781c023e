// SPDX-License-Identifier: Apache-2.0
package dev.whittle.attempts;

import dev.whittle.schema.Schemas;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** What other people's models answered, by the names in the sources file. */
public interface Recordings {
  /** Columns of {@link #texts}. */
  StructType TEXT =
      Schemas.struct(
          Schemas.field("source", DataTypes.StringType, "name of the recorded source"),
          Schemas.field("file", DataTypes.StringType, "file below the root of the sources"),
          Schemas.field("record_order", DataTypes.LongType, "orders the records of the file"),
          Schemas.field("ordinal", DataTypes.IntegerType, "place among the texts of the record"),
          Schemas.field("problem", DataTypes.StringType, "the statement that was asked"),
          Schemas.field("text", DataTypes.StringType, "what the model wrote"),
          Schemas.field("finish_reason", DataTypes.StringType, "why it stopped; null if unknown"));

  /** Columns of {@link #rates}. */
  StructType RATE =
      Schemas.struct(
          Schemas.field("source", DataTypes.StringType, "name of the recorded source"),
          Schemas.field("problem", DataTypes.StringType, "the statement that was asked"),
          Schemas.field("n", DataTypes.IntegerType, "attempts"),
          Schemas.field("k", DataTypes.IntegerType, "how many of them were right"));

  /** Names of sources that {@link #texts} can read. */
  Set<String> textNames();

  /** Names of sources that {@link #rates} can read. */
  Set<String> rateNames();

  /** The texts of these sources, with the columns of {@link #TEXT}, in any order. */
  Dataset<Row> texts(SparkSession spark, List<String> names);

  /** The rates of these sources, with the columns of {@link #RATE}, in any order. */
  Dataset<Row> rates(SparkSession spark, List<String> names);

  /**
   * A hash of the content and the mapping of each of these sources, by name; the same wherever the
   * files lie.
   */
  Map<String, String> fingerprints(SparkSession spark, List<String> names);
}
