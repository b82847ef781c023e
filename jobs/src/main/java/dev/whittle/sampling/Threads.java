// SPDX-License-Identifier: Apache-2.0
package dev.whittle.sampling;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The few threads that serve all requests of an executor. */
final class Threads {
  private static final int HTTP = 3;
  private static final int IDLE_SECONDS = 30;

  private Threads() {}

  /** For what the HTTP client does; without a bound it would take a thread a request. */
  static ExecutorService http() {
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            HTTP,
            HTTP,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            daemons("whittle-http-"));
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }

  /** For deadlines and pauses. */
  static ScheduledExecutorService timer() {
    ScheduledThreadPoolExecutor timer =
        new ScheduledThreadPoolExecutor(2, daemons("whittle-timer-"));
    timer.setRemoveOnCancelPolicy(true);
    timer.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
    timer.allowCoreThreadTimeOut(true);
    return timer;
  }

  private static ThreadFactory daemons(String name) {
    AtomicInteger number = new AtomicInteger();
    return task -> {
      Thread thread = new Thread(task, name + number.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    };
  }
}
