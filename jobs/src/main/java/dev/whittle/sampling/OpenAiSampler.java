// SPDX-License-Identifier: Apache-2.0
package dev.whittle.sampling;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.failsafe.ExecutionContext;
import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeExecutor;
import dev.failsafe.RetryPolicy;
import dev.whittle.config.ManagedConfig;
import dev.whittle.config.RequestConfig;
import dev.whittle.config.RequestConfig.Route;
import dev.whittle.config.ServerConfig;
import dev.whittle.plugin.ModelServer;
import dev.whittle.sampling.HttpClient.Answer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * Asks OpenAI-compatible servers (vLLM, SGLang, llama-server ...), one request an attempt.
 *
 * <p>What is the model's doing is never asked again: an empty or truncated text is an attempt. What
 * is the infrastructure's is asked again with the same seed, else long answers would be lost more
 * often than short ones: a server that is away, busy (429, 502, 503, 504) or slow costs no try, one
 * that fails at the request (500, reset, nonsense, deadline) costs one of {@code tries}. A request
 * that the server refuses (400, 413, 422) is the problem's error. Wrong keys and names (401, 403,
 * 404) stop the stage, and so do servers that give no answer for {@code patience}.
 */
public final class OpenAiSampler implements Sampler {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration CONNECT = Duration.ofSeconds(10);

  /** Until a place is free at a server that is well, when there may be one at any moment. */
  private static final Duration SOON = Duration.ofMillis(20);

  private static final double JITTER = 0.2;
  private static final int QUOTED = 300;
  private static final Map<ServerConfig, OpenAiSampler> SHARED = new ConcurrentHashMap<>();

  private final ServerConfig config;
  private final RequestConfig request;
  private final List<Endpoint> endpoints = new ArrayList<>();
  private final Semaphore permits;
  private final HttpClient http;
  private final String key;
  private final ScheduledExecutorService timer = Threads.timer();
  private final FailsafeExecutor<Completion> again;
  private volatile long lastAnswer = System.nanoTime();
  private volatile Supplier<Optional<String>> gone = Optional::empty;
  private String lastJob = "";

  OpenAiSampler(ServerConfig config, Map<String, String> environment) {
    this.config = config;
    this.request = config.request();
    String route = request.route() == Route.CHAT ? "/chat/completions" : "/completions";
    for (String base : config.endpoints()) {
      endpoints.add(new Endpoint(base, route, config.inFlight()));
    }
    this.permits = new Semaphore(config.inFlight() * config.endpoints().size());
    this.http = HttpClient.of(config.endpoints(), config.caFile(), CONNECT);
    this.key = Servers.key(config.apiKeyEnv(), environment);
    this.again =
        Failsafe.with(
                RetryPolicy.<Completion>builder()
                    .handle(Again.class)
                    .withMaxRetries(-1)
                    .withJitter(JITTER)
                    .withDelayFn(OpenAiSampler::delay)
                    .build())
            .with(timer);
  }

  /** The one of this executor for these servers. */
  private static OpenAiSampler shared(ServerConfig config) {
    return SHARED.computeIfAbsent(config, missing -> new OpenAiSampler(missing, System.getenv()));
  }

  /**
   * The one of this executor for a model, whose server is started if it is the executor's own.
   *
   * @param managed how to start it, or null
   * @param job who asks: patience begins anew with every job
   * @throws SamplingStopped when the server does not start
   */
  static OpenAiSampler of(ServerConfig config, ManagedConfig managed, String job)
      throws InterruptedException {
    if (managed == null) {
      OpenAiSampler sampler = shared(config);
      sampler.begin(job, Optional::empty);
      return sampler;
    }
    try {
      String key = Servers.key(config.apiKeyEnv(), System.getenv());
      ModelServer own = ModelServer.of(managed, config.request().model(), key, job);
      OpenAiSampler sampler = shared(config.at(own.url()));
      sampler.begin(job, own::failure);
      return sampler;
    } catch (ModelServer.Failed e) {
      throw new SamplingStopped(e.getMessage());
    }
  }

  @Override
  public boolean tryAcquire() {
    return permits.tryAcquire();
  }

  @Override
  public void release() {
    permits.release();
  }

  @Override
  public CompletableFuture<Completion> sample(String problem, int seed) {
    byte[] body = body(problem, seed);
    Tries tries = new Tries();
    Request request = new Request();
    request.follow(once(body, tries), body, tries);
    return request;
  }

  /** An attempt until it has an answer, over all its tries. */
  private final class Request extends CompletableFuture<Completion> {
    private volatile CompletableFuture<Completion> current;

    /** Most first tries are the last: only the others cost what trying again costs. */
    void follow(CompletableFuture<Completion> first, byte[] body, Tries tries) {
      current = first;
      first.whenComplete(
          (done, error) -> {
            if (cause(error) instanceof Again again && !isDone()) {
              retry(body, tries, again);
            } else {
              end(done, error);
            }
          });
    }

