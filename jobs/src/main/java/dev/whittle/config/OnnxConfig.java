// SPDX-License-Identifier: Apache-2.0
package dev.whittle.config;

import java.time.Duration;

/** A model that runs inside of the executors, by ONNX Runtime. */
public record OnnxConfig(
    @Doc(
            "The model's folder as Hugging Face Optimum exports it (model.onnx, tokenizer.json, config.json, generation_config.json), on"
                + " any Hadoop file system; one on the driver's disk is shipped with the job.")
        String folder,
    @Doc(
            "auto: a GPU where Spark assigned one and onnxruntime_gpu is on the class path, else the processor; or cpu, or cuda.")
        Device device,
    @Doc("What is asked.") RequestConfig request,
    @Doc("Texts that one decoder writes at once.") @Range(min = 1, max = 4096) int batch,
    @Doc(
            "Cores of one decoder; an executor has as many decoders as its cores suffice for. 1 suits a model of some million parameters;"
                + " a large one is faster with all cores on one decoder. More than the executor has means all of them.")
        @Range(min = 1, max = 1024)
        int threads,
    @Doc(
            "Attempts at one problem in flight, such as 1..4: the first number usually, up to the second when"
                + " problems run out. More finish sooner, and are started in vain more often.")
        Band inFlightPerProblem,
    @Doc(
            "Share of attempts that may fail for good (a prompt longer than the model reads) before the stage stops.")
        @Range(min = 0, max = 1)
        double maxErrorShare,
    @Doc("How often a task commits its attempts; a killed task loses no more than this.")
        Duration commitEvery,
    @Doc("What it may cost.") BudgetConfig budget)
    implements AskedConfig {

  /** What it runs on. */
  public enum Device {
    AUTO,
    CPU,
    CUDA
  }

  public OnnxConfig {
    if (folder.isBlank()) {
      throw new IllegalArgumentException("folder is empty");
    }
    if (inFlightPerProblem.lo() < 1) {
      throw new IllegalArgumentException("in-flight-per-problem begins at 1");
    }
    if (commitEvery.isZero()) {
      throw new IllegalArgumentException("commit-every must be longer than 0");
    }
  }
}
