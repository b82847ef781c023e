// SPDX-License-Identifier: Apache-2.0
package dev.whittle.sampling;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.whittle.config.Problems;
import dev.whittle.config.ServerConfig;
import dev.whittle.config.UserError;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

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
    HttpClient http = Http.client(config.endpoints(), config.caFile(), TIME);
    String key = Http.key(config.apiKeyEnv(), environment);
    for (String endpoint : config.endpoints()) {
      String base =
          endpoint.endsWith("/") ? endpoint.substring(0, endpoint.length() - 1) : endpoint;
      HttpRequest.Builder request =
          HttpRequest.newBuilder(URI.create(base + "/models")).timeout(TIME).GET();
      if (key != null) {
        request.header("Authorization", "Bearer " + key);
      }
      try {
        HttpResponse<String> response =
            http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() == 401 || response.statusCode() == 403) {
          throw new UserError(
              "Cannot sample "
                  + label
                  + ": "
                  + endpoint
                  + " refuses us with HTTP "
                  + response.statusCode()
                  + ". Check the key in the variable that api-key-env names.");
        }
        if (response.statusCode() == 200) {
          checkName(label, config, endpoint, response.body());
        }
      } catch (IOException e) {
        // Away, or not reachable from here.
        continue;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private static void checkName(String label, ServerConfig config, String endpoint, String body)
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