    private void retry(byte[] body, Tries tries, Again first) {
      CompletableFuture<Completion> later =
          again.getStageAsync(
              context -> {
                if (context.isFirstAttempt()) {
                  return CompletableFuture.failedFuture(first);
                }
                CompletableFuture<Completion> next = once(body, tries);
                context.onCancel(() -> next.cancel(true));
                return next;
              });
      current = later;
      later.whenComplete(this::end);
    }

    private void end(Completion done, Throwable error) {
      permits.release();
      if (error == null) {
        complete(done);
      } else {
        completeExceptionally(cause(error));
      }
    }

    @Override
    public boolean cancel(boolean interrupt) {
      boolean cancelled = super.cancel(interrupt);
      current.cancel(interrupt);
      return cancelled;
    }
  }

  private static Throwable cause(Throwable error) {
    return error instanceof CompletionException && error.getCause() != null
        ? error.getCause()
        : error;
  }

  private byte[] body(String problem, int seed) {
    ObjectNode json = JSON.createObjectNode();
    json.put("model", request.model());
    String user = request.prompt().user(problem);
    String system = request.prompt().system();
    if (request.route() == Route.CHAT) {
      var messages = json.putArray("messages");
      if (!system.isEmpty()) {
        messages.addObject().put("role", "system").put("content", system);
      }
      messages.addObject().put("role", "user").put("content", user);
    } else {
      json.put("prompt", system.isEmpty() ? user : system + "\n\n" + user);
    }
    json.put("temperature", request.temperature());
    json.put("top_p", request.topP());
    if (request.topK() > 0) {
      json.put("top_k", request.topK());
    }
    json.put("max_tokens", request.maxTokens());
    json.put("seed", seed);
    json.put("n", 1);
    json.put("stream", false);
    try {
      return JSON.writeValueAsBytes(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  // ---- one try

  /** Tries that count: those at which a server failed that was there. */
  private static final class Tries {
    private int failed;
  }

  /** Worth another try. */
  private static final class Again extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient Duration after;

    Again(Duration after) {
      super(null, null, false, false);
      this.after = after;
    }
  }

  private static Duration delay(ExecutionContext<Completion> context) {
    return context.getLastException() instanceof Again last ? last.after : SOON;
  }

  /** Asks one server; cancelling what it gives closes the connection. */
  private CompletableFuture<Completion> once(byte[] body, Tries tries) {
    Optional<Endpoint> chosen = choose();
    if (chosen.isEmpty()) {
      return CompletableFuture.failedFuture(
          silent("no server takes a request").orElseGet(() -> new Again(SOON)));
    }
    Endpoint endpoint = chosen.get();
    long started = now();
    long nanos = System.nanoTime();
    CompletableFuture<Answer> sent = http.ask(endpoint.url, body, key, config.deadline());
    CompletableFuture<Completion> completion = new Sent(sent);
    sent.whenComplete(
        (response, error) -> {
          endpoint.leave();
          try {
            completion.complete(
                error == null
                    ? answered(endpoint, response, tries, started, nanos)
                    : failed(endpoint, error, tries, started));
          } catch (RuntimeException e) {
            completion.completeExceptionally(e);
          }
        });
    return completion;
  }

  /** What becomes of a request on its way; giving it up gives up the request. */
  private static final class Sent extends CompletableFuture<Completion> {
    private final CompletableFuture<?> request;

    Sent(CompletableFuture<?> request) {
      this.request = request;
    }

    @Override
    public boolean cancel(boolean interrupt) {
      boolean cancelled = super.cancel(interrupt);
      // Closes the connection, at which a server stops generating.
      request.cancel(true);
      return cancelled;
    }
  }

  private Optional<Endpoint> choose() {
    List<Endpoint> byLoad = new ArrayList<>(endpoints);
    if (byLoad.size() > 1) {
      byLoad.sort(Comparator.comparingInt(endpoint -> endpoint.inFlight.get()));
    }
    return byLoad.stream().filter(Endpoint::tryTake).findFirst();
  }

  private Completion answered(
      Endpoint endpoint, Answer response, Tries tries, long started, long sent) {
    int status = response.status();
    if (status == 200) {
      endpoint.well();
      lastAnswer = System.nanoTime();
      Optional<Completion> read = read(response.body(), endpoint, started);
      return read.orElseGet(
          () -> tryAgain(endpoint, tries, "an answer that is not OpenAI's", started));
    }
    endpoint.answered();
    String words = "HTTP " + status + ": " + quoted(response.body());
    switch (status) {
      case 401, 403, 404 -> {
        throw new SamplingStopped(
            "Cannot ask " + endpoint.name + " for '" + request.model() + "': " + words);
      }
      case 429, 502, 503, 504 -> {
        Duration pause = endpoint.pause(retryAfter(response), sent);
        checkPatience(endpoint.name + " says " + words);
        throw new Again(pause);
      }
      default -> {
        if (status >= 400 && status < 500) {
          // The request itself: another try would not mend it.
          lastAnswer = System.nanoTime();
          return broken(words, endpoint, started);
        }
        return tryAgain(endpoint, tries, words, started);
      }
    }
  }

  private Completion failed(Endpoint endpoint, Throwable error, Tries tries, long started) {
    Throwable cause = cause(error);
    if (cause instanceof ConnectException) {
      endpoint.away();
      checkPatience(endpoint.name + " cannot be reached");
      throw new Again(SOON);
    }
    // It was there: whether it is well the next request will tell.
    endpoint.answered();
    Optional<String> mistrust = Servers.mistrust(endpoint.name, cause);
    if (mistrust.isPresent()) {
      throw new SamplingStopped(mistrust.get());
    }
    String words =
        cause instanceof TimeoutException
            ? "no answer within " + config.deadline().toSeconds() + " s"
            : cause.getClass().getSimpleName() + ": " + cause.getMessage();
    checkPatience(endpoint.name + ": " + words);
    return tryAgain(endpoint, tries, words, started);
  }

  private Completion tryAgain(Endpoint endpoint, Tries tries, String words, long started) {
    if (++tries.failed < config.tries()) {
      throw new Again(Endpoint.backoff(tries.failed));
    }
    return broken(words, endpoint, started);
  }

  private static Completion broken(String words, Endpoint endpoint, long started) {
    return new Completion(null, null, null, null, words, endpoint.name, started, now());
  }

  private void checkPatience(String words) {
    Optional<RuntimeException> stopped = silent(words);
    if (stopped.isPresent()) {
      throw stopped.get();
    }
  }

  /** Why sampling must stop, when no server has answered for too long. */
  private Optional<RuntimeException> silent(String words) {
    Optional<String> failure = gone.get();
    if (failure.isPresent()) {
      return Optional.of(new SamplingStopped(failure.get()));
    }
    long silent = System.nanoTime() - lastAnswer;
    if (silent <= config.patience().toNanos()) {
      return Optional.empty();
    }
    return Optional.of(
        new SamplingStopped(
            "No server of '"
                + request.model()
                + "' has answered for "
                + TimeUnit.NANOSECONDS.toSeconds(silent)
                + " s ("
                + words
                + "). Every attempt that was bought is kept; start the servers and run again."));
  }

  /**
   * A job begins to ask, unless it has begun already: patience begins anew.
   *
   * @param gone why nobody will ever answer again, once that is known
   */
  synchronized void begin(String job, Supplier<Optional<String>> gone) {
    this.gone = gone;
    if (!job.equals(lastJob)) {
      lastJob = job;
      lastAnswer = System.nanoTime();
    }
  }

  // ---- reading

  private Optional<Completion> read(byte[] body, Endpoint endpoint, long started) {
    JsonNode json;
    try {
      json = JSON.readTree(body);
    } catch (IOException e) {
      return Optional.empty();
    }
    JsonNode choice = json.path("choices").path(0);
    JsonNode text =
        request.route() == Route.CHAT
            ? choice.path("message").path("content")
            : choice.path("text");
    String reason = choice.path("finish_reason").asText(null);
    // A server that is shut down aborts what it was generating: that is no answer of the model.
    if (!(text.isTextual() || text.isNull()) || "abort".equals(reason)) {
      return Optional.empty();
    }
    return Optional.of(
        new Completion(
            text.asText(""),
            reason,
            number(json.path("usage").path("prompt_tokens")),
            number(json.path("usage").path("completion_tokens")),
            null,
            endpoint.name,
            started,
            now()));
  }

  private static Integer number(JsonNode node) {
    return node.canConvertToInt() ? (Integer) node.asInt() : null;
  }

  private static Optional<Duration> retryAfter(Answer response) {
    return response
        .retryAfter()
        .flatMap(
            value -> {
              try {
                double seconds = Double.parseDouble(value.strip());
                long millis = (long) (Math.min(3600, Math.max(0, seconds)) * 1000);
                return Optional.of(Duration.ofMillis(millis));
              } catch (NumberFormatException e) {
                // A date, which servers of models do not send.
                return Optional.empty();
              }
            });
  }

  /** The beginning of an error's body, in one line and without the key, should a server echo it. */
  private String quoted(byte[] body) {
    String text = new String(body, StandardCharsets.UTF_8).replaceAll("\\s+", " ").strip();
    if (key != null) {
      text = text.replace(key, "***");
    }
    return text.length() <= QUOTED ? text : text.substring(0, QUOTED) + "...";
  }

  private static long now() {
    return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
  }
}
