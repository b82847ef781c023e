// SPDX-License-Identifier: Apache-2.0
package dev.whittle.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.whittle.answer.AnswerVerifier;
import dev.whittle.answer.VerifierPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Checks a second on one thread: one operation is one check, walking through a file of cases. */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Warmup(iterations = 6, time = 3)
@Measurement(iterations = 5, time = 3)
public class VerifierBenchmark {

  /** Which cases: the plain kinds, all kinds, or recorded model outputs. */
  @Param({"plain", "all", "outputs"})
  public String cases;

  private static final Set<String> PLAIN = Set.of("integer", "fraction", "choice");

  private final AnswerVerifier verifier = new AnswerVerifier(VerifierPolicy.standard());
  private String[] golds;
  private String[] texts;
  private int next;

  @Setup
  public void read() throws IOException {
    Path folder = Path.of(System.getProperty("whittle.cases"));
    ObjectMapper json = new ObjectMapper();
    List<String> golds = new ArrayList<>();
    List<String> texts = new ArrayList<>();
    boolean outputs = cases.equals("outputs");
    for (String line : Files.readAllLines(folder.resolve(outputs ? "rollouts-labelled.jsonl" : "cases.jsonl"))) {
      JsonNode row = json.readTree(line);
      if (!cases.equals("plain") || PLAIN.contains(row.path("kind").asText())) {
        golds.add(row.get("gold").asText());
        texts.add(row.get(outputs ? "prediction_text" : "prediction").asText());
      }
    }
    this.golds = golds.toArray(new String[0]);
    this.texts = texts.toArray(new String[0]);
  }

  @Benchmark
  public boolean check() {
    next = next + 1 == golds.length ? 0 : next + 1;
    return verifier.check(golds[next], texts[next]).equivalent();
  }
}
