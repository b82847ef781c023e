// SPDX-License-Identifier: Apache-2.0
package dev.whittle.serve;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.whittle.config.UserError;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/** Texts by problem; a seed chooses one of them, always the same. */
public final class RecordedTexts {
  private final Map<String, List<String>> byProblem = new HashMap<>();
  private int texts;

  /** Adds a text of a problem, which is known by its words without the white space around them. */
  public RecordedTexts add(String problem, String text) {
    byProblem.computeIfAbsent(problem.strip(), missing -> new ArrayList<>()).add(text);
    texts++;
    return this;
  }

  /**
   * Reads JSON lines {@code {"problem": "...", "texts": ["...", ...]}}, or {@code "text"} for one;
   * a name that ends in .gz is unpacked.
   *
   * @throws UserError with the line that cannot be read
   */
  public static RecordedTexts read(Path file) {
    RecordedTexts recorded = new RecordedTexts();
    ObjectMapper mapper = new ObjectMapper();
    long number = 0;
    try (InputStream raw = Files.newInputStream(file);
        InputStream in = file.toString().endsWith(".gz") ? new GZIPInputStream(raw) : raw;
        BufferedReader reader =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        number++;
        if (!line.isBlank()) {
          recorded.addLine(mapper.readTree(line), file + ":" + number);
        }
      }
    } catch (IOException e) {
      throw new UserError("Cannot serve " + file + ": line " + number + ": " + e.getMessage(), e);
    }
    if (recorded.texts == 0) {
      throw new UserError("Cannot serve " + file + ": it holds no text.");
    }
    return recorded;
  }

  private void addLine(JsonNode line, String where) {
    JsonNode problem = line.path("problem");
    List<JsonNode> all = new ArrayList<>();
    line.path("texts").forEach(all::add);
    if (line.has("text")) {
      all.add(line.get("text"));
    }
    if (!problem.isTextual() || all.isEmpty() || !all.stream().allMatch(JsonNode::isTextual)) {
      throw new UserError(
          "Cannot serve "
              + where
              + ": a line is {\"problem\": text, \"texts\": [text, ...]}. Mend the line.");
    }
    all.forEach(text -> add(problem.asText(), text.asText()));
  }

  /** The text that a seed chooses; empty for a problem that was not recorded. */
  public Optional<String> text(String problem, long seed) {
    List<String> known = byProblem.get(problem.strip());
    return known == null
        ? Optional.empty()
        : Optional.of(known.get((int) Long.remainderUnsigned(mix(seed), known.size())));
  }

  /** The finalizer of MurmurHash3: neighbouring seeds choose unlike. */
  static long mix(long seed) {
    long h = seed + 0x9e3779b97f4a7c15L;
    h = (h ^ h >>> 33) * 0xff51afd7ed558ccdL;
    h = (h ^ h >>> 33) * 0xc4ceb9fe1a85ec53L;
    return h ^ h >>> 33;
  }

  public int problems() {
    return byProblem.size();
  }

  public int texts() {
    return texts;
  }
}
