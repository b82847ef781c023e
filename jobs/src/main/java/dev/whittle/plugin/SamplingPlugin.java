// SPDX-License-Identifier: Apache-2.0
package dev.whittle.plugin;

import com.codahale.metrics.Gauge;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.SparkContext;
import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.PluginContext;
import org.apache.spark.api.plugin.SparkPlugin;
import org.apache.spark.resource.ResourceInformation;

/**
 * Gives an executor the server of its model, when a task asks for one ({@link ModelServer}), on the
 * GPUs that Spark gave to the executor; ends it, and models that run inside of the executor ({@link
 * ExecutorResources}), with the executor; and puts the {@link SamplingMetrics} among Spark's
 * metrics, as {@code plugin.dev.whittle.plugin.SamplingPlugin.attempts} and so on.
 *
 * <p>Whittle's commands switch it on themselves ({@code spark.plugins}).
 */
public final class SamplingPlugin implements SparkPlugin {
  @Override
  public DriverPlugin driverPlugin() {
    return new Driver();
  }

  @Override
  public ExecutorPlugin executorPlugin() {
    return new Executor();
  }

  private static final class Driver implements DriverPlugin {
    @Override
    public Map<String, String> init(SparkContext spark, PluginContext context) {
      // In local mode the driver is the only executor, and GPUs are the driver's.
      if (spark.isLocal()) {
        ExecutorResources.gpus(gpus(context));
      }
      return Map.of();
    }
  }

  private static final class Executor implements ExecutorPlugin {
    @Override
    public void init(PluginContext context, Map<String, String> extra) {
      List<String> gpus = gpus(context);
      if (!gpus.isEmpty()) {
        ExecutorResources.gpus(gpus);
      }
      for (SamplingMetrics metric : SamplingMetrics.values()) {
        context
            .metricRegistry()
            .register(metric.name().toLowerCase(Locale.ROOT), (Gauge<Long>) metric::sum);
      }
    }

    @Override
    public void shutdown() {
      ModelServer.stop();
      ExecutorResources.closeAll();
    }
  }

  private static List<String> gpus(PluginContext context) {
    ResourceInformation gpu = context.resources().get("gpu");
    return gpu == null ? List.of() : List.of(gpu.addresses());
  }
}
