// SPDX-License-Identifier: Apache-2.0
package dev.whittle.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.whittle.config.UserError;
import dev.whittle.serve.OpenAiServer.Behaviour;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OpenAiServerTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @TempDir private Path folder;

  private static RecordedTexts texts() {
    RecordedTexts texts = new RecordedTexts();
    for (int i = 0; i < 10; i++) {
      texts.add("How many?", "It is one two three \\boxed{" + i + "}");
    }
    return texts;
  }

  private static OpenAiServer instant() {
    return new OpenAiServer(0, "tiny", texts(), Behaviour.INSTANT);
  }

  private static HttpRequest chat(OpenAiServer server, String problem, int seed, String... more) {
    String rest = more.length == 0 ? "" : "," + String.join(",", more);
    return post(
        server,
        "/chat/completions",
        "{\"model\":\"tiny\",\"messages\":[{\"role\":\"user\",\"content\":\""
            + problem
            + "\"}],\"seed\":"
            + seed
            + rest
            + "}");
  }

  private static HttpRequest post(OpenAiServer server, String route, String body) {
    return HttpRequest.newBuilder(URI.create(server.url() + route))
        .POST(HttpRequest.BodyPublishers.ofString(body))
        .build();
  }

  private static HttpResponse<String> send(HttpRequest request)
      throws IOException, InterruptedException {
    return HTTP.send(request, HttpResponse.BodyHandlers.ofString());
  }

  private static JsonNode json(HttpRequest request) throws IOException, InterruptedException {
    HttpResponse<String> response = send(request);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return JSON.readTree(response.body());
  }

  private static String text(HttpRequest request) throws IOException, InterruptedException {
    return json(request).path("choices").path(0).path("message").path("content").asText();
  }

  @Test
  void answersAsOpenAiDoes() throws Exception {
    try (OpenAiServer server = instant()) {
      JsonNode answer = json(chat(server, "How many?", 5));
      assertThat(answer.path("choices").path(0).path("finish_reason").asText()).isEqualTo("stop");
      assertThat(answer.path("usage").path("completion_tokens").asInt()).isEqualTo(6);
      assertThat(answer.path("usage").path("prompt_tokens").asInt()).isEqualTo(2);
      JsonNode plain =
          json(
              post(
                  server,
                  "/completions",
                  "{\"model\":\"tiny\",\"prompt\":\"How many?\",\"seed\":5}"));
      assertThat(plain.path("choices").path(0).path("text").asText())
          .isEqualTo(answer.path("choices").path(0).path("message").path("content").asText());
      JsonNode models = json(HttpRequest.newBuilder(URI.create(server.url() + "/models")).build());
      assertThat(models.path("data").path(0).path("id").asText()).isEqualTo("tiny");
      assertThat(text(chat(server, "What else?", 5))).isEqualTo("I do not know this problem.");
    }
  }

  @Test
  void givesTheSameTextForTheSameSeedAndAllTextsForMany() throws Exception {
    try (OpenAiServer server = instant()) {
      Set<String> seen = new HashSet<>();
      for (int seed = 0; seed < 60; seed++) {
        String text = text(chat(server, "How many?", seed));
        assertThat(text(chat(server, " How many? ", seed))).isEqualTo(text);
        seen.add(text);
      }
      assertThat(seen).hasSize(10);
    }
  }

  @Test
  void cutsATextThatIsTooLong() throws Exception {
    try (OpenAiServer server = instant()) {
      JsonNode choice =
          json(chat(server, "How many?", 5, "\"max_tokens\":2")).path("choices").path(0);
      assertThat(choice.path("finish_reason").asText()).isEqualTo("length");
      assertThat(choice.path("message").path("content").asText()).isEqualTo("It is");
    }
  }

  @Test
  void refusesWhatItCannotServe() throws Exception {
    Behaviour locked = new Behaviour(Duration.ZERO, 1, Faults.NONE, "secret", answer -> {});
    try (OpenAiServer server = instant();
        OpenAiServer closed = new OpenAiServer(0, "tiny", texts(), locked)) {
      assertThat(send(post(server, "/chat/completions", "{")).statusCode()).isEqualTo(400);
      assertThat(send(post(server, "/chat/completions", "{\"model\":\"tiny\"}")).statusCode())
          .isEqualTo(400);
      assertThat(send(post(server, "/chat/completions", "{\"model\":\"huge\"}")).body())
          .contains("model_not_found");
      assertThat(send(chat(server, "How many?", 1, "\"n\":2")).statusCode()).isEqualTo(400);
      assertThat(send(chat(closed, "How many?", 1)).statusCode()).isEqualTo(401);
    }
  }

  @Test
  void servesNoMoreAtOnceThanItHasSlots() {
    Behaviour slow = new Behaviour(Duration.ofMillis(100), 4, Faults.NONE, "", answer -> {});
    try (OpenAiServer server = new OpenAiServer(0, "tiny", texts(), slow)) {
      long start = System.nanoTime();
      List<CompletableFuture<?>> all = new ArrayList<>();
      for (int i = 0; i < 12; i++) {
        all.add(HTTP.sendAsync(chat(server, "How many?", i), HttpResponse.BodyHandlers.ofString()));
      }
      all.forEach(CompletableFuture::join);
      assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(300_000_000L);
    }
  }

  @Test
  void goesWrongTheFirstTimeOnly() throws Exception {
    Behaviour faulty =
        new Behaviour(
            Duration.ZERO,
            4,
            new Faults(Map.of(Faults.Kind.UNAVAILABLE, 1.0), 3, 1, "boom"),
            "",
            answer -> {});
    try (OpenAiServer server = new OpenAiServer(0, "tiny", texts(), faulty)) {
      assertThat(send(chat(server, "How many?", 1)).statusCode()).isEqualTo(503);
      assertThat(send(chat(server, "How many?", 1)).statusCode()).isEqualTo(200);
      assertThat(send(chat(server, "boom", 1)).statusCode()).isEqualTo(500);
      assertThat(send(chat(server, "boom", 1)).statusCode()).isEqualTo(500);
    }
  }

  @Test
  void readsRecordedTextsAndTellsTheBadLine() throws Exception {
    Path file = folder.resolve("texts.jsonl");
    Files.writeString(
        file,
        "{\"problem\":\"a\",\"texts\":[\"x\",\"y\"]}\n\n{\"problem\":\"a\",\"text\":\"z\"}\n");
    RecordedTexts read = RecordedTexts.read(file);
    assertThat(read.problems()).isEqualTo(1);
    assertThat(read.texts()).isEqualTo(3);
    Files.writeString(file, "{\"problem\":\"a\"}\n");
    assertThatThrownBy(() -> RecordedTexts.read(file))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("texts.jsonl:1");
  }
}
