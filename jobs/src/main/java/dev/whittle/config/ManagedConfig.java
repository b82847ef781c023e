// SPDX-License-Identifier: Apache-2.0
package dev.whittle.config;

import java.io.Serializable;
import java.time.Duration;
import java.util.List;

/** How an executor starts the server of a model for itself. */
public record ManagedConfig(
    @Doc(
            "Program and arguments of an OpenAI-compatible server that listens on 127.0.0.1. {port}, {gpus} (such"
                + " as 0,1), {gpu-count} and {model} are replaced; CUDA_VISIBLE_DEVICES is set to {gpus}.")
        List<String> command,
    @Doc("Path that answers with status 200 as soon as the server is ready.") String health,
    @Doc("Longest time from its start until it is ready: loading weights, compiling kernels.")
        Duration startWithin,
    @Doc("How often a server that died is started again before the stage stops.")
        @Range(min = 0, max = 100)
        int restarts)
    implements Serializable {

  public ManagedConfig {
    if (command.isEmpty()) {
      throw new IllegalArgumentException("command is empty");
    }
    if (command.stream().noneMatch(word -> word.contains("{port}"))) {
      throw new IllegalArgumentException(
          "command does not say {port}: every executor chooses a free one");
    }
    if (!health.startsWith("/")) {
      throw new IllegalArgumentException("health is a path such as /health, not '" + health + "'");
    }
    if (startWithin.isZero()) {
      throw new IllegalArgumentException("start-within must be longer than 0");
    }
  }
}
