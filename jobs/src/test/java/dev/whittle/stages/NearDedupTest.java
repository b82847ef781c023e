// SPDX-License-Identifier: Apache-2.0
package dev.whittle.stages;

import static dev.whittle.TestSpark.problem;
import static dev.whittle.TestSpark.problems;
import static dev.whittle.TestSpark.reasons;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.whittle.TestSpark;
import dev.whittle.config.ExactDedupConfig.Preference;
import dev.whittle.config.NearDedupConfig;
import dev.whittle.config.NearDedupConfig.Guards;
import dev.whittle.config.NumericVariants;
import dev.whittle.config.UserError;
import dev.whittle.pipeline.Reason;
import dev.whittle.pipeline.Stage;
import dev.whittle.text.MathText;
import dev.whittle.text.Profile;
import dev.whittle.text.Shingles;
import dev.whittle.text.Similarity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.Test;

class NearDedupTest {
  private static final Guards ALL = new Guards(true, true, true, true, true);
  private static final String NEAR = Reason.NEAR_DUPLICATE.code();

  private static final String TEXT =
      "A farmer keeps 12 hens and 7 ducks in a yard behind his house. Every morning he counts the"
          + " birds twice, and then he walks to the market by the river to buy corn for them. How"
          + " many birds does the farmer count on every morning of the week?";

  private static final String TRAIN =
      "A train leaves the old station at 9 o'clock and travels 240 miles to the coast at a constant speed of 60 miles per hour"
          + " without any stop on its way. How many hours does the whole %s take it from the station to the coast?";

  @Test
  void keepsTheLaws() {
    List<Row> rows = new ArrayList<>();
    rows.add(problem("a", TEXT, "19"));
    rows.add(problem("b", TEXT.replace("river", "lake"), "19"));
    rows.add(problem("c", TEXT.replace("12", "13"), "20"));
    rows.add(problem("d", "", null));
    rows.add(problem("e", null, null));
    rows.add(problem("f", "x", "1"));
    rows.add(problem("g", "$y$", "1"));
    rows.add(problem("h", "\u5c0f\u660e\u6709 3 \u4e2a\u82f9\u679c", "3"));
    StageLaws.check(stage(0.8), problems(rows));
  }

  @Test
  void rejectsTheSameProblemInOtherWords() {
    Dataset<Row> judged =
        judged(problem("a", TEXT, "19"), problem("b", TEXT.replace("river", "lake"), "19"));
    Row worse = judged.filter("reason is not null").first();
    Row better = judged.filter("reason is null").first();
    // The longer statement is preferred.
    assertThat(worse.<String>getAs("problem_id")).isEqualTo("b");
    assertThat(worse.<String>getAs("reason")).isEqualTo(NEAR);
    assertThat(worse.<String>getAs("near_duplicate_of")).isEqualTo("a");
    assertThat(worse.<String>getAs("near_edge_class")).isEqualTo("near");
    assertThat(worse.<Double>getAs("jaccard")).isBetween(0.8, 0.99);
    assertThat(worse.<Double>getAs("containment")).isBetween(0.8, 1.0);
    assertThat(better.<Integer>getAs("near_duplicates")).isEqualTo(1);
    assertThat(better.<String>getAs("near_duplicate_of")).isNull();
  }

  @Test
  void keepsNumericVariantsUnderOneTemplate() {
    Dataset<Row> judged =
        judged(problem("a", TEXT, "19"), problem("b", TEXT.replace("12", "13"), "20"));
    assertThat(reasons(judged)).containsEntry("a", null).containsEntry("b", null);
    assertThat(judged.select("template_id").distinct().count()).isEqualTo(1);
    assertThat(judged.filter("near_edge_class = 'numeric-variant'").count()).isEqualTo(2);
  }

  @Test
  void keepsWhatOnlyTheGuardsKeepApartAndReportsIt() {
    String least = TEXT.replace("How many birds does", "What is the least number of birds");
    String most = TEXT.replace("How many birds does", "What is the most number of birds");
    Dataset<Row> judged = judged(problem("a", least, "19"), problem("b", most, "19"));
    assertThat(reasons(judged)).containsEntry("a", null).containsEntry("b", null);
    Row reported = judged.filter("near_edge_class = 'paraphrase-candidate'").first();
    assertThat(reported.<String>getAs("near_duplicate_of")).isNull();
  }

