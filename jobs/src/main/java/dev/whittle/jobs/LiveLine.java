// SPDX-License-Identifier: Apache-2.0
package dev.whittle.jobs;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkStageInfo;
import org.apache.spark.SparkStatusTracker;
import scala.Option;

/**
 * The last line of a terminal, rewritten while a funnel stage runs: its name, how long it has run,
 * and how many of Spark's tasks of the moment are done. Only for a terminal, of which {@code
 * scripts/whittle} tells the width by a system property; everything else gets plain lines.
 */
final class LiveLine implements AutoCloseable {
  private static final String COLUMNS = "whittle.terminal.columns";
  private static final String ERASE = "\r\u001b[2K";
  private static final long MILLISECONDS = 500;

  /** How a line ends that says what begins; what follows it says how it ended. */
  private static final String BEGINS = " ...";

  private final SparkStatusTracker spark;
  private final PrintWriter out;
  private final int columns;
  private final ScheduledExecutorService clock;
  private String doing = "";
  private long since;

  LiveLine(SparkContext spark, PrintWriter out, int columns) {
    this.spark = spark.statusTracker();
    this.out = out;
    this.columns = columns;
    this.clock =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "whittle-live-line");
              thread.setDaemon(true);
              return thread;
            });
    clock.scheduleAtFixedRate(this::draw, MILLISECONDS, MILLISECONDS, TimeUnit.MILLISECONDS);
  }

  /** One, if what is printed goes to a terminal. */
  static Optional<LiveLine> ofTerminal(SparkContext spark, PrintWriter out) {
    return Optional.ofNullable(Integer.getInteger(COLUMNS))
        .filter(columns -> columns > 0)
        .map(columns -> new LiveLine(spark, out, columns));
  }

  /** Prints a line above; one that says what begins is only shown until the next one. */
  synchronized void tell(String line) {
    out.print(ERASE);
    if (line.endsWith(BEGINS)) {
      doing = line.substring(0, line.length() - BEGINS.length()).strip();
      since = System.nanoTime();
    } else {
      out.println(line);
    }
    draw();
  }

  private synchronized void draw() {
    if (doing.isEmpty()) {
      return;
    }
    int all = 0;
    int done = 0;
    for (int id : spark.getActiveStageIds()) {
      Option<SparkStageInfo> stage = spark.getStageInfo(id);
      if (stage.isDefined()) {
        all += stage.get().numTasks();
        done += stage.get().numCompletedTasks();
      }
    }
    Duration time = Duration.ofNanos(System.nanoTime() - since);
    String line =
        String.format(
            Locale.ROOT,
            "%s  %d:%02d%s",
            doing,
            time.toMinutes(),
            time.toSecondsPart(),
            all == 0 ? "" : String.format(Locale.ROOT, "  %,d of %,d tasks", done, all));
    out.print(ERASE + (line.length() < columns ? line : line.substring(0, columns - 1)));
    out.flush();
  }

  @Override
  public void close() {
    clock.shutdownNow();
    synchronized (this) {
      doing = "";
      out.print(ERASE);
      out.flush();
    }
  }
}
