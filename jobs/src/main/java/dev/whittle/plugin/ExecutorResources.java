// SPDX-License-Identifier: Apache-2.0
package dev.whittle.plugin;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What an executor has from Spark, and what it must give back when it ends. */
public final class ExecutorResources {
  private static final Logger LOG = LoggerFactory.getLogger(ExecutorResources.class);
  private static final Deque<AutoCloseable> OPEN = new ArrayDeque<>();
  private static List<String> gpus = List.of();

  private ExecutorResources() {}

  /** Addresses of the GPUs that Spark gave to this executor, usually their numbers. */
  public static synchronized List<String> gpus() {
    return gpus;
  }

  static synchronized void gpus(List<String> addresses) {
    gpus = List.copyOf(addresses);
  }

  /** Closes something when the executor ends, the last first. */
  public static synchronized void closeAtEnd(AutoCloseable resource) {
    OPEN.push(resource);
  }

  static void closeAll() {
    for (AutoCloseable next = next(); next != null; next = next()) {
      try {
        next.close();
      } catch (Exception e) {
        LOG.warn("a resource of this executor could not be closed", e);
      }
    }
  }

  private static synchronized AutoCloseable next() {
    return OPEN.poll();
  }
}
