// SPDX-License-Identifier: Apache-2.0
package dev.whittle.config;

import java.net.URI;
import java.time.Duration;
import java.util.List;

/** The OpenAI-compatible servers of a model, what is asked of them, and with how much patience. */
public record ServerConfig(
    @Doc(
            "Base URLs that end in /v1; a request goes to the one with the fewest in flight. Empty where executors start their own.")
        List<String> endpoints,
    @Doc("Name of the environment variable that holds the API key, on the executors; empty: none.")
        String apiKeyEnv,
    @Doc(
            "PEM file of the authorities to trust instead of Java's own, on every executor; empty: none.")
        String caFile,
    @Doc("What is asked.") RequestConfig request,
    @Doc("Requests in flight at most, of one executor at one endpoint.")
        @Range(min = 1, max = 100_000)
        int inFlight,
    @Doc(
            "Attempts at one problem in flight, such as 1..4: the first number usually, up to the second when"
                + " problems run out. More finish sooner, and are started in vain more often.")
        Band inFlightPerProblem,
    @Doc("Longest time of one request; one that takes longer is asked again with the same seed.")
        Duration deadline,
    @Doc(
            "How often one attempt is tried when the server fails at it; then the problem is unanswerable.")
        @Range(min = 1, max = 100)
        int tries,
    @Doc("How long all servers may be away before the stage stops; it goes on where it stopped.")
        Duration patience,
    @Doc("Share of attempts that may fail for good before the stage stops.")
        @Range(min = 0, max = 1)
        double maxErrorShare,
    @Doc("How often a task commits its attempts; a killed task loses no more than this.")
        Duration commitEvery,
    @Doc("What it may cost.") BudgetConfig budget)
    implements AskedConfig {

  public ServerConfig {
    endpoints.forEach(ServerConfig::checkUrl);
    if (inFlightPerProblem.lo() < 1) {
      throw new IllegalArgumentException("in-flight-per-problem begins at 1");
    }
    if (deadline.isZero() || commitEvery.isZero()) {
      throw new IllegalArgumentException("deadline and commit-every must be longer than 0");
    }
  }

  /** Refuses what is no base URL of a server, or holds a secret. */
  static void checkUrl(String endpoint) {
    URI uri;
    try {
      uri = URI.create(endpoint);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("endpoints: '" + endpoint + "' is no URL", e);
    }
    if (!("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))
        || uri.getHost() == null) {
      throw new IllegalArgumentException(
          "endpoints: '" + endpoint + "' is no URL such as http://host:8000/v1");
    }
    if (uri.getUserInfo() != null) {
      throw new IllegalArgumentException(
          "endpoints: a URL must hold no password; name an environment variable under api-key-env");
    }
  }

  /** The same at another address. */
  public ServerConfig at(String endpoint) {
    return new ServerConfig(
        List.of(endpoint),
        apiKeyEnv,
        caFile,
        request,
        inFlight,
        inFlightPerProblem,
        deadline,
        tries,
        patience,
        maxErrorShare,
        commitEvery,
        budget);
  }
}
