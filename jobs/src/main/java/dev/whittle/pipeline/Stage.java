// SPDX-License-Identifier: Apache-2.0
package dev.whittle.pipeline;

import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/**
 * Judges problems. Cheap, deterministic and re-runnable: the same rows and configuration give the
 * same verdicts for any order, partitioning and number of executors. Everything with a side effect
 * is done by {@link StageRunner}.
 */
public interface Stage {
  /** Its name in kebab-case, which is also the name of its folder in a run. */
  String name();

  /** Bumped whenever the same input and configuration would now give another result. */
  int algorithm();

  /**
   * The configuration record with every number and list the stage uses; it is part of the
   * fingerprint.
   */
  Object config();

  /** The evidence columns it adds, each with a comment. */
  StructType adds();

  /**
   * What else decides the result, such as the content of benchmark files: name to hash. Read before
   * the stage runs.
   */
  default Map<String, String> inputs(SparkSession spark) {
    return Map.of();
  }

  /**
   * Judges every row.
   *
   * @param problems the kept rows of the stage before; ingest ignores it
   * @return each input row exactly once, with its columns, those of {@link #adds()}, and {@code
   *     reason}: the code of a {@link Reason}, or null to keep the row
   */
  Dataset<Row> judge(Dataset<Row> problems, StageContext context);
}
