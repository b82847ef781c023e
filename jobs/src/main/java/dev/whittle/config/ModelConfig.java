// SPDX-License-Identifier: Apache-2.0
package dev.whittle.config;

import java.util.List;
import java.util.Optional;

/**
 * A model, known in a recipe by its label.
 *
 * <p>The label of a recorded model may pool several recorded sources, of one model or of several: a
 * solve rate judged on it is that of the pool. Whoever writes the recipe chooses what may stand
 * together; the evidence keeps the source of every attempt.
 */
public record ModelConfig(
    @Doc(
            "Where its attempts come from: recorded reads them from the sources file, openai asks servers, managed asks servers that the executors start.")
        Backend backend,
    @Doc(
            "recorded: names of recorded texts, entries of `attempts` in the sources file; they are graded here.")
        Optional<List<String>> attempts,
    @Doc("recorded: names of ready-made k-of-n rates, entries of `rates` in the sources file.")
        Optional<List<String>> rates,
    @Doc("Which weights or which recordings stand behind the label; part of every attempt's key.")
        String revision,
    @Doc("openai and managed: what is asked, and of whom.") Optional<ServerConfig> server,
    @Doc("managed: how an executor starts its server.") Optional<ManagedConfig> managed) {

  /** Where attempts come from. */
  public enum Backend {
    RECORDED,
    OPENAI,
    MANAGED
  }

  public ModelConfig {
    boolean recorded = attempts.filter(list -> !list.isEmpty()).isPresent();
    boolean rated = rates.filter(list -> !list.isEmpty()).isPresent();
    if (backend == Backend.RECORDED && !recorded && !rated) {
      throw new IllegalArgumentException(
          "a recorded model names at least one entry under attempts or rates");
    }
    if (backend == Backend.RECORDED && (server.isPresent() || managed.isPresent())) {
      throw new IllegalArgumentException("a recorded model has no server; take it out");
    }
    if (backend != Backend.RECORDED && (recorded || rated)) {
      throw new IllegalArgumentException(
          "a model that is asked has no attempts and no rates; take them out");
    }
    if (backend != Backend.RECORDED && server.isEmpty()) {
      throw new IllegalArgumentException("server is missing: endpoints, model, prompt ...");
    }
    if (backend == Backend.OPENAI && server.get().endpoints().isEmpty()) {
      throw new IllegalArgumentException("server.endpoints is empty");
    }
    if (backend == Backend.MANAGED && !server.get().endpoints().isEmpty()) {
      throw new IllegalArgumentException(
          "server.endpoints must be []: executors start the servers of a managed model");
    }
    if ((backend == Backend.MANAGED) != managed.isPresent()) {
      throw new IllegalArgumentException(
          managed.isPresent()
              ? "managed belongs to backend: managed only"
              : "managed is missing: command, health, start-within, restarts");
    }
  }

  /** A recorded model. */
  public ModelConfig(Backend backend, List<String> attempts, List<String> rates, String revision) {
    this(
        backend,
        Optional.of(attempts),
        Optional.of(rates),
        revision,
        Optional.empty(),
        Optional.empty());
  }

  /** A model behind servers. */
  public static ModelConfig asked(String revision, ServerConfig server) {
    return new ModelConfig(
        Backend.OPENAI,
        Optional.empty(),
        Optional.empty(),
        revision,
        Optional.of(server),
        Optional.empty());
  }

  /** Names of its recorded texts. */
  public List<String> texts() {
    return attempts.orElse(List.of());
  }

  /** Names of its ready-made rates. */
  public List<String> readyRates() {
    return rates.orElse(List.of());
  }

  /** What decides its attempts: all but where its servers are and how they are asked. */
  public Object decides() {
    return server.isEmpty() ? this : new Asked(revision, server.get().request());
  }

  private record Asked(String revision, RequestConfig request) {}
}
