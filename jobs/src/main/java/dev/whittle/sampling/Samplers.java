// SPDX-License-Identifier: Apache-2.0
package dev.whittle.sampling;

import dev.whittle.config.AskedConfig;
import dev.whittle.config.ManagedConfig;
import dev.whittle.config.OnnxConfig;
import dev.whittle.config.ServerConfig;
import dev.whittle.config.UserError;
import java.io.IOException;
import java.io.Serializable;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkContext;
import org.apache.spark.broadcast.Broadcast;
import scala.reflect.ClassTag$;

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
      Optional<byte[]> packed = folder.packed();
      return new InProcess(
          onnx,
          folder,
          executorCores(spark),
          packed
              .map(bytes -> spark.broadcast(bytes, ClassTag$.MODULE$.<byte[]>apply(byte[].class)))
              .orElse(null));
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
   * @param cores of an executor
   */
  record InProcess(OnnxConfig config, OnnxFolder folder, int cores, Broadcast<byte[]> packed)
      implements Samplers {
    @Override
    public Sampler here(Configuration hadoop) {
      try {
        if (packed != null) {
          folder.unpack(packed.value());
        }
        return OnnxSampler.of(config, folder, cores, hadoop);
      } catch (IOException e) {
        throw new SamplingStopped(
            "Cannot put the model on an executor's disk: " + e.getMessage() + ".");
      } catch (NoClassDefFoundError e) {
        throw new SamplingStopped(missing("this model on an executor", e.getMessage()));
      }
    }
  }

  /**
   * Cores of one executor: as configured, else a fair share of all. In local mode the driver is the
   * executor.
   */
  private static int executorCores(SparkContext spark) {
    int executors = spark.isLocal() ? 1 : spark.statusTracker().getExecutorInfos().length - 1;
    int share = Math.max(1, spark.defaultParallelism() / Math.max(1, executors));
    return spark.isLocal() ? share : spark.getConf().getInt("spark.executor.cores", share);
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
