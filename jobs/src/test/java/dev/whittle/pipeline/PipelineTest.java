// SPDX-License-Identifier: Apache-2.0
package dev.whittle.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.whittle.TestSpark;
import dev.whittle.config.UserError;
import dev.whittle.schema.Columns;
import dev.whittle.schema.Schemas;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PipelineTest {
  @TempDir Path folder;

  private final List<String> lines = new ArrayList<>();

  record SourceConfig(int rows) {}

  record ThresholdConfig(int shortest) {}

  /** Gives numbered problems, as ingest would. */
  record Numbers(SourceConfig config) implements Stage {
    @Override
    public String name() {
      return "ingest";
    }

    @Override
    public int algorithm() {
      return 1;
    }

    @Override
    public StructType adds() {
      return Schemas.struct(Schemas.field("position", DataTypes.StringType, "where it stood"));
    }

    @Override
    public Dataset<Row> judge(Dataset<Row> problems, StageContext context) {
      List<Row> rows = new ArrayList<>();
      for (int i = 0; i < config.rows(); i++) {
        rows.add(
            TestSpark.problem(
                String.format("%08x%024x", i * 0x01000000L, i), "x".repeat(i + 1), "1"));
      }
      return TestSpark.problems(rows)
          .withColumn("position", functions.lit("line 1"))
          .withColumn(
              Columns.REASON,
              functions.when(
                  functions.length(functions.col(Columns.PROBLEM)).equalTo(1),
                  Reason.MISSING_PROBLEM.code()));
    }
  }

  /** Rejects statements shorter than its threshold. */
  record Shortest(String name, ThresholdConfig config) implements Stage {
    @Override
    public int algorithm() {
      return 1;
    }

    @Override
    public StructType adds() {
      return Schemas.struct(Schemas.field(name + "_length", DataTypes.IntegerType, "characters"));
    }

    @Override
    public Dataset<Row> judge(Dataset<Row> problems, StageContext context) {
      Column length = functions.length(functions.col(Columns.PROBLEM));
      return problems
          .withColumn(name + "_length", length)
          .withColumn(
              Columns.REASON,
              functions.when(length.lt(config.shortest()), Reason.TOO_SHORT.code()));
    }
  }

  /** Loses a row, which the runner must notice. */
  record Losing() implements Stage {
    @Override
    public String name() {
      return "quality";
    }

    @Override
    public int algorithm() {
      return 1;
    }

    @Override
    public Object config() {
      return new SourceConfig(0);
    }

    @Override
    public StructType adds() {
      return new StructType();
    }

    @Override
    public Dataset<Row> judge(Dataset<Row> problems, StageContext context) {
      return problems
          .filter(functions.length(functions.col(Columns.PROBLEM)).notEqual(5))
          .withColumn(Columns.REASON, functions.lit(null).cast("string"));
    }
  }

  private static List<Stage> funnel(int first, int second) {
    return List.of(
        new Numbers(new SourceConfig(20)),
        new Shortest("first", new ThresholdConfig(first)),
        new Shortest("second", new ThresholdConfig(second)));
  }

  private Pipeline.Request request(String run, List<Stage> stages) {
    return new Pipeline.Request(
        "test",
        folder.resolve(run).toString(),
        stages,
        "recipe: test\n",
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Manual.NONE);
  }

  private Pipeline.Outcome run(Pipeline.Request request) {
    return new Pipeline(TestSpark.session(), request, lines::add).run();
  }

  private JsonNode json(String file) {
    return new RunFiles(TestSpark.session().sparkContext().hadoopConfiguration())
        .json(folder.resolve(file).toString())
        .orElseThrow();
  }

  @Test
  void countsOfTheStagesChain() {
    Pipeline.Outcome outcome = run(request("run", funnel(5, 10)));
    assertThat(outcome.complete()).isTrue();
    assertThat(outcome.ran()).isEqualTo(3);
    JsonNode funnel = json("run/funnel.json");
    assertThat(funnel.get(0).get("in").asLong()).isEqualTo(20);
    assertThat(funnel.get(0).get("rejected").get("missing-problem").asLong()).isEqualTo(1);
    assertThat(funnel.get(1).get("in").asLong()).isEqualTo(19);
    assertThat(funnel.get(1).get("kept").asLong()).isEqualTo(16);
    assertThat(funnel.get(2).get("in").asLong()).isEqualTo(16);
    assertThat(funnel.get(2).get("kept").asLong()).isEqualTo(11);
    assertThat(json("run/run.json").get("stages")).hasSize(3);
  }

  @Test
  void keepsColumnCommentsInTheFiles() {
    run(request("run", funnel(5, 10)));
    StructType schema =
        TestSpark.session()
            .read()
            .parquet(folder.resolve("run/02-first/verdict=kept").toString())
            .schema();
    assertThat(schema.apply("first_length").getComment().get()).isEqualTo("characters");
    assertThat(schema.apply(Columns.PROBLEM_ID).getComment().get()).startsWith("32 hex digits");
  }

  @Test
  void doesNothingTheSecondTimeAndSaysSo() {
    Pipeline.Outcome first = run(request("run", funnel(5, 10)));
    lines.clear();
    Pipeline.Outcome second = run(request("run", funnel(5, 10)));
    assertThat(second.ran()).isZero();
    assertThat(second.results()).isEqualTo(first.results());
    assertThat(lines).hasSize(3).allMatch(line -> line.endsWith("(done before)"));
  }

  @Test
  void refusesAChangedThresholdByName() {
    run(request("run", funnel(5, 10)));
    assertThatThrownBy(() -> run(request("run", funnel(6, 10))))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith("Cannot run first again in ")
        .hasMessageContaining("first.shortest: 5 -> 6");
  }

  @Test
  void reusesWhatStillMatchesOfABaseRun() {
    run(request("run", funnel(5, 10)));
    Pipeline.Request next = request("next", funnel(5, 12));
    Pipeline.Outcome outcome =
        run(
            new Pipeline.Request(
                next.recipe(),
                next.run(),
                next.stages(),
                next.config(),
                Optional.of(folder.resolve("run").toString()),
                next.from(),
                next.to(),
                next.sample(),
                next.manual()));
    assertThat(outcome.ran()).isEqualTo(1);
    assertThat(outcome.results().get(1).data()).endsWith("run/02-first").contains(":/");
    assertThat(outcome.results().get(2).kept()).isEqualTo(9);
    // The new run stands on its own manifests from now on.
    assertThat(run(request("next", funnel(5, 12))).ran()).isZero();
  }

  @Test
  void redoesAStageThatWasKilledBeforeItsManifest() throws IOException {
    Pipeline.Outcome first = run(request("run", funnel(5, 10)));
    Files.delete(folder.resolve("run/03-second/_stage.json"));
    Pipeline.Outcome second = run(request("run", funnel(5, 10)));
    assertThat(second.ran()).isEqualTo(1);
    assertThat(second.results().get(2).digest()).isEqualTo(first.results().get(2).digest());
  }

  @Test
  void goesOnFromAndToAStage() {
    Pipeline.Request all = request("run", funnel(5, 10));
    Pipeline.Request upToFirst =
        new Pipeline.Request(
            all.recipe(),
            all.run(),
            all.stages(),
            all.config(),
            all.base(),
            Optional.empty(),
            Optional.of("first"),
            all.sample(),
            all.manual());
    Pipeline.Request fromSecond =
        new Pipeline.Request(
            all.recipe(),
            all.run(),
            all.stages(),
            all.config(),
            all.base(),
            Optional.of("second"),
            Optional.empty(),
            all.sample(),
            all.manual());
    assertThatThrownBy(() -> run(fromSecond)).hasMessageContaining("ingest is not finished");
    assertThat(run(upToFirst).complete()).isFalse();
    assertThat(run(fromSecond).complete()).isTrue();
  }

  @Test
  void namesTheNearestStageForAnUnknownOne() {
    Pipeline.Request all = request("run", funnel(5, 10));
    assertThatThrownBy(
            () ->
                run(
                    new Pipeline.Request(
                        all.recipe(),
                        all.run(),
                        all.stages(),
                        all.config(),
                        all.base(),
                        Optional.of("frist"),
                        Optional.empty(),
                        all.sample(),
                        all.manual())))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("did you mean 'first'?");
  }

  @Test
  void keepsWhatAPersonAllowsAndRejectsWhatAPersonDenies() {
    String allowed = String.format("%08x%024x", 0x01000000L, 1);
    String denied = String.format("%08x%024x", 0x0f000000L, 15);
    Pipeline.Request all = request("run", funnel(5, 10));
    Pipeline.Outcome outcome =
        run(
            new Pipeline.Request(
                all.recipe(),
                all.run(),
                all.stages(),
                all.config(),
                all.base(),
                all.from(),
                all.to(),
                all.sample(),
                new Manual(List.of(allowed), List.of(denied))));
    assertThat(outcome.results().get(1).rejected())
        .containsEntry("manual", 1L)
        .containsEntry("too-short", 2L);
    assertThat(outcome.results().get(1).overruled()).isEqualTo(1);
    assertThat(outcome.results().get(2).kept()).isEqualTo(11);
    Row kept =
        TestSpark.session()
            .read()
            .parquet(folder.resolve("run/03-second").toString())
            .filter(functions.col(Columns.PROBLEM_ID).equalTo(allowed))
            .first();
    assertThat(kept.<String>getAs(Columns.OVERRULED)).isEqualTo("too-short");
    assertThat(kept.<String>getAs(Columns.MANUAL)).isEqualTo("allow");
    assertThat(json("run/run.json").get("manual").get("deny").get(0).asText()).isEqualTo(denied);
  }

  @Test
  void goesOnWithAFractionByTheIdsHash() {
    Pipeline.Request all = request("run", funnel(1, 1));
    Pipeline.Outcome outcome =
        run(
            new Pipeline.Request(
                all.recipe(),
                all.run(),
                all.stages(),
                all.config(),
                all.base(),
                all.from(),
                all.to(),
                Optional.of(0.03125),
                all.manual()));
    // Ids run from 00000000 to 13000000 in steps of 01000000: eight of them are below 1/32 of 2^32.
    assertThat(outcome.results().get(0).in()).isEqualTo(8);
  }

  @Test
  void noticesARowThatAStageLost() {
    List<Stage> stages = List.of(new Numbers(new SourceConfig(20)), new Losing());
    assertThatThrownBy(() -> run(request("run", stages)))
        .isInstanceOf(LawBroken.class)
        .hasMessageContaining("ingest kept 19 rows, quality judged 18");
    assertThat(folder.resolve("run/02-quality/_stage.json")).doesNotExist();
  }

  @Test
  void noticesAFileThatIsGoneFromAFinishedStage() throws IOException {
    run(request("run", funnel(5, 10)));
    try (var files = Files.walk(folder.resolve("run/02-first"))) {
      Files.delete(
          files.filter(file -> file.toString().endsWith(".parquet")).findFirst().orElseThrow());
    }
    assertThatThrownBy(() -> run(request("run", funnel(5, 10)))).isInstanceOf(LawBroken.class);
  }

  @Test
  void runsWithNothingKept() {
    Pipeline.Outcome outcome = run(request("run", funnel(100, 10)));
    assertThat(outcome.results().get(2).in()).isZero();
    assertThat(outcome.results().get(2).kept()).isZero();
  }

  @Test
  void runsTheSameWhereverItsFolderIsMoved() throws IOException {
    run(request("run", funnel(5, 10)));
    Files.move(folder.resolve("run"), folder.resolve("moved"));
    assertThat(run(request("moved", funnel(5, 10))).ran()).isZero();
  }
}