  @Test
  void keepsBothWhenTheirAnswersDiffer() {
    String other = TEXT.replace("river", "lake");
    assertThat(reasons(judged(problem("a", TEXT, "19"), problem("b", other, "20"))))
        .containsEntry("a", null)
        .containsEntry("b", null);
    assertThat(reasons(judged(problem("a", TEXT, "19"), problem("b", other, null))))
        .containsEntry("a", null)
        .containsEntry("b", NEAR);
  }

  @Test
  void comparesOnlyWhatTheGuardsSay() {
    Guards none = new Guards(false, false, false, false, false);
    Dataset<Row> rows =
        problems(problem("a", TEXT, "19"), problem("b", TEXT.replace("12", "13"), "20"));
    Stage stage = new NearDedup(config(0.8, none));
    assertThat(reasons(stage.judge(rows, new StageLaws.Context()))).containsEntry("b", NEAR);
  }

  @Test
  void rejectsOnlyOnAnEdgeToAProblemThatIsKept() {
    // a ~ b ~ c, but a and c are not alike enough: b goes for a, and c stays.
    String[] words = TEXT.split(" ");
    String b = replaced(words, 8, 17);
    String c = replaced(words, 8, 17, 30, 42);
    double ab = jaccard(TEXT, b);
    double bc = jaccard(b, c);
    double ac = jaccard(TEXT, c);
    double threshold = Math.min(ab, bc) - 0.01;
    assertThat(ac).isLessThan(threshold);
    Map<String, String> reasons =
        reasons(
            stage(threshold)
                .judge(
                    problems(
                        problem("a", "s", 1, TEXT, "19", null, null),
                        problem("b", "s", 2, b, "19", null, null),
                        problem("c", "s", 3, c, "19", null, null)),
                    new StageLaws.Context()));
    assertThat(reasons).containsEntry("a", null).containsEntry("b", NEAR).containsEntry("c", null);
  }

  @Test
  void givesTheSameVerdictsForAnyPartitioning() {
    Dataset<Row> rows = problems(pool(400, 17)).cache();
    Map<String, String> one = evidence(stage(0.8), rows.coalesce(1));
    assertThat(one.values()).anyMatch(value -> value.startsWith(NEAR));
    assertThat(evidence(stage(0.8), rows.repartition(8))).isEqualTo(one);
    assertThat(evidence(stage(0.8), rows.repartition(200))).isEqualTo(one);
    assertThat(evidence(stage(0.8), rows.orderBy(functions.rand(5)))).isEqualTo(one);
  }

  @Test
  void findsEveryPairThatBruteForceFindsAndNoOther() {
    List<Row> rows = pool(400, 23);
    Map<String, Profile> profiles = new HashMap<>();
    Map<String, Row> byId = new HashMap<>();
    for (Row row : rows) {
      profiles.put(row.getString(0), Profile.of(row.getString(3)));
      byId.put(row.getString(0), row);
    }
    List<Row> judged = judged(rows.toArray(Row[]::new)).collectAsList();
    List<String> kept = new ArrayList<>();
    for (Row row : judged) {
      String id = row.getAs("problem_id");
      if (row.getAs("reason") == null) {
        kept.add(id);
      } else {
        Profile one = profiles.get(id);
        Profile anchor = profiles.get(row.<String>getAs("near_duplicate_of"));
        assertThat(Similarity.jaccard(one.shingles(), anchor.shingles()))
            .isGreaterThanOrEqualTo(0.8);
      }
    }
    for (int i = 0; i < kept.size(); i++) {
      for (int j = i + 1; j < kept.size(); j++) {
        Profile one = profiles.get(kept.get(i));
        Profile other = profiles.get(kept.get(j));
        boolean same =
            one.sameNumbers(other)
                && one.sameOperators(other)
                && one.words() == other.words()
                && one.symbols() == other.symbols();
        assertThat(same && Similarity.jaccard(one.shingles(), other.shingles()) >= 0.8)
            .as("%s and %s", byId.get(kept.get(i)), byId.get(kept.get(j)))
            .isFalse();
      }
    }
  }

