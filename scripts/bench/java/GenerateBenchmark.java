// SPDX-License-Identifier: Apache-2.0
package dev.whittle.bench;

import com.sun.management.OperatingSystemMXBean;
import dev.whittle.synthetic.ProblemTable;
import dev.whittle.synthetic.family.Families;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;

/** How fast problems are generated into Parquet. See scripts/bench/generate. */
public final class GenerateBenchmark {
  private static final OperatingSystemMXBean PROCESS =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
  private static final long WARM = 400_000;
  private static final long SEED = 7;

  private GenerateBenchmark() {}

  /** Arguments: a folder to work in, rows, and how often to measure. */
  public static void main(String[] args) throws Exception {
    SparkSession spark = SparkSession.builder().appName("generate benchmark").getOrCreate();
    long rows = Long.parseLong(args[1]);
    int rounds = Integer.parseInt(args[2]);
    round(spark, args[0] + "/warm", WARM, false);
    System.out.printf(
        Locale.ROOT,
        "%,d rows of seed %d on %d cores%n%-34s %10s %10s %16s%n",
        rows,
        SEED,
        spark.sparkContext().defaultParallelism(),
        "",
        "seconds",
        "rows/s",
        "CPU-s a million");
    for (int i = 0; i < rounds; i++) {
      round(spark, args[0] + "/" + i, rows, true);
    }
    spark.stop();
  }

  private static void round(SparkSession spark, String folder, long rows, boolean told)
      throws Exception {
    Cost made = Cost.of(() -> ProblemTable.write(spark, rows, SEED, folder + "/made"));
    Cost copied =
        Cost.of(
            () ->
                spark
                    .read()
                    .parquet(folder + "/made")
                    .write()
                    .option("compression", "zstd")
                    .parquet(folder + "/copied"));
    Cost strings = Cost.of(() -> strings(rows));
    if (told) {
      made.print("generate into Parquet", rows);
      copied.print("floor: the same Parquet, copied", rows);
      strings.print("one thread, strings only", rows);
      System.out.printf(
          Locale.ROOT,
          "%-34s %10.2f%n%-34s %10.0f%n",
          "times the floor's CPU",
          made.cpu() / copied.cpu(),
          "Parquet bytes a row",
          bytes(Path.of(folder + "/made")) / (double) rows);
    }
  }

  private static void strings(long rows) {
    long characters = 0;
    for (long index = 0; index < rows; index++) {
      characters += Families.problem(SEED, index).solution().length();
    }
    if (characters == 0) {
      throw new IllegalStateException("no solutions");
    }
  }

  private static long bytes(Path folder) throws Exception {
    try (Stream<Path> files = Files.walk(folder)) {
      long bytes = 0;
      for (Path file : files.filter(path -> path.toString().endsWith(".parquet")).toList()) {
        bytes += Files.size(file);
      }
      return bytes;
    }
  }

  /** Seconds of wall clock and of all of the JVM's threads. */
  private record Cost(double wall, double cpu) {
    static Cost of(Runnable work) {
      long wall = System.nanoTime();
      long cpu = PROCESS.getProcessCpuTime();
      work.run();
      return new Cost(
          (System.nanoTime() - wall) / 1e9, (PROCESS.getProcessCpuTime() - cpu) / 1e9);
    }

    void print(String name, long rows) {
      System.out.printf(
          Locale.ROOT, "%-34s %10.1f %10.0f %16.2f%n", name, wall, rows / wall, cpu / rows * 1e6);
    }
  }
}
