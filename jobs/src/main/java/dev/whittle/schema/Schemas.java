// SPDX-License-Identifier: Apache-2.0
package dev.whittle.schema;

import java.util.Arrays;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.MetadataBuilder;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * The columns of a run, stage by stage, each with its comment: the comments travel in the Parquet
 * footers, so a notebook can show them.
 *
 * <p>Parquet does not keep nullability, so every column is declared nullable here.
 */
public final class Schemas {
  /** What ingest gives to every later stage. */
  public static final StructType PROBLEM =
      struct(
          field(
              Columns.PROBLEM_ID,
              DataTypes.StringType,
              "32 hex digits of sha256(source, source_id, raw problem, raw answer)"),
          field(Columns.SOURCE, DataTypes.StringType, "name of the source in the configuration"),
          field(
              Columns.SOURCE_ID,
              DataTypes.StringType,
              "the source's own id, or the content hash where it has none"),
          field(
              Columns.PROBLEM,
              DataTypes.StringType,
              "the statement as the source gives it, prompt heads and tails stripped"),
          field(
              Columns.ANSWER,
              DataTypes.StringType,
              "the final answer as text; null when the source has none"),
          field(
              Columns.SOLUTION,
              DataTypes.StringType,
              "the official worked solution; null when the source has none"),
          field(
              Columns.DOMAIN,
              DataTypes.StringType,
              "the source's own word for the field of mathematics"),
          field(Columns.LEVEL, DataTypes.StringType, "the source's own word for the difficulty"),
          field(Columns.LICENSE, DataTypes.StringType, "licence of the source as configured"),
          field(
              Columns.EXTRA,
              DataTypes.createMapType(DataTypes.StringType, DataTypes.StringType),
              "other fields the mapping keeps"),
          field(
              Columns.SOURCE_PRIORITY,
              DataTypes.IntegerType,
              "smaller is preferred as a representative of duplicates"));

  /** What the runner adds to every stage's output beside the stage's evidence. */
  public static final StructType VERDICT =
      struct(
          field(
              Columns.REASON,
              DataTypes.StringType,
              "why the row was rejected here; null when kept"),
          field(
              Columns.OVERRULED,
              DataTypes.StringType,
              "the reason that a person's allow overruled at this stage"));

  /** Set by the first stage after ingest, carried by all later ones. */
  public static final StructType MANUAL =
      struct(
          field(
              Columns.MANUAL,
              DataTypes.StringType,
              "allow or deny where a person decided, else null"));

  /** What core-set adds. */
  public static final StructType CORE_SET =
      struct(
          field(
              "rank",
              DataTypes.IntegerType,
              "1 is the best; every prefix is a core set; null beyond the rank limit or the"
                  + " template cap"),
          field(
              "difficulty",
              DataTypes.DoubleType,
              "one less the weighted mean of the solve rates, in [0,1]; 1 is the hardest"),
          field("why", DataTypes.StringType, "what put the row at its rank, in words"));

  private Schemas() {}

  /** A nullable column with a comment. */
  public static StructField field(String name, DataType type, String comment) {
    Metadata metadata = new MetadataBuilder().putString("comment", comment).build();
    return new StructField(name, type, true, metadata);
  }

  /** A struct of the given fields, in this order. */
  public static StructType struct(StructField... fields) {
    return new StructType(fields);
  }

  /**
   * The fields of both, those of {@code left} first; a name that stands in both is a programming
   * error.
   */
  public static StructType concat(StructType left, StructType right) {
    StructType all = left;
    for (StructField field : right.fields()) {
      if (Arrays.asList(left.fieldNames()).contains(field.name())) {
        throw new IllegalArgumentException(
            "Cannot add column '" + field.name() + "': it exists already.");
      }
      all = all.add(field);
    }
    return all;
  }
}
