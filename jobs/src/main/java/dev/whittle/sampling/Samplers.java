// SPDX-License-Identifier: Apache-2.0
package dev.whittle.sampling;

import dev.whittle.config.AskedConfig;
import dev.whittle.config.ManagedConfig;
import dev.whittle.config.OnnxConfig;
import dev.whittle.config.ServerConfig;
import dev.whittle.config.UserError;
import java.io.Serializable;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkEnv;

/** Who answers a model's requests on any executor; prepared on the driver. */
sealed interface Samplers extends Serializable {
  /** Whoever answers on this executor, shared by its tasks. */
  Sampler here(Configuration hadoop) throws InterruptedException;

  /**
   * Looks at what can be looked at from the driver, before anything is asked.
   *
   * @param managed how an executor starts its server, or null
   * @param job who asks
   * @throws UserError when it is sure that nothing can be asked
   */
  static Samplers of(
      SparkContext spark,
      String label,
      String revision,
      AskedConfig config,
      ManagedConfig managed,
      String job) {
    if (config instanceof OnnxConfig onnx) {
      checkRuntime(label);
      OnnxFolder folder = OnnxFolder.of(spark, label, revision, onnx);
      // In local mode the driver is the executor, and how many cores it has says its master.
      return new InProcess(onnx, folder, spark.isLocal() ? spark.defaultParallelism() : 0);
    }
    ServerConfig server = (ServerConfig) config;
    Servers.check(label, server, System.getenv());
    return new Asked(server, managed, job);
  }

  /** Servers, be they the executors' own. */
  record Asked(ServerConfig server, ManagedConfig managed, String job) implements Samplers {
    @Override
    public Sampler here(Configuration hadoop) throws InterruptedException {
      return OpenAiSampler.of(server, managed, job);
    }
  }

  /**
   * A model inside of the executors.
   *
   * @param cores of an executor, or 0 when it must be asked there
   */
  record InProcess(OnnxConfig config, OnnxFolder folder, int cores) implements Samplers {
    @Override
    public Sampler here(Configuration hadoop) {
      try {
        return OnnxSampler.of(config, folder, cores > 0 ? cores : executorCores(), hadoop);
      } catch (NoClassDefFoundError e) {
        throw new SamplingStopped(missing("this model on an executor", e.getMessage()));
      }
    }

    private static int executorCores() {
      int processors = Runtime.getRuntime().availableProcessors();
      return Math.max(1, SparkEnv.get().conf().getInt("spark.executor.cores", processors));
    }
  }

  private static void checkRuntime(String label) {
    for (String name :
        new String[] {
          "ai.onnxruntime.OrtSession", "ai.djl.huggingface.tokenizers.HuggingFaceTokenizer"
        }) {
      try {
        Class.forName(name, false, Samplers.class.getClassLoader());
      } catch (ClassNotFoundException e) {
        throw new UserError(missing(label, name));
      }
    }
  }

  private static String missing(String what, String name) {
    return "Cannot run "
        + what
        + " inside of the executors: the class "
        + name.replace('/', '.')
        + " is not there. Give spark-submit the jars beside Whittle's: --jars \"$(echo jobs/target/onnx/*.jar | tr ' ' ,)\".";
  }
}
