// SPDX-License-Identifier: Apache-2.0
package dev.whittle.jobs;

import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.SparkHadoopUtil;

/** Hadoop's settings for commands that start no Spark: where a store is stands in Spark's, too. */
final class HadoopSettings {
  private HadoopSettings() {}

  /** Hadoop's own files, and every {@code spark.hadoop.*} that spark-submit was given. */
  static Configuration of() {
    return SparkHadoopUtil.get().newConfiguration(new SparkConf());
  }
}
