// SPDX-License-Identifier: Apache-2.0
package dev.whittle.sampling;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.whittle.config.Problems;
import dev.whittle.config.ServerConfig;
import dev.whittle.config.UserError;
import dev.whittle.sampling.HttpClient.Answer;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;

/** Asks servers what they serve, before anything is bought. */
final class Servers {
  private static final Duration TIME = Duration.ofSeconds(10);

  private Servers() {}

  /**
   * Fails fast on a wrong name or key. A server that is away is no error here: the driver may not
   * reach what the executors reach, and they have patience.
   *
   * @throws UserError with the names that the server offers
   */
  static void check(String label, ServerConfig config, Map<String, String> environment) {
    HttpClient http = HttpClient.of(config.endpoints(), config.caFile(), TIME);
    String key = key(config.apiKeyEnv(), environment);
    for (String endpoint : config.endpoints()) {
      String base =
          endpoint.endsWith("/") ? endpoint.substring(0, endpoint.length() - 1) : endpoint;
      try {
        Answer answer = http.ask(URI.create(base + "/models"), null, key, TIME).get();
        if (answer.status() == 401 || answer.status() == 403) {
          throw new UserError(
              "Cannot sample "
                  + label
                  + ": "
                  + endpoint
                  + " refuses us with HTTP "
                  + answer.status()
                  + ". Check the key in the variable that api-key-env names.");
        }
        if (answer.status() == 200) {
          checkName(label, config, endpoint, answer.body());
        }
      } catch (ExecutionException e) {
        mistrust(endpoint, e.getCause())
            .ifPresent(
                words -> {
                  throw new UserError(words);
                });
        // Away, or not reachable from here.
      } catch (IOException e) {
        // What it lists is no JSON: requests will tell whether it can be used.
        continue;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  /** Why a server is not to be trusted, when that was the error: no patience mends it. */
  static Optional<String> mistrust(String endpoint, Throwable error) {
    for (Throwable cause = error; cause != null; cause = cause.getCause()) {
      if (cause instanceof SSLHandshakeException || cause instanceof SSLPeerUnverifiedException) {
        return Optional.of(
            "Cannot trust "
                + endpoint
                + ": "
                + cause.getMessage()
                + ". Name the authority that signed its certificate under server.ca-file.");
      }
    }
    return Optional.empty();
  }

  /**
   * The key, or null when no variable is named.
   *
   * @throws UserError when the variable is not set: its name is told, never a value
   */
  static String key(String variable, Map<String, String> environment) {
    if (variable.isEmpty()) {
      return null;
    }
    String key = environment.get(variable);
    if (key == null || key.isBlank()) {
      throw new UserError(
          "Cannot ask the servers: the environment variable "
              + variable
              + " (server.api-key-env) is not set here. Set it on the driver and on every executor"
              + " (spark.executorEnv."
              + variable
              + " would show it in Spark's UI; set it where executors start instead).");
    }
    return key.strip();
  }

  private static void checkName(String label, ServerConfig config, String endpoint, byte[] body)
      throws IOException {
    List<String> names = new ArrayList<>();
    for (JsonNode model : new ObjectMapper().readTree(body).path("data")) {
      names.add(model.path("id").asText());
    }
    String name = config.request().model();
    if (!names.isEmpty() && !names.contains(name)) {
      throw new UserError(
          "Cannot sample "
              + label
              + ": "
              + endpoint
              + " does not serve '"
              + name
              + "'"
              + Problems.suggestion(name, names)
              + " It serves "
              + String.join(", ", names)
              + ". Mend models."
              + label
              + ".server.request.model.");
    }
  }
}
