// SPDX-License-Identifier: Apache-2.0
package dev.whittle.pipeline;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** What a stage may use besides its rows. */
public interface StageContext {
  SparkSession spark();

  /** The run's directory as a Hadoop URI, without a trailing slash. */
  String run();

  /**
   * Writes rows to the run's scratch folder and reads them back: what is dear is computed once, and
   * its lineage is cut. Dropped when the stage ends.
   */
  Dataset<Row> checkpoint(String name, Dataset<Row> data);

  /** Writes a side table for people to {@code RUN/tables/<stage>-<name>}. */
  void table(String name, Dataset<Row> data);

  /**
   * Puts a small fact (numbers, strings, lists, maps) under {@code metrics} of the stage's
   * manifest.
   */
  void metric(String name, Object value);

  /** Prints a line under the stage's progress line, and forgets it. */
  default void progress(String line) {}

  /** Prints a line under the stage's progress line and keeps it in the manifest. */
  void note(String line);
}
