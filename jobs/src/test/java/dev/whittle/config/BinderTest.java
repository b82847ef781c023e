// SPDX-License-Identifier: Apache-2.0
package dev.whittle.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BinderTest {
  enum Mode {
    KEEP_ALL,
    REJECT
  }

  record Inner(@Range(min = 0, max = 1) double threshold, Optional<String> note) {}

  record Outer(
      int size,
      Mode mode,
      Band keep,
      ByteSize limit,
      Duration deadline,
      boolean strict,
      List<String> words,
      Map<String, Inner> parts,
      Optional<Inner> extra) {}

  private static final String GOOD =
      """
      size: 817
      mode: keep-all
      keep: 1..3
      limit: 128MB
      deadline: 30s
      strict: true
      words: [a, b]
      parts:
        first: {threshold: 0.8}
      """;

  private final Problems problems = new Problems();

  private Outer bind(String yaml) {
    return new Binder(problems).bind(YamlReader.read("f.yaml", yaml, problems), Outer.class, "");
  }

  @Test
  void bindsEveryType() {
    Outer outer = bind(GOOD);
    assertThat(problems.found()).isEmpty();
    assertThat(outer)
        .isEqualTo(
            new Outer(
                817,
                Mode.KEEP_ALL,
                new Band(1, 3),
                new ByteSize(128L << 20),
                Duration.ofSeconds(30),
                true,
                List.of("a", "b"),
                Map.of("first", new Inner(0.8, Optional.empty())),
                Optional.empty()));
  }

  record Variants(NumericVariants variants) {}

  private Variants variants(String value) {
    return new Binder(problems)
        .bind(YamlReader.read("f.yaml", "variants: " + value + "\n", problems), Variants.class, "");
  }

  @Test
  void bindsNumericVariantsAsAWordOrAMap() {
    assertThat(variants("keep-all").variants()).isEqualTo(NumericVariants.KEEP_ALL);
    assertThat(variants("{keep: 3}").variants()).isEqualTo(new NumericVariants(3));
    // As a run's config.yaml repeats it.
    assertThat(variants("'" + new NumericVariants(3) + "'").variants().keep()).isEqualTo(3);
    assertThat(problems.found()).isEmpty();
    for (String wrong : List.of("keep-some", "{keep: 0}", "{keep: x}", "{kep: 3}", "[1]")) {
      int before = problems.found().size();
      variants(wrong);
      assertThat(problems.found()).as(wrong).hasSizeGreaterThan(before);
      assertThat(problems.found().get(before).toString()).as(wrong).contains("variants");
    }
  }

  @Test
  void tellsEveryErrorAtOnceWithItsLine() {
    bind(
        """
        sise: 817
        mode: keep-al
        keep: 3..1
        limit: 128
        deadline: 30
        strict: yes
        words: a
        parts:
          first: {threshold: 1.5}
          second: {threshold: x, not: y}
        """);
    assertThat(problems.found())
        .contains(
            "f.yaml:1: sise: unknown key; did you mean 'size'?",
            "f.yaml:1: size: is missing",
            "f.yaml:2: mode: 'keep-al' is not one of keep-all | reject",
            "f.yaml:9: parts.first.threshold: 1.5 is outside of 0..1",
            "f.yaml:10: parts.second.threshold: 'x' is not a number")
        .anyMatch(line -> line.startsWith("f.yaml:3: keep: '3..1': a band is"))
        .anyMatch(line -> line.startsWith("f.yaml:4: limit: '128': a size is"))
        .anyMatch(line -> line.startsWith("f.yaml:5: deadline: '30': a duration is"))
        .anyMatch(line -> line.startsWith("f.yaml:6: strict: 'yes' is neither"))
        .anyMatch(line -> line.startsWith("f.yaml:7: words: must be a list"))
        .anyMatch(line -> line.startsWith("f.yaml:10: parts.second.not: unknown key"));
  }

  @Test
  void neverReadsAnAbsentSectionAsNull() {
    bind("size:\nmode: reject\n");
    assertThat(problems.found())
        .contains("f.yaml:1: size: has no value", "f.yaml:1: keep: is missing");
  }

  @Test
  void refusesAKeyThatStandsTwice() {
    bind(GOOD + "size: 3\n");
    assertThat(problems.found()).containsExactly("f.yaml:10: size: the key stands twice");
  }

  @Test
  void refusesWhatIsNotYaml() {
    bind("size: [1, 2\nmode: x");
    assertThat(problems.found().get(0)).startsWith("f.yaml:2: this is not YAML");
  }

  @Test
  void neverMakesAnObjectOfATag() {
    bind(GOOD.replace("size: 817", "size: !!javax.script.ScriptEngineManager [a]"));
    assertThat(problems.found().get(0))
        .startsWith("f.yaml:1: this is not YAML: Global tag is not allowed");
  }

  @Test
  void writesARecordAsTheTreeItWasReadFrom() {
    Object tree = Trees.of(bind(GOOD));
    assertThat(tree)
        .isEqualTo(
            Map.of(
                "size",
                817,
                "mode",
                "keep-all",
                "keep",
                "1..3",
                "limit",
                "128MB",
                "deadline",
                "30s",
                "strict",
                true,
                "words",
                List.of("a", "b"),
                "parts",
                Map.of("first", Map.of("threshold", 0.8))));
  }

  @Test
  void namesTheLeavesThatDiffer() {
    assertThat(
            Trees.differences(
                Map.of("a", 1, "b", Map.of("c", List.of(1, 2))),
                Map.of("a", 1, "b", Map.of("c", List.of(1, 3)))))
        .containsExactly("b.c.1: 2 -> 3");
  }
}
