// SPDX-License-Identifier: Apache-2.0
package dev.whittle.answer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/** Finds the labelled cases beside the repository; tests that need them are skipped without. */
final class SharedData {

  private static final ObjectMapper JSON = new ObjectMapper();

  private SharedData() {}

  /** The root of the repository: the folder whose pom.xml has modules. */
  static Path root() {
    Path folder = Path.of("").toAbsolutePath();
    while (folder != null) {
      Path pom = folder.resolve("pom.xml");
      try {
        if (Files.exists(pom) && Files.readString(pom).contains("<modules>")) {
          return folder;
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      folder = folder.getParent();
    }
    throw new IllegalStateException("Cannot find the root of the repository");
  }

  static List<JsonNode> lines(String name) {
    String set = System.getProperty("whittle.shared");
    Path shared = set != null ? Path.of(set) : root().resolveSibling("shared");
    Path file = shared.resolve("data/verifier").resolve(name);
    Assumptions.assumeTrue(Files.exists(file), "needs ../shared, which this machine lacks");
    try {
      List<JsonNode> rows = new ArrayList<>();
      for (String line : Files.readAllLines(file)) {
        rows.add(JSON.readTree(line));
      }
      return rows;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
