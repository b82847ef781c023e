// SPDX-License-Identifier: Apache-2.0
package dev.whittle.bench;

import com.sun.management.OperatingSystemMXBean;
import dev.whittle.config.Band;
import dev.whittle.config.BudgetConfig;
import dev.whittle.config.ModelConfig;
import dev.whittle.config.PromptConfig;
import dev.whittle.config.RequestConfig;
import dev.whittle.config.ServerConfig;
import dev.whittle.sampling.Allowance;
import dev.whittle.sampling.Sampling;
import dev.whittle.sampling.SamplingSummary;
import dev.whittle.solve.KeepBand;
import java.io.BufferedWriter;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;

/**
 * How much of a server's throughput sampling uses, with how many threads and how much memory, and
 * what an attempt costs beside the server: against servers in another process.
 */
public final class SamplingBenchmark {
  private static final OperatingSystemMXBean PROCESS =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
  private static final int TEXTS = 40;
  private static final int ATTEMPTS = 32;
  private static final KeepBand BAND = new KeepBand(ATTEMPTS, 1, 3);

  private SamplingBenchmark() {}

  /**
   * {@code texts FILE PROBLEMS} writes what is served; {@code run WORK PROBLEMS SLOW INSTANT SECONDS
   * SLOTS} measures against a slow and an instant server.
   */
  public static void main(String[] args) throws Exception {
    if (args[0].equals("texts")) {
      texts(Path.of(args[1]), Integer.parseInt(args[2]));
      return;
    }
    SparkSession spark = SparkSession.builder().appName("sampling benchmark").getOrCreate();
    int problems = Integer.parseInt(args[2]);
    double seconds = Double.parseDouble(args[5]);
    int slots = Integer.parseInt(args[6]);
    measure(spark, args[1] + "/warm", Math.min(problems, 2000), args[4], slots, 0);
    measure(spark, args[1] + "/slow", problems, args[3], slots, seconds);
    measure(spark, args[1] + "/instant", problems, args[4], slots, 0);
    spark.stop();
  }

  private static String statement(long i) {
    return "Problem " + i + ": a train leaves at noon and arrives after " + i + " minutes. When?";
  }

  /** Solve rates are uniform: problem i is right in (i mod 41) of 40 texts. */
  private static void texts(Path file, int problems) throws IOException {
    try (BufferedWriter out = Files.newBufferedWriter(file)) {
      for (int i = 0; i < problems; i++) {
        StringBuilder line = new StringBuilder("{\"problem\":\"").append(statement(i));
        line.append("\",\"texts\":[");
        for (int k = 0; k < TEXTS; k++) {
          String answer = k < i % (TEXTS + 1) ? "7" : Integer.toString(100 + k);
          line.append(k == 0 ? "" : ",")
              .append("\"Let me think about the minutes. The answer is \\\\boxed{")
              .append(answer)
              .append("}\"");
        }
        out.write(line.append("]}\n").toString());
      }
    }
  }

  private static void measure(
      SparkSession spark, String store, int problems, String url, int slots, double seconds)
      throws Exception {
    ServerConfig server =
        new ServerConfig(
            List.of(url),
            "",
            "",
            new RequestConfig(
                "tiny",
                RequestConfig.Route.CHAT,
                new PromptConfig("", "${/problem}"),
                0.6,
                0.95,
                0,
                1000),
            slots,
            new Band(1, 8),
            Duration.ofMinutes(1),
            5,
            Duration.ofMinutes(1),
            0.01,
            Duration.ofSeconds(10),
            BudgetConfig.NONE);
    Dataset<Row> rows =
        spark
            .range(problems)
            .select(
                functions.concat(functions.lit("p"), functions.col("id")).as("problem_id"),
                functions
                    .concat(
                        functions.lit("Problem "),
                        functions.col("id"),
                        functions.lit(": a train leaves at noon and arrives after "),
                        functions.col("id"),
                        functions.lit(" minutes. When?"))
                    .as("problem"),
                functions.lit("7").as("answer"))
            .withColumn("request_hash", Sampling.requestHash(server.request()))
            .withColumn(
                "made",
                functions.expr(
                    "cast(null as array<struct<attempt_index:int,correct:boolean,failed:boolean>>)"));
    Files.createDirectories(Path.of(store));
    ModelConfig model = ModelConfig.asked("bench", server);
    Watch watch = new Watch();
    watch.start();
    long start = System.nanoTime();
    double cpu = PROCESS.getProcessCpuTime() / 1e9;
    SamplingSummary summary =
        new Sampling(spark, "tiny", "bench", model).buy(rows, BAND, store, Allowance.UNLIMITED, line -> System.err.println(line));
    double wall = (System.nanoTime() - start) / 1e9;
    cpu = PROCESS.getProcessCpuTime() / 1e9 - cpu;
    watch.stopped = true;
    watch.join();
    System.out.printf(
        Locale.ROOT,
        "%-8s %,d problems, %,d attempts (%.2f a problem, %.0f%% saved) in %.1f s: %.0f attempts/s, %.0f attempts per CPU second of driver and executor",
        store.substring(store.lastIndexOf('/') + 1),
        problems,
        summary.attempts(),
        summary.attempts() / (double) problems,
        100.0 * summary.saved() / (summary.saved() + summary.attempts()),
        wall,
        summary.attempts() / wall,
        summary.attempts() / cpu);
    if (seconds > 0) {
      double ideal = summary.attempts() * seconds / slots;
      System.out.printf(Locale.ROOT, "; ideal %.1f s, reached %.1f%%", ideal, 100 * ideal / wall);
    }
    System.out.printf(
        Locale.ROOT,
        "%n         client threads at most %d; live heap by quarters of the time, MB: %s%n",
        watch.threads,
        watch.quarters());
  }

  /** Looks at threads and at the heap once a second. */
  private static final class Watch extends Thread {
    volatile boolean stopped;
    int threads;
    private final List<Long> heap = new ArrayList<>();

    Watch() {
      setDaemon(true);
    }

    @Override
    public void run() {
      try {
        while (!stopped) {
          int now = 0;
          for (Thread thread : Thread.getAllStackTraces().keySet()) {
            String name = thread.getName();
            now += name.startsWith("whittle-") || name.startsWith("HttpClient") ? 1 : 0;
          }
          threads = Math.max(threads, now);
          heap.add(
              (Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory()) >> 20);
          Thread.sleep(1000);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    /** The smallest of each quarter: what was left after a collection. */
    List<Long> quarters() {
      List<Long> quarters = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        List<Long> part = heap.subList(heap.size() * i / 4, heap.size() * (i + 1) / 4);
        quarters.add(part.isEmpty() ? 0L : Collections.min(part));
      }
      return quarters;
    }
  }
}
