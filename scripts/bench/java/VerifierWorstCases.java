// SPDX-License-Identifier: Apache-2.0
package dev.whittle.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.whittle.answer.AnswerVerifier;
import dev.whittle.answer.Check;
import dev.whittle.answer.VerifierPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Milliseconds of single checks that are made to be slow: the adversarial cases of a folder and texts of one megabyte.
 * Ordinary cases are checked first, as any job does before it meets a hostile one. Each is then checked RUNS times: the
 * first, the median and the largest time are printed, the largest includes whatever else the machine did.
 */
public final class VerifierWorstCases {
  private static final int RUNS = 9;
  private static final int SHOWN = 12;

  private record Case(String name, String gold, String text) {}

  private record Times(Case of, double first, double median, double largest) {}

  private VerifierWorstCases() {}

  public static void main(String[] arguments) throws IOException {
    Path folder = Path.of(arguments[0]);
    ObjectMapper json = new ObjectMapper();
    AnswerVerifier verifier = new AnswerVerifier(VerifierPolicy.standard());
    for (String line : Files.readAllLines(folder.resolve("cases.jsonl"))) {
      JsonNode row = json.readTree(line);
      verifier.check(row.get("gold").asText(), row.get("prediction").asText());
    }
    List<Case> cases = new ArrayList<>();
    for (String line : Files.readAllLines(folder.resolve("adversarial.jsonl"))) {
      JsonNode row = json.readTree(line);
      cases.add(new Case(row.get("id").asText() + " " + row.path("note").asText(), text(row, "gold"), text(row, "prediction")));
    }
    int adversarial = cases.size();
    for (String unit : new String[] {"\\boxed{", "$", "{", "\\frac", "<|", "答案", "(", "9", "\\boxed{1}", "answer is ", "</think>", "**", "####"}) {
      cases.add(new Case("1 MB of " + unit, "1", unit.repeat((1 << 20) / unit.length())));
    }
    List<Times> times = new ArrayList<>();
    for (Case one : cases) {
      times.add(measured(verifier, one));
    }
    print("adversarial cases", times.subList(0, adversarial));
    print("one megabyte of one unit", times.subList(adversarial, times.size()));
  }

  private static Times measured(AnswerVerifier verifier, Case one) {
    double[] ms = new double[RUNS];
    Check first = null;
    for (int k = 0; k < RUNS; k++) {
      long start = System.nanoTime();
      Check check = verifier.check(one.gold(), one.text());
      ms[k] = (System.nanoTime() - start) / 1e6;
      if (first == null) {
        first = check;
      } else if (first.equivalent() != check.equivalent()) {
        throw new IllegalStateException("two verdicts for " + one.name());
      }
    }
    double cold = ms[0];
    Arrays.sort(ms);
    return new Times(one, cold, ms[RUNS / 2], ms[RUNS - 1]);
  }

  private static void print(String title, List<Times> times) {
    System.out.printf("%n%d %s, milliseconds a check (first, median and largest of %d)%n", times.size(), title, RUNS);
    times.stream()
        .sorted(Comparator.comparingDouble(t -> -t.median()))
        .limit(SHOWN)
        .forEach(t -> System.out.printf("%8.1f %8.1f %8.1f  %s%n", t.first(), t.median(), t.largest(), t.of().name()));
    System.out.printf(
        "%8.1f %8.1f %8.1f  the largest of each column%n",
        times.stream().mapToDouble(Times::first).max().orElse(0),
        times.stream().mapToDouble(Times::median).max().orElse(0),
        times.stream().mapToDouble(Times::largest).max().orElse(0));
  }

  private static String text(JsonNode row, String field) {
    StringBuilder text = new StringBuilder(row.get(field).asText());
    for (JsonNode part : row.path("generate")) {
      if (part.get("field").asText().equals(field)) {
        text.setLength(0);
        text.append(part.path("prefix").asText())
            .append(part.path("unit").asText().repeat(part.path("count").asInt()))
            .append(part.path("suffix").asText())
            .append(part.path("unit2").asText().repeat(part.path("count2").asInt()))
            .append(part.path("suffix2").asText());
      }
    }
    return text.toString();
  }
}
