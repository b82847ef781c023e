// SPDX-License-Identifier: Apache-2.0
package dev.whittle.answer;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.List;

/**
 * Verifies a file of cases: JSONL {@code {id, gold, prediction}} in, JSONL {@code {id, equivalent,
 * extracted, rule}} out, one output line for every input line and in the same order. It holds one
 * line at a time.
 */
public final class VerifyCases {

  /** How many numbers of malformed lines a summary names. */
  public static final int MOST_NAMED = 20;

  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET)
          .build();

  /**
   * What a run did.
   *
   * @param lines input lines, and output lines
   * @param equivalent lines whose prediction gives the gold answer
   * @param malformed lines that are no case; their output says {@code "equivalent": false} and, in
   *     {@code error}, the line and what is wrong with it
   * @param firstMalformed the numbers of the first {@value VerifyCases#MOST_NAMED} of them, from 1
   */
  public record Summary(long lines, long equivalent, long malformed, List<Long> firstMalformed) {}

  private VerifyCases() {}

  /**
   * Verifies all lines.
   *
   * @param in the cases; {@code id} may be any JSON value and is kept; {@code gold} and {@code
   *     prediction} are text or numbers; a missing or null prediction is no answer
   * @param out receives the verdicts; is flushed and left open
   * @throws IOException when reading or writing fails, never because of what a line says
   */
  public static Summary run(BufferedReader in, Writer out, AnswerVerifier verifier)
      throws IOException {
    long lines = 0;
    long equivalent = 0;
    long malformed = 0;
    List<Long> first = new ArrayList<>();
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      lines++;
      JsonNode row = null;
      String error = null;
      try {
        row = JSON.readTree(line);
        error = problem(row);
      } catch (JsonProcessingException e) {
        error = "not JSON";
      }
      JsonNode id = row == null ? null : row.get("id");
      Check check = null;
      if (error == null) {
        check = verifier.check(text(row.get("gold")), text(row.get("prediction")));
        equivalent += check.equivalent() ? 1 : 0;
      } else {
        malformed++;
        if (first.size() < MOST_NAMED) {
          first.add(lines);
        }
        error = "line " + lines + ": " + error;
      }
      write(out, id, check, error);
      out.write('\n');
    }
    out.flush();
    return new Summary(lines, equivalent, malformed, List.copyOf(first));
  }

  private static String problem(JsonNode row) {
    if (row == null || row.isMissingNode()) {
      return "empty";
    }
    if (!row.isObject()) {
      return "not an object";
    }
    JsonNode gold = row.get("gold");
    if (gold == null || !gold.isValueNode() || gold.isNull()) {
      return gold == null ? "no gold" : "gold is not text";
    }
    JsonNode prediction = row.get("prediction");
    return prediction != null && !prediction.isValueNode() ? "prediction is not text" : null;
  }

  private static String text(JsonNode value) {
    return value == null || value.isNull() ? null : value.asText();
  }

  private static void write(Writer out, JsonNode id, Check check, String error) throws IOException {
    try (JsonGenerator json = JSON.createGenerator(out)) {
      json.writeStartObject();
      json.writeFieldName("id");
      json.writeTree(id);
      json.writeBooleanField("equivalent", check != null && check.equivalent());
      json.writeStringField("extracted", check == null ? null : check.extracted());
      json.writeStringField("rule", (check == null ? Rule.NONE : check.rule()).code());
      if (error != null) {
        json.writeStringField("error", error);
      }
      json.writeEndObject();
    }
  }
}
