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
            "Where its attempts come from: recorded reads them from the sources file, openai asks servers, managed asks servers that the executors start, onnx runs the model inside of the executors.")
        Backend backend,
    @Doc(
            "recorded: names of recorded texts, entries of `attempts` in the sources file; they are graded here.")
        Optional<List<String>> attempts,
    @Doc("recorded: names of ready-made k-of-n rates, entries of `rates` in the sources file.")
        Optional<List<String>> rates,
    @Doc(
            "Which weights or which recordings stand behind the label; part of every attempt's key. Of an onnx model 'sha256:' and the first 16 or more digits of its folder's checksum are compared with the folder before it is asked.")
        String revision,
    @Doc("openai and managed: what is asked, and of whom.") Optional<ServerConfig> server,
    @Doc("managed: how an executor starts its server.") Optional<ManagedConfig> managed,
    @Doc("onnx: the model's folder, how it is run, and what is asked.") Optional<OnnxConfig> onnx) {

  /** What a revision that is checked begins with. */
  public static final String CHECKED = "sha256:";

  /** Where attempts come from. */
  public enum Backend {
    RECORDED,
    OPENAI,
    MANAGED,
    ONNX
  }

  public ModelConfig {
    boolean recorded = attempts.filter(list -> !list.isEmpty()).isPresent();
    boolean rated = rates.filter(list -> !list.isEmpty()).isPresent();
    if (backend == Backend.RECORDED && !recorded && !rated) {
      throw new IllegalArgumentException(
          "a recorded model names at least one entry under attempts or rates");
    }
    if (backend == Backend.RECORDED
        && (server.isPresent() || managed.isPresent() || onnx.isPresent())) {
      throw new IllegalArgumentException("a recorded model has no server and no onnx; take it out");
    }
    if (backend != Backend.RECORDED && (recorded || rated)) {
      throw new IllegalArgumentException(
          "a model that is asked has no attempts and no rates; take them out");
    }
    if ((backend == Backend.ONNX) != onnx.isPresent()) {
      throw new IllegalArgumentException(
          onnx.isPresent()
              ? "onnx belongs to backend: onnx only"
              : "onnx is missing: folder, device, request ...");
    }
    if (backend == Backend.ONNX && server.isPresent()) {
      throw new IllegalArgumentException("server belongs to openai and managed; take it out");
    }
    if ((backend == Backend.OPENAI || backend == Backend.MANAGED) && server.isEmpty()) {
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
        Optional.empty(),
        Optional.empty());
  }

  /** How it is asked; nothing of a recorded model. */
  public Optional<AskedConfig> asked() {
    return onnx.isPresent() ? onnx.map(config -> config) : server.map(config -> config);
  }

  /** Names of its recorded texts. */
  public List<String> texts() {
    return attempts.orElse(List.of());
  }

  /** Names of its ready-made rates. */
  public List<String> readyRates() {
    return rates.orElse(List.of());
  }

  /** What decides its attempts: all but where it runs and how it is asked. */
  public Object decides() {
    return asked().<Object>map(how -> new Asked(revision, how.request())).orElse(this);
  }

  private record Asked(String revision, RequestConfig request) {}
}
