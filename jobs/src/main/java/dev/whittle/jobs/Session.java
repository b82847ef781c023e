// SPDX-License-Identifier: Apache-2.0
package dev.whittle.jobs;

import org.apache.spark.sql.SparkSession;

/**
 * The Spark session of a command. Master, memory and the like come from spark-submit, never from
 * here.
 */
final class Session implements AutoCloseable {
  private final SparkSession spark;

  Session(String command) {
    spark = SparkSession.builder().appName("whittle " + command).getOrCreate();
  }

  SparkSession spark() {
    return spark;
  }

  @Override
  public void close() {
    spark.stop();
  }
}
