// SPDX-License-Identifier: Apache-2.0
package dev.whittle.jobs;

import dev.whittle.plugin.SamplingPlugin;
import java.util.function.Supplier;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;

/**
 * The Spark session of a command. Master, memory and the like come from spark-submit, never from
 * here.
 */
final class Session implements AutoCloseable {
  private final SparkSession spark;

  Session(String command) {
    SparkConf submitted = new SparkConf();
    SparkSession.Builder builder =
        SparkSession.builder().config("spark.plugins", plugins(submitted));
    // spark-submit calls a job without --name after its class; a name that somebody chose stays.
    if (submitted.get("spark.app.name", Main.class.getName()).equals(Main.class.getName())) {
      builder.appName("whittle " + command);
    }
    spark = builder.getOrCreate();
  }

  /** Those of the user, and ours: servers of models and figures of sampling in executors. */
  private static String plugins(SparkConf conf) {
    String ours = SamplingPlugin.class.getName();
    String theirs = conf.get("spark.plugins", "");
    if (theirs.contains(ours)) {
      return theirs;
    }
    return theirs.isBlank() ? ours : theirs + "," + ours;
  }

  SparkSession spark() {
    return spark;
  }

  @Override
  public void close() {
    spark.stop();
  }

  /** A session that starts when it is first asked for: Spark takes seconds to start. */
  static final class Lazy implements Supplier<SparkSession>, AutoCloseable {
    private final String command;
    private Session session;

    Lazy(String command) {
      this.command = command;
    }

    @Override
    public SparkSession get() {
      if (session == null) {
        session = new Session(command);
      }
      return session.spark();
    }

    @Override
    public void close() {
      if (session != null) {
        session.close();
      }
    }
  }
}