  @Test
  void finishesOnATemplateThatFillsEveryBucket() {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 3000; i++) {
      rows.add(
          problem(
              String.format("p%05d", i),
              TEXT.replace(
                  "river",
                  "harbour"
                      + (char) ('a' + i % 26)
                      + (char) ('a' + i / 26 % 26)
                      + (char) ('a' + i / 676)),
              "19"));
    }
    StageLaws.Context context = new StageLaws.Context();
    Dataset<Row> judged = stage(0.8).judge(problems(rows), context);
    assertThat(judged.filter("reason is null").count()).isEqualTo(1);
    assertThat(context.metrics).containsEntry("largest_group", 3000L);
    // Only what is kept is compared: not all pairs, of which there are 4.5 million.
    assertThat(context.metrics).containsEntry("pairs", 2999L);
  }

  @Test
  void keepsTheBestRankedNumericVariantsOfATemplate() {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      String id = "v" + i;
      rows.add(problem(id, "s", 9 - i, TEXT.replace("12", "" + (20 + i)), null, null, null));
    }
    String near = rows.get(0).getString(3).replace("river", "lake");
    rows.add(problem("near", "s", 10, near, null, null, null));
    rows.add(problem("other", String.format(TRAIN, "trip"), "4"));
    Stage stage = new NearDedup(config(0.8, ALL, NumericVariants.parse("keep: 2"), ""));
    StageLaws.check(stage, problems(rows));
    Map<String, String> reasons = reasons(stage.judge(problems(rows), new StageLaws.Context()));
    String cap = Reason.NUMERIC_VARIANT_CAP.code();
    // The priority decides: v5 and v4 are the best.
    assertThat(reasons)
        .containsEntry("v5", null)
        .containsEntry("v4", null)
        .containsEntry("v3", cap)
        .containsEntry("v0", cap)
        .containsEntry("near", NEAR)
        .containsEntry("other", null);
  }

  @Test
  void comparesWithWhatAnEarlierRunKept() throws IOException {
    Path run = Files.createTempDirectory("whittle-earlier");
    Dataset<Row> earlier =
        judged(
            problem("old-1", TEXT.replace("river", "lake"), "19"),
            problem("old-2", TEXT.replace("river", "sea"), "19"),
            problem("old-3", String.format(TRAIN, "trip").replace("240", "300"), "5"));
    earlier
        .withColumn(
            "verdict",
            functions.when(functions.col("reason").isNull(), "kept").otherwise("rejected"))
        .write()
        .partitionBy("verdict")
        .parquet(run.resolve("05-near-dedup").toString());
    Files.writeString(run.resolve("run.json"), "{}");
    Files.writeString(
        run.resolve("05-near-dedup/_stage.json"),
        "{\"digest\": \"d1\", \"data\": \"05-near-dedup\"}");
    Stage stage = new NearDedup(config(0.8, ALL, NumericVariants.parse("keep: 1"), run.toString()));
    assertThat(stage.inputs(TestSpark.session())).containsEntry("against", "d1");
    Dataset<Row> rows =
        problems(
            problem("new-1", "s", 1, TEXT, "19", "a longer solution", null),
            problem("new-2", String.format(TRAIN, "trip"), "4"),
            problem("new-3", "What is the largest prime below 100?", "97"));
    StageLaws.check(stage, rows);
    Dataset<Row> judged = stage.judge(rows, new StageLaws.Context());
    assertThat(reasons(judged))
        .containsEntry("new-1", NEAR)
        .containsEntry("new-2", Reason.NUMERIC_VARIANT_CAP.code())
        .containsEntry("new-3", null)
        .hasSize(3);
    // Of the two old ones like it the first was kept, for it stands for the other.
    String kept = earlier.filter("reason is null and problem_id <> 'old-3'").first().getAs(0);
    assertThat(row(judged, "new-1").<String>getAs("near_duplicate_of")).isEqualTo(kept);
  }

  @Test
  void saysWhichEarlierRunIsMissing() throws IOException {
    Path nothing = Files.createTempDirectory("whittle-no-run");
    Stage stage = new NearDedup(config(0.8, ALL, NumericVariants.KEEP_ALL, nothing.toString()));
    assertThatThrownBy(() -> stage.inputs(TestSpark.session()))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("near-dedup.against")
        .hasMessageContaining("no run");
    Files.writeString(nothing.resolve("run.json"), "{}");
    assertThatThrownBy(() -> stage.inputs(TestSpark.session()))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("not finished");
  }

  @Test
  void documentsAllMembersOfACluster() {
    StageLaws.Context context = new StageLaws.Context();
    stage(0.8)
        .judge(
            problems(
                problem("a", "closed", 1, TEXT, "19", null, null),
                problem("b", "open", 2, TEXT.replace("river", "lake"), "19", null, null)),
            context)
        .count();
    Row cluster = context.tables.get("clusters").first();
    assertThat(cluster.<String>getAs("problem_id")).isEqualTo("b");
    assertThat(cluster.<String>getAs("representative")).isEqualTo("a");
    assertThat(cluster.<String>getAs("source")).isEqualTo("open");
    assertThat(cluster.<String>getAs("representative_source")).isEqualTo("closed");
    assertThat(cluster.<Boolean>getAs("earlier_run")).isFalse();
  }

  @Test
  void findsAsManyInALargeGroupByBands() {
    // No numbers, no signs: one group, of which more are kept than are compared in full.
    List<Row> rows = new ArrayList<>();
    Random random = new Random(5);
    for (int i = 0; i < 300; i++) {
      StringBuilder text = new StringBuilder(word(random));
      for (int w = 0; w < 25; w++) {
        text.append(' ').append(word(random));
      }
      rows.add(problem("o" + i, text.toString(), null));
      rows.add(problem("e" + i, replaced(text.toString().split(" "), 12), null));
    }
    StageLaws.Context context = new StageLaws.Context();
    Dataset<Row> judged = stage(0.75).judge(problems(rows), context);
    assertThat(context.metrics).containsEntry("largest_group", 600L);
    assertThat(judged.filter("reason is not null").count()).isEqualTo(300);
    assertThat((Long) context.metrics.get("pairs")).isLessThan(3000);
  }

  @Test
  void listsCappedBucketsWithWhatTheirMembersShare() {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      // Another variable: neither the guarded key nor the template is the same.
      String text = TEXT.replace("river", "river $" + (char) ('b' + i) + "$");
      rows.add(problem("p" + i, text, "19"));
    }
    NearDedupConfig small =
        new NearDedupConfig(
            0.8, 25, 5, 4, 2, ALL, NumericVariants.KEEP_ALL, "", List.of(), 4, 2, 10);
    StageLaws.Context context = new StageLaws.Context();
    Dataset<Row> judged = new NearDedup(small).judge(problems(rows), context);
    assertThat(judged.filter("reason is null").count()).isEqualTo(12);
    assertThat((Long) context.metrics.get("capped_buckets")).isPositive();
    Row bucket = context.tables.get("capped-buckets").first();
    assertThat(bucket.<String>getAs("family")).isEqualTo("report");
    assertThat(bucket.<Long>getAs("size")).isBetween(10L, 12L);
    assertThat(bucket.<String>getList(bucket.fieldIndex("shared_shingles")))
        .contains("in a yard", "and 7 ducks");
    assertThat(context.notes).anyMatch(note -> note.contains("capped-buckets"));
  }

  @Test
  void indexFindsThoseThatShareABandAndKeepsCrowdedBucketsSmall() {
    BandIndex index = new BandIndex(3);
    for (int i = 0; i < 5000; i++) {
      index.add(i, new long[] {(long) i << 20, 77_777L << 20 | i / 2500});
    }
    assertThat(index.sharing(new long[] {4321L << 20})).containsExactly(4321);
    assertThat(index.sharing(new long[] {77_777L << 20, 5L << 20})).containsExactly(0, 1, 2, 5);
    assertThat(index.sharing(new long[] {-1L})).isEmpty();
    List<String> crowded = new ArrayList<>();
    index.crowded((first, last, size) -> crowded.add(first + " " + last + " " + size));
    assertThat(crowded).containsExactlyInAnyOrder("0 2 2500", "2500 2502 2500");
  }

  @Test
  void rejectsASmallEditOfABetterRankedProblem() {
    Dataset<Row> judged =
        judged(
            problem("a", "s", 1, String.format(TRAIN, "trip"), "4", null, null),
            problem("b", "s", 2, String.format(TRAIN, "journey"), "4", null, null));
    assertThat(reasons(judged)).containsEntry("a", null).containsEntry("b", "near-duplicate");
    Row rejected = row(judged, "b");
    assertThat(rejected.<String>getAs("near_duplicate_of")).isEqualTo("a");
    assertThat(rejected.<Double>getAs("jaccard")).isBetween(0.8, 0.99);
    assertThat(rejected.<String>getAs("near_edge_class")).isEqualTo("near");
    assertThat(row(judged, "a").<Integer>getAs("near_duplicates")).isEqualTo(1);
  }

  @Test
  void sharesATemplateOnlyAmongVariants() {
    Dataset<Row> judged =
        judged(
            problem("a", String.format(TRAIN, "trip"), "4"),
            problem(
                "b", String.format(TRAIN, "trip").replace("240", "300").replace("60", "75"), "4"),
            problem("c", "What is the largest prime below 100 whose digits add up to 16?", "97"));
    assertThat(reasons(judged).values()).containsOnlyNulls();
    String template = row(judged, "a").getAs("template_id");
    assertThat(template).isNotNull().isEqualTo(row(judged, "b").<String>getAs("template_id"));
    assertThat(row(judged, "c").<String>getAs("template_id")).isNull();
  }

  @Test
  void keepsProblemsWithAnotherAnswer() {
    Dataset<Row> judged =
        judged(
            problem("a", String.format(TRAIN, "trip"), "4"),
            problem("b", String.format(TRAIN, "journey"), "5"));
    assertThat(reasons(judged).values()).containsOnlyNulls();
  }

  @Test
  void keepsProblemsWithAnotherOperator() {
    String sum =
        "Let the numbers a and b be the roots of the equation given above in the text. Find the value of the product of a + b with itself.";
    Dataset<Row> judged =
        judged(problem("a", sum, null), problem("b", sum.replace("a + b", "a - b"), null));
    assertThat(reasons(judged).values()).containsOnlyNulls();
  }

  @Test
  void rejectsOnlyOnADirectEdgeToAKeptRow() {
    // a ~ b and b ~ c, but a and c are too far apart: b goes, c stays, for b does not stand for it.
    List<String> words = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      words.add("w" + (char) ('a' + i / 26) + (char) ('a' + i % 26));
    }
    String a = String.join(" ", words);
    words.set(15, "changed");
    String b = String.join(" ", words);
    words.set(45, "altered");
    String c = String.join(" ", words);
    Dataset<Row> judged =
        stage(0.85)
            .judge(
                problems(
                    problem("a", "s", 1, a, "1", null, null),
                    problem("b", "s", 2, b, "1", null, null),
                    problem("c", "s", 3, c, "1", null, null)),
                new StageLaws.Context());
    assertThat(reasons(judged))
        .containsEntry("a", null)
        .containsEntry("b", "near-duplicate")
        .containsEntry("c", null);
  }

  @Test
  void losesNoTextHoweverShortOrStrange() {
    Dataset<Row> judged =
        judged(
            problem("a", "", "1"),
            problem("b", "?", "1"),
            problem("c", "x", "1"),
            problem("d", "求最大值", "1"),
            problem("e", "求最小值", "2"),
            problem("f", "$$\\int_0^1 x^2 dx$$", "1/3"),
            problem("g", null, "1"));
    assertThat(reasons(judged)).hasSize(7);
    assertThat(reasons(judged).values()).containsOnlyNulls();
  }

  @Test
  void keepsTheLawsOnManyEdits() {
    List<Row> rows = new ArrayList<>();
    String[] words = {"trip", "journey", "way", "ride", "drive"};
    for (int i = 0; i < 40; i++) {
      rows.add(
          problem(
              String.format("%03d", i),
              "s",
              i % 3,
              String.format(TRAIN, words[i % 5]).replace("240", "" + 100 * (i % 4)),
              i % 7 == 0 ? null : "4",
              null,
              null));
    }
    StageLaws.check(stage(0.8), problems(rows));
  }

  @Test
  void aStricterThresholdRejectsNoMore() {
    List<Row> rows = new ArrayList<>();
    String[] words = {"trip", "whole trip", "way of the train", "ride", "long drive by train"};
    for (int i = 0; i < 20; i++) {
      rows.add(problem(String.format("%03d", i), String.format(TRAIN, words[i % 5]), "4"));
    }
    long loose =
        reasons(stage(0.7).judge(problems(rows), new StageLaws.Context())).values().stream()
            .filter(Objects::nonNull)
            .count();
    long strict =
        reasons(stage(0.95).judge(problems(rows), new StageLaws.Context())).values().stream()
            .filter(Objects::nonNull)
            .count();
    assertThat(strict).isLessThan(loose).isPositive();
  }

  private static Row row(Dataset<Row> judged, String id) {
    return judged.filter("problem_id = '" + id + "'").first();
  }

  // ---- a pool with planted edits

  private static List<Row> pool(int originals, long seed) {
    Random random = new Random(seed);
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < originals; i++) {
      StringBuilder text = new StringBuilder();
      int words = 6 + random.nextInt(50);
      for (int w = 0; w < words; w++) {
        text.append(w == 0 ? "" : " ");
        text.append(random.nextInt(9) == 0 ? "" + random.nextInt(50) : word(random));
      }
      rows.add(problem(String.format("o%04d", i), text.toString(), null));
      String[] edited = text.toString().split(" ");
      for (int e = random.nextInt(4); e > 0; e--) {
        int at = random.nextInt(edited.length);
        if (!Character.isDigit(edited[at].charAt(0))) {
          edited[at] = word(random);
        }
      }
      if (random.nextInt(3) > 0) {
        rows.add(problem(String.format("e%04d", i), String.join(" ", edited), null));
      }
    }
    return rows;
  }

  private static String word(Random random) {
    // Not too many of a letter: strings of letters are no words.
    StringBuilder word = new StringBuilder("zeal");
    for (int i = 2 + random.nextInt(2); i > 0; i--) {
      word.append((char) ('a' + random.nextInt(26)));
    }
    return word.toString();
  }

  private static String replaced(String[] words, int... places) {
    String[] copy = words.clone();
    for (int place : places) {
      copy[place] = "zeal" + (char) ('a' + place % 26);
    }
    return String.join(" ", copy);
  }

  private static double jaccard(String one, String other) {
    return Similarity.jaccard(Shingles.of(MathText.body(one)), Shingles.of(MathText.body(other)));
  }

  private static Map<String, String> evidence(Stage stage, Dataset<Row> rows) {
    Map<String, String> evidence = new HashMap<>();
    for (Row row : stage.judge(rows, new StageLaws.Context()).collectAsList()) {
      StringBuilder line = new StringBuilder(String.valueOf(row.<String>getAs("reason")));
      for (String column : stage.adds().fieldNames()) {
        line.append(' ').append(row.<Object>getAs(column));
      }
      evidence.put(row.getAs("problem_id"), line.toString());
    }
    return evidence;
  }

  private static Dataset<Row> judged(Row... rows) {
    return stage(0.8).judge(problems(Arrays.asList(rows)), new StageLaws.Context());
  }

  private static Stage stage(double threshold) {
    return new NearDedup(config(threshold, ALL));
  }

  private static NearDedupConfig config(double threshold, Guards guards) {
    return config(threshold, guards, NumericVariants.KEEP_ALL, "");
  }

  private static NearDedupConfig config(
      double threshold, Guards guards, NumericVariants variants, String against) {
    return new NearDedupConfig(
        threshold,
        25,
        5,
        4,
        6,
        guards,
        variants,
        against,
        List.of(Preference.values()),
        16,
        4,
        1000);
  }
}
