// SPDX-License-Identifier: Apache-2.0
package dev.whittle.sampling;

import dev.whittle.solve.KeepBand;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.spark.SparkContext;

/** Tells on the driver how far sampling is, every few seconds while something moves. */
final class ProgressLine implements AutoCloseable {
  private static final int SECONDS = 5;

  private final String label;
  private final long problems;
  private final KeepBand band;
  private final Tally tally;
  private final SparkContext spark;
  private final Running running = new Running();
  private final Consumer<String> out;
  private final long started = System.nanoTime();
  private final ScheduledExecutorService clock;
  private String last = "";

  ProgressLine(
      SparkContext spark,
      String label,
      long problems,
      KeepBand band,
      Tally tally,
      Consumer<String> out) {
    this.spark = spark;
    this.label = label;
    this.problems = problems;
    this.band = band;
    this.tally = tally;
    this.out = out;
    this.clock =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "whittle-progress");
              thread.setDaemon(true);
              return thread;
            });
    spark.addSparkListener(running);
    clock.scheduleAtFixedRate(this::tell, SECONDS, SECONDS, TimeUnit.SECONDS);
  }

  private synchronized void tell() {
    long decided = running.sum(tally.problems) + running.sum(tally.unanswerable);
    long attempts = running.sum(tally.attempts);
    long tokens = running.sum(tally.completionTokens);
    String now = decided + " " + attempts;
    if (now.equals(last) || decided == 0) {
      return;
    }
    last = now;
    double seconds = (System.nanoTime() - started) / 1e9;
    long left = Math.round(seconds / decided * (problems - decided));
    out.accept(
        String.format(
            Locale.ROOT,
            "%s: %,d of %,d problems decided, %,d attempts (%.0f/s), %,d tokens (%.0f/s), %s saved by stopping early, %s left",
            label,
            decided,
            problems,
            attempts,
            attempts / seconds,
            tokens,
            tokens / seconds,
            share(),
            words(Duration.ofSeconds(left))));
  }

  private String share() {
    long saved = running.sum(tally.saved);
    long all = running.sum(tally.problems) * band.n();
    return all == 0 ? "0%" : Math.round(100.0 * saved / all) + "%";
  }

  private static String words(Duration left) {
    if (left.toHours() > 0) {
      return left.toHours() + " h " + left.toMinutesPart() + " min";
    }
    return left.toMinutes() > 0
        ? left.toMinutes() + " min " + left.toSecondsPart() + " s"
        : left.toSeconds() + " s";
  }

  /** The final figures, should they not have been told. */
  void last() {
    tell();
  }

  @Override
  public void close() {
    clock.shutdownNow();
    spark.removeSparkListener(running);
  }
}
