// SPDX-License-Identifier: Apache-2.0
package dev.whittle.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpServer;
import dev.whittle.config.EmbeddingsConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class EmbedderTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final List<Integer> sizes = new CopyOnWriteArrayList<>();
  private final List<String> script = new CopyOnWriteArrayList<>();
  private HttpServer server;

  /** Answers with (length of the text, 3), last text first; or as the script says. */
  @BeforeEach
  void serve() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/v1/embeddings",
        exchange -> {
          JsonNode request = JSON.readTree(exchange.getRequestBody());
          String said = script.isEmpty() ? "200" : script.remove(0);
          ObjectNode answer = JSON.createObjectNode();
          ArrayNode data = answer.putArray("data");
          sizes.add(request.path("input").size());
          for (int i = request.path("input").size() - 1; i >= 0; i--) {
            ObjectNode one = data.addObject().put("index", i);
            one.putArray("embedding").add(request.path("input").get(i).asText().length()).add(3);
          }
          if (said.equals("short")) {
            data.remove(0);
          }
          boolean well = said.equals("200") || said.equals("short");
          byte[] body =
              (well ? answer.toString() : "no " + request.path("model").asText())
                  .getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(well ? 200 : Integer.parseInt(said), body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private List<Row> embed(int problems, int batch, int tries) {
    EmbeddingsConfig config =
        new EmbeddingsConfig(
            List.of("http://localhost:" + server.getAddress().getPort() + "/v1"),
            "tiny",
            "",
            "",
            batch,
            Duration.ofSeconds(10),
            tries);
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < problems; i++) {
      rows.add(RowFactory.create("p" + i, "x".repeat(i + 1)));
    }
    List<Row> vectors = new ArrayList<>();
    new Embedder(config).call(rows.iterator()).forEachRemaining(vectors::add);
    return vectors;
  }

  @Test
  void givesEveryProblemItsVectorOfLengthOne() {
    List<Row> vectors = embed(5, 2, 1);
    assertThat(sizes).containsExactly(2, 2, 1);
    for (int i = 0; i < 5; i++) {
      assertThat(vectors.get(i).getString(0)).isEqualTo("p" + i);
      ByteBuffer bytes = ByteBuffer.wrap(vectors.get(i).<byte[]>getAs(1));
      double length = Math.hypot(i + 1, 3);
      assertThat(bytes.getFloat()).isCloseTo((float) ((i + 1) / length), within(1e-6f));
      assertThat(bytes.getFloat()).isCloseTo((float) (3 / length), within(1e-6f));
      assertThat(bytes.hasRemaining()).isFalse();
    }
    assertThat(embed(0, 2, 1)).isEmpty();
  }

  @Test
  void asksAgainWhatMayPass() {
    script.addAll(List.of("503", "short"));
    assertThat(embed(2, 2, 3)).hasSize(2);
    assertThat(sizes).hasSize(3);
  }

  @Test
  void stopsAtWhatWillNotPassAndSaysWhy() {
    script.add("404");
    assertThatThrownBy(() -> embed(1, 1, 5))
        .isInstanceOf(SamplingStopped.class)
        .hasMessageContaining("says 404: no tiny (core-set.selection.embeddings)");
    script.addAll(List.of("500", "short"));
    assertThatThrownBy(() -> embed(1, 1, 2))
        .hasMessageContaining("says something else: 0 vectors for 1 texts (2 tries)");
    server.stop(0);
    assertThatThrownBy(() -> embed(1, 1, 1)).hasMessageContaining("Cannot embed the survivors");
  }
}
