// SPDX-License-Identifier: Apache-2.0
package dev.whittle.sampling;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.whittle.config.EmbeddingsConfig;
import dev.whittle.sampling.HttpClient.Answer;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Vectors of problems from OpenAI-compatible servers ({@code POST /v1/embeddings}, as vLLM,
 * llama-server and text-embeddings-inference answer it).
 *
 * <p>Given rows of (problem_id, problem), gives (problem_id, vector): big-endian floats of length
 * 1. A task asks for one batch after another, of the servers in turn. What may pass (no answer,
 * 429, 5xx, nonsense) is asked again up to {@code tries}; what will not (401, 404, 400) stops the
 * stage with the server's words. A server need not give the same vector twice to the last bit, so
 * neither does a ranking that is made of them.
 */
public final class Embedder implements MapPartitionsFunction<Row, Row> {
  private static final long serialVersionUID = 1L;

  public static final StructType VECTORS =
      new StructType().add("problem_id", DataTypes.StringType).add("vector", DataTypes.BinaryType);

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration CONNECT = Duration.ofSeconds(10);
  private static final long LONGEST_PAUSE_MILLIS = 30_000;
  private static final long FIRST_PAUSE_MILLIS = 250;
  private static final int QUOTED = 300;

  private final EmbeddingsConfig config;

  public Embedder(EmbeddingsConfig config) {
    this.config = config;
  }

  @Override
  public Iterator<Row> call(Iterator<Row> problems) {
    HttpClient http = HttpClient.of(config.endpoints(), config.caFile(), CONNECT);
    String key = Servers.key(config.apiKeyEnv(), System.getenv());
    return new Iterator<>() {
      private Iterator<Row> ready = Collections.emptyIterator();
      private int turn = TaskContext.get() == null ? 0 : TaskContext.getPartitionId();

      @Override
      public boolean hasNext() {
        return ready.hasNext() || problems.hasNext();
      }

      @Override
      public Row next() {
        if (!ready.hasNext()) {
          List<Row> batch = new ArrayList<>();
          while (problems.hasNext() && batch.size() < config.batch()) {
            batch.add(problems.next());
          }
          ready = vectors(http, key, batch, turn++).iterator();
        }
        return ready.next();
      }
    };
  }

  private List<Row> vectors(HttpClient http, String key, List<Row> batch, int turn) {
    ObjectNode request = JSON.createObjectNode().put("model", config.model());
    batch.forEach(row -> request.withArray("input").add(row.getString(1)));
    byte[] body = request.toString().getBytes(StandardCharsets.UTF_8);
    String last = "";
    for (int tried = 0; tried < config.tries(); tried++) {
      String base = config.endpoints().get(Math.floorMod(turn + tried, config.endpoints().size()));
      URI url = URI.create((base.endsWith("/") ? base : base + "/") + "embeddings");
      try {
        if (tried > 0) {
          Thread.sleep(Math.min(LONGEST_PAUSE_MILLIS, FIRST_PAUSE_MILLIS << Math.min(10, tried)));
        }
        Answer answer = http.ask(url, body, key, config.deadline()).get();
        if (answer.status() == 200) {
          return read(batch, answer.body());
        }
        last = base + " says " + answer.status() + ": " + quoted(answer.body(), key);
        if (answer.status() != 429 && answer.status() < 500) {
          throw new SamplingStopped(stopped(last));
        }
      } catch (ExecutionException e) {
        last =
            base
                + (e.getCause() instanceof TimeoutException
                    ? " gave no answer in " + config.deadline().toSeconds() + " s"
                    : ": " + e.getCause().getMessage());
      } catch (IOException e) {
        last = base + " says something else: " + e.getMessage();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new SamplingStopped(stopped("it was interrupted"));
      }
    }
    throw new SamplingStopped(stopped(last + " (" + config.tries() + " tries)"));
  }

  private String stopped(String why) {
    return "Cannot embed the survivors with "
        + config.model()
        + ": "
        + why
        + " (core-set.selection.embeddings).";
  }

  private static String quoted(byte[] body, String key) {
    String text = new String(body, StandardCharsets.UTF_8).strip();
    text = key == null || key.isEmpty() ? text : text.replace(key, "***");
    return text.length() <= QUOTED ? text : text.substring(0, QUOTED) + " ...";
  }

  /** The rows' vectors, by the index that the server gives each. */
  private static List<Row> read(List<Row> batch, byte[] body) throws IOException {
    JsonNode data = JSON.readTree(body).path("data");
    if (data.size() != batch.size()) {
      throw new IOException(data.size() + " vectors for " + batch.size() + " texts");
    }
    Row[] rows = new Row[batch.size()];
    int dimensions = data.get(0).path("embedding").size();
    for (int i = 0; i < data.size(); i++) {
      JsonNode vector = data.get(i).path("embedding");
      int index = data.get(i).path("index").asInt(i);
      if (index < 0 || index >= rows.length || rows[index] != null) {
        throw new IOException("vector " + index + " of " + rows.length + " texts");
      }
      if (vector.size() != dimensions || dimensions == 0) {
        throw new IOException(vector.size() + " numbers in a vector, and " + dimensions);
      }
      rows[index] = RowFactory.create(batch.get(index).getString(0), unit(vector));
    }
    return List.of(rows);
  }

  private static byte[] unit(JsonNode vector) throws IOException {
    double square = 0;
    for (JsonNode number : vector) {
      if (!number.isNumber() || !Double.isFinite(number.asDouble())) {
        throw new IOException("'" + number + "' in a vector");
      }
      square += number.asDouble() * number.asDouble();
    }
    double length = square == 0 ? 1 : Math.sqrt(square);
    ByteBuffer bytes = ByteBuffer.allocate(vector.size() * Float.BYTES);
    for (JsonNode number : vector) {
      bytes.putFloat((float) (number.asDouble() / length));
    }
    return bytes.array();
  }
}
