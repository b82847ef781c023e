// SPDX-License-Identifier: Apache-2.0
package dev.whittle.sampling;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.scheduler.AccumulableInfo;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorMetricsUpdate;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.util.LongAccumulator;
import scala.Tuple4;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/**
 * What tasks have counted that are still running: an accumulator itself knows only of those that
 * ended, and a task of sampling may run for days. As old as the executors' last heartbeat.
 */
final class Running extends SparkListener {
  private final Map<Long, Map<Long, Long>> byTask = new ConcurrentHashMap<>();

  @Override
  public void onExecutorMetricsUpdate(SparkListenerExecutorMetricsUpdate update) {
    for (Tuple4<Object, Object, Object, Seq<AccumulableInfo>> task :
        CollectionConverters.asJava(update.accumUpdates())) {
      Map<Long, Long> counts = new ConcurrentHashMap<>();
      for (AccumulableInfo info : CollectionConverters.asJava(task._4())) {
        if (info.update().isDefined() && info.update().get() instanceof Long count) {
          counts.put(info.id(), count);
        }
      }
      byTask.put((Long) task._1(), counts);
    }
  }

  @Override
  public void onTaskEnd(SparkListenerTaskEnd end) {
    byTask.remove(end.taskInfo().taskId());
  }

  /** The count of all tasks, ended and running. */
  long sum(LongAccumulator accumulator) {
    long sum = accumulator.value();
    for (Map<Long, Long> counts : byTask.values()) {
      sum += counts.getOrDefault(accumulator.id(), 0L);
    }
    return sum;
  }
}
