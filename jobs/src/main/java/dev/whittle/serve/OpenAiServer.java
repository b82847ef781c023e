// SPDX-License-Identifier: Apache-2.0
package dev.whittle.serve;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.whittle.serve.Faults.Kind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/**
 * Recorded texts behind the OpenAI routes: {@code /v1/chat/completions}, {@code /v1/completions},
 * {@code /v1/models} and {@code /health}.
 *
 * <p>The last message (or the prompt) must be the problem's statement alone. The request's {@code
 * seed} chooses the text: the same seed gives the same text on every server with the same file.
 * Tokens are words between white space. No thread waits: a request in service is an entry in a
 * timer.
 */
public final class OpenAiServer implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MOST_BYTES = 4 << 20;
  private static final int THREADS = 4;

  /**
   * How it behaves.
   *
   * @param serviceTime of a request
   * @param slots requests in service at once; others wait in the order in which they came
   * @param key that a request must bear; empty for none
   * @param answered is told the seed and the problem of every text that was given, with a space
   *     between
   */
  public record Behaviour(
      Duration serviceTime, int slots, Faults faults, String key, Consumer<String> answered) {
    /** At once, and without faults. */
    public static final Behaviour INSTANT =
        new Behaviour(Duration.ZERO, Integer.MAX_VALUE, Faults.NONE, "", answer -> {});
  }

  private record Job(HttpExchange exchange, Runnable answer) {}

  private final HttpServer server;
  private final ExecutorService handlers = Executors.newFixedThreadPool(THREADS, daemon());
  private final ScheduledExecutorService clock = Executors.newScheduledThreadPool(1, daemon());
  private final String model;
  private final RecordedTexts texts;
  private final Behaviour behaviour;
  private final Map<Kind, LongAdder> faults = new EnumMap<>(Kind.class);
  private final LongAdder answers = new LongAdder();
  private final Set<HttpExchange> hanging = ConcurrentHashMap.newKeySet();
  private final Deque<Job> waiting = new ArrayDeque<>();
  private int inService;

  private static ThreadFactory daemon() {
    return task -> {
      Thread thread = new Thread(task, "whittle-serve");
      thread.setDaemon(true);
      return thread;
    };
  }

  /**
   * Begins to serve on the loopback address.
   *
   * @param port 0 for any that is free
   */
  public OpenAiServer(int port, String model, RecordedTexts texts, Behaviour behaviour) {
    // Else an answer may wait 40 ms for the acknowledgement of its headers.
    System.setProperty("sun.net.httpserver.nodelay", "true");
    // Else connections beyond 200 are closed after every answer.
    System.setProperty("sun.net.httpserver.maxIdleConnections", "100000");
    this.model = model;
    this.texts = texts;
    this.behaviour = behaviour;
    for (Kind kind : Kind.values()) {
      faults.put(kind, new LongAdder());
    }
    try {
      server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1024);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "Cannot serve on port " + port + ": " + e.getMessage() + ". Give another --port.", e);
    }
    server.setExecutor(handlers);
    server.createContext("/health", this::health);
    server.createContext("/v1/models", exchange -> guarded(exchange, this::models));
    server.createContext(
        "/v1/chat/completions", exchange -> guarded(exchange, one -> complete(one, true)));
    server.createContext(
        "/v1/completions", exchange -> guarded(exchange, one -> complete(one, false)));
    server.start();
  }

  public int port() {
    return server.getAddress().getPort();
  }

  /** What a client is given as its base. */
  public String url() {
    return "http://127.0.0.1:" + port() + "/v1";
  }

  /** How many texts were given. */
  public long answers() {
    return answers.sum();
  }

  /** How often something went wrong in this way. */
  public long faults(Kind kind) {
    return faults.get(kind).sum();
  }

  private interface Route {
    void answer(HttpExchange exchange) throws IOException;
  }

  private void guarded(HttpExchange exchange, Route route) throws IOException {
    String given = exchange.getRequestHeaders().getFirst("Authorization");
    if (!behaviour.key().isEmpty() && !("Bearer " + behaviour.key()).equals(given)) {
      error(exchange, 401, "Incorrect API key provided", "invalid_api_key");
      return;
    }
    route.answer(exchange);
  }

  private void health(HttpExchange exchange) throws IOException {
    ObjectNode load = JSON.createObjectNode();
    synchronized (waiting) {
      load.put("in_service", inService).put("waiting", waiting.size());
    }
    send(exchange, 200, load);
  }

  private void models(HttpExchange exchange) throws IOException {
    ObjectNode list = JSON.createObjectNode().put("object", "list");
    list.putArray("data").addObject().put("id", model).put("object", "model");
    send(exchange, 200, list);
  }

  private void complete(HttpExchange exchange, boolean chat) throws IOException {
    byte[] body = exchange.getRequestBody().readNBytes(MOST_BYTES + 1);
    if (body.length > MOST_BYTES) {
      error(exchange, 413, "the request is too large", "too_large");
      return;
    }
    JsonNode request;
    try {
      request = JSON.readTree(body);
    } catch (IOException e) {
      error(exchange, 400, "the request is not JSON", "bad_request");
      return;
    }
    if (!model.equals(request.path("model").asText())) {
      error(
          exchange,
          404,
          "The model `" + request.path("model").asText() + "` does not exist.",
          "model_not_found");
      return;
    }
    if (request.path("n").asInt(1) != 1) {
      error(exchange, 400, "n must be 1", "bad_request");
      return;
    }
    JsonNode messages = request.path("messages");
    JsonNode words =
        chat ? messages.path(messages.size() - 1).path("content") : request.path("prompt");
    if (!words.isTextual()) {
      error(exchange, 400, "there is no text to answer", "bad_request");
      return;
    }
    Optional<Kind> fault = behaviour.faults().of(Arrays.hashCode(body), words.asText());
    fault.ifPresent(kind -> faults.get(kind).increment());
    if (fault.isPresent() && early(exchange, fault.get())) {
      return;
    }
    enter(new Job(exchange, () -> answer(exchange, request, words.asText(), chat, fault)));
  }

  // ---- slots

  private void enter(Job job) {
    synchronized (waiting) {
      if (inService >= behaviour.slots()) {
        waiting.add(job);
        return;
      }
      inService++;
    }
    serve(job);
  }

  private void serve(Job job) {
    if (behaviour.serviceTime().isZero()) {
      finish(job);
    } else {
      clock.schedule(
          () -> handlers.execute(() -> finish(job)),
          behaviour.serviceTime().toNanos(),
          TimeUnit.NANOSECONDS);
    }
  }

  private void finish(Job job) {
    Job next;
    synchronized (waiting) {
      next = waiting.poll();
      if (next == null) {
        inService--;
      }
    }
    if (next != null) {
      serve(next);
    }
    job.answer().run();
  }

  // ---- answers

  private void answer(
      HttpExchange exchange, JsonNode request, String problem, boolean chat, Optional<Kind> fault) {
    long seed = request.path("seed").asLong(0);
    String text = texts.text(problem, seed).orElse("I do not know this problem.");
    String[] split = text.split("\\s+");
    int most = request.path("max_tokens").asInt(Integer.MAX_VALUE);
    if (fault.equals(Optional.of(Kind.EMPTY))) {
      text = "";
    } else if (split.length > most || fault.equals(Optional.of(Kind.TRUNCATED))) {
      int kept = Math.min(most, split.length / 2);
      text = String.join(" ", Arrays.copyOf(split, kept));
    }
    boolean cut = split.length > most || fault.equals(Optional.of(Kind.TRUNCATED));
    ObjectNode answer =
        JSON.createObjectNode()
            .put("id", "cmpl-" + seed)
            .put("object", chat ? "chat.completion" : "text_completion")
            .put("created", 0)
            .put("model", model);
    ObjectNode choice = answer.putArray("choices").addObject().put("index", 0);
    if (chat) {
      choice.putObject("message").put("role", "assistant").put("content", text);
    } else {
      choice.put("text", text);
    }
    choice.put("finish_reason", cut ? "length" : "stop");
    int asked = problem.split("\\s+").length;
    int given = text.isEmpty() ? 0 : text.split("\\s+").length;
    answer
        .putObject("usage")
        .put("prompt_tokens", asked)
        .put("completion_tokens", given)
        .put("total_tokens", asked + given);
    try {
      if (fault.equals(Optional.of(Kind.MALFORMED))) {
        byte[] bytes = JSON.writeValueAsBytes(answer);
        send(exchange, 200, Arrays.copyOf(bytes, bytes.length / 2));
        return;
      }
      send(exchange, 200, answer);
      answers.increment();
      behaviour.answered().accept(seed + " " + problem.strip());
    } catch (IOException e) {
      // The client has gone.
      exchange.close();
    }
  }

  /** What goes wrong before the request is served; false when it goes wrong later. */
  private boolean early(HttpExchange exchange, Kind kind) throws IOException {
    switch (kind) {
      case RATE_LIMIT -> {
        exchange.getResponseHeaders().set("Retry-After", "0.2");
        error(exchange, 429, "Rate limit reached", "rate_limit_exceeded");
      }
      case UNAVAILABLE -> error(exchange, 503, "loading the model", "unavailable");
      case SERVER_ERROR -> error(exchange, 500, "the engine fell over", "internal_error");
      case RESET -> exchange.close();
      case CUT -> {
        byte[] half = "{\"choices\":[{\"mess".getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, half.length * 2L);
        exchange.getResponseBody().write(half);
        exchange.getResponseBody().flush();
        exchange.close();
      }
      case HANG -> hanging.add(exchange);
      default -> {
        return false;
      }
    }
    return true;
  }

  private static void error(HttpExchange exchange, int status, String words, String code)
      throws IOException {
    ObjectNode body = JSON.createObjectNode();
    body.putObject("error").put("message", words).put("type", "error").put("code", code);
    send(exchange, status, body);
  }

  private static void send(HttpExchange exchange, int status, JsonNode body) throws IOException {
    send(exchange, status, JSON.writeValueAsBytes(body));
  }

  private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  /** Stops at once: whoever waits is cut off. */
  @Override
  public void close() {
    hanging.forEach(HttpExchange::close);
    server.stop(0);
    clock.shutdownNow();
    handlers.shutdownNow();
  }
}
