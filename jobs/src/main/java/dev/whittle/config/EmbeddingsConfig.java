// SPDX-License-Identifier: Apache-2.0
package dev.whittle.config;

import java.io.Serializable;
import java.time.Duration;
import java.util.List;

/** Servers that give a vector of a text, by OpenAI's route {@code /v1/embeddings}; or none. */
public record EmbeddingsConfig(
    @Doc(
            "Base URLs that end in /v1, asked in turn; empty: vectors are made of the problem's words (TF-IDF).")
        List<String> endpoints,
    @Doc("Name by which the servers know the model.") String model,
    @Doc("Name of the environment variable that holds the API key, on the executors; empty: none.")
        String apiKeyEnv,
    @Doc(
            "PEM file of the authorities to trust instead of Java's own, on every executor; empty: none.")
        String caFile,
    @Doc("Problems in one request.") @Range(min = 1, max = 10_000) int batch,
    @Doc("Longest time of one request.") Duration deadline,
    @Doc("How often one request is tried before the stage stops.") @Range(min = 1, max = 100)
        int tries)
    implements Serializable {

  public EmbeddingsConfig {
    for (String endpoint : endpoints) {
      ServerConfig.checkUrl(endpoint);
    }
    if (!endpoints.isEmpty() && model.isBlank()) {
      throw new IllegalArgumentException("model is empty; name the model that the servers serve");
    }
    if (deadline.isZero()) {
      throw new IllegalArgumentException("deadline must be longer than 0");
    }
  }

  /** Whether vectors come from servers. */
  public boolean asked() {
    return !endpoints.isEmpty();
  }

  /** What decides the vectors: the model, wherever it is served. */
  public EmbeddingsConfig decisive() {
    return new EmbeddingsConfig(
        List.of(), asked() ? model : "", "", "", 1, Duration.ofSeconds(1), 1);
  }
}
