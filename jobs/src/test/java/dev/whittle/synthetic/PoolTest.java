// SPDX-License-Identifier: Apache-2.0
package dev.whittle.synthetic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whittle.answer.AnswerVerifier;
import dev.whittle.answer.VerifierPolicy;
import dev.whittle.config.GeneratorConfig;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class PoolTest {
  private static final int ROWS = 20_000;
  private static final GeneratorConfig CONFIG = config(ROWS, 7);
  private static final Pool POOL = new Pool(CONFIG);
  private static final List<PoolRow> LIST = LongStream.range(0, ROWS).mapToObj(POOL::row).toList();
  private static final Map<String, PoolRow> BY_ID =
      LIST.stream().collect(Collectors.toMap(PoolRow::id, row -> row));

  static GeneratorConfig config(long rows, long seed) {
    return new GeneratorConfig(
        rows,
        seed,
        500,
        new GeneratorConfig.Planted(
            0.02, 0.02, 0.01, 0.03, 0.01, 0.03, 0.005, 0.03, 0.02, 0.04, 0.003),
        200);
  }

  @Test
  void plantsTheGoldenCounts() {
    Map<String, Integer> counts = new TreeMap<>();
    LIST.forEach(row -> counts.merge(row.kind().code(), 1, Integer::sum));
    assertThat(counts.toString())
        .isEqualTo(
            "{answer-conflict=102, benchmark-embedded=98, benchmark-reformatted=96, benchmark-variant=50, benchmark-verbatim=109, boilerplate=507, broken-json=30, defect=864, exact-copy=406, format-copy=388, invalid-utf8=26, missing-problem=18, near-copy=576, numeric-variant=594, original=15720, paraphrase=200, prefixed-copy=216}");
  }

  @Test
  void aRowDependsOnNothingButConfigurationAndNumber() {
    Pool again = new Pool(CONFIG);
    for (long index = ROWS - 1; index >= 0; index -= 7) {
      assertThat(again.row(index)).isEqualTo(LIST.get((int) index));
    }
    Pool other = new Pool(config(ROWS, 8));
    Set<String> texts = LIST.stream().map(PoolRow::problem).collect(Collectors.toSet());
    long shared =
        LongStream.range(0, 5000)
            .mapToObj(other::row)
            .filter(row -> texts.contains(row.problem()))
            .count();
    assertThat(shared).isLessThan(900);
  }

  @Test
  void originalsAndInnocentsAreAllDifferent() {
    Set<String> texts = new HashSet<>();
    for (PoolRow row : LIST) {
      switch (row.kind()) {
        case ORIGINAL, BOILERPLATE, NUMERIC_VARIANT, BENCHMARK_VARIANT ->
            assertThat(texts.add(row.problem())).as(row.toString()).isTrue();
        default -> {}
      }
    }
    for (Pool.Item item : POOL.benchmark()) {
      assertThat(texts.add(item.problem())).as(item.toString()).isTrue();
    }
  }

  @Test
  void everyCopyPointsToAnOriginalAndIsWhatItSays() {
    Map<String, Pool.Item> items =
        POOL.benchmark().stream().collect(Collectors.toMap(Pool.Item::id, Function.identity()));
    for (PoolRow row : LIST) {
      PoolRow of = row.of() == null ? null : BY_ID.get(row.of());
      if (of != null) {
        assertThat(of.kind()).isEqualTo(Kind.ORIGINAL);
        assertThat(of.source().code()).isEqualTo(row.ofSource());
        assertThat(of.id()).isNotEqualTo(row.id());
      }
      switch (row.kind()) {
        case EXACT_COPY ->
            assertThat(row.problem() + row.answer()).isEqualTo(of.problem() + of.answer());
        case ANSWER_CONFLICT -> {
          assertThat(row.problem()).isEqualTo(of.problem());
          assertThat(row.answer()).isNotEqualTo(of.answer());
        }
        case FORMAT_COPY, NEAR_COPY, PARAPHRASE ->
            assertThat(row.problem()).isNotEqualTo(of.problem());
        case PREFIXED_COPY -> assertThat(row.problem()).endsWith(of.problem());
        case NUMERIC_VARIANT -> {
          assertThat(row.family() + row.level()).isEqualTo(of.family() + of.level());
          assertThat(row.problem()).isNotEqualTo(of.problem());
        }
        case BENCHMARK_VERBATIM ->
            assertThat(row.problem()).isEqualTo(items.get(row.of()).problem());
        case BENCHMARK_EMBEDDED ->
            assertThat(row.problem()).contains(items.get(row.of()).problem());
        default -> {}
      }
    }
  }

  @Test
  void everySourceShapeFamilyDomainAndLevelIsThere() {
    assertThat(LIST.stream().map(PoolRow::source).distinct()).hasSize(Source.values().length);
    assertThat(LIST.stream().map(PoolRow::family).distinct()).hasSize(36);
    assertThat(LIST.stream().map(PoolRow::domain).distinct()).hasSize(9);
    assertThat(LIST.stream().map(PoolRow::level).distinct()).hasSize(6);
    assertThat(LIST.stream().filter(row -> row.kind() == Kind.DEFECT).map(PoolRow::note).distinct())
        .hasSize(12);
  }

  @Test
  void theVerifierAcceptsEverySolutionOfASoundRow() {
    AnswerVerifier verifier = new AnswerVerifier(VerifierPolicy.standard());
    for (PoolRow row : LIST) {
      switch (row.kind()) {
        case DEFECT, BROKEN_JSON, INVALID_UTF8, MISSING_PROBLEM -> {}
        default ->
            assertThat(verifier.matches(row.answer(), row.solution())).as(row.toString()).isTrue();
      }
    }
  }
}
