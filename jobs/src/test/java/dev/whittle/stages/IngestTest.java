// SPDX-License-Identifier: Apache-2.0
package dev.whittle.stages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.whittle.TestSpark;
import dev.whittle.config.ByteSize;
import dev.whittle.config.IngestConfig;
import dev.whittle.config.ProblemMap;
import dev.whittle.config.SourceConfig;
import dev.whittle.config.SourceFormat;
import dev.whittle.config.Trees;
import dev.whittle.config.UserError;
import dev.whittle.schema.Contract;
import dev.whittle.schema.Schemas;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IngestTest {
  @TempDir Path folder;

  private static Map<String, SourceConfig> pools(Path root, Optional<Integer> priority) {
    return Map.of(
        "tiny",
        new SourceConfig(
            List.of(root + "/*.jsonl"),
            SourceFormat.AUTO,
            Optional.empty(),
            Optional.of("MIT"),
            priority,
            new ProblemMap(
                "${/q}",
                Optional.empty(),
                Optional.of("${/a}"),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty()),
            Optional.empty(),
            Optional.empty()));
  }

  private static Ingest ingest(Path root, String split) {
    IngestConfig reading =
        new IngestConfig(
            ByteSize.parse("64KB"),
            ByteSize.parse(split),
            ByteSize.parse("128MB"),
            ByteSize.parse("1MB"));
    return new Ingest(reading, pools(root, Optional.of(10)), root.toString());
  }

  private static List<Row> judged(Ingest ingest) {
    StageLaws.Context context = new StageLaws.Context();
    Dataset<Row> rows = ingest.judge(TestSpark.problems(), context);
    assertThat(
            Contract.missing(
                rows.schema(),
                Schemas.concat(
                    Schemas.concat(Schemas.PROBLEM, Schemas.INGEST),
                    Schemas.struct(Schemas.VERDICT.apply("reason")))))
        .isEmpty();
    return rows.orderBy("problem_id").collectAsList();
  }

  private static Path write(Path root) throws IOException {
    Files.createDirectories(root);
    Files.writeString(
        root.resolve("a.jsonl"),
        "{\"q\":\"x\",\"a\":\"1\"}\n{\"q\":\"x\",\"a\":\"1\"}\nbroken\n{\"q\":\"y\",\"a\":\"2\"}\n");
    Files.writeString(root.resolve("b.jsonl"), "{\"q\":\"x\",\"a\":\"1\"}\nbroken\n");
    return root;
  }

  @Test
  void givesTheSameRowsWhereverTheDataLies() throws IOException {
    Ingest here = ingest(write(folder.resolve("here")), "64MB");
    Ingest there = ingest(write(folder.resolve("there")), "64MB");

    List<Row> rows = judged(here);
    assertThat(rows).hasSize(6).isEqualTo(judged(there)).isEqualTo(judged(here));
    assertThat(rows).extracting(row -> row.<String>getAs("problem_id")).doesNotHaveDuplicates();
    assertThat(rows.stream().filter(row -> "malformed-record".equals(row.getAs("reason"))))
        .hasSize(2);
    assertThat(Trees.of(here.config())).isEqualTo(Trees.of(there.config()));
    assertThat(here.inputs(TestSpark.session())).isEqualTo(there.inputs(TestSpark.session()));
  }

  @Test
  void asksOfAPoolWhatABenchmarkMayLeaveOut() throws IOException {
    Path root = write(folder.resolve("pool"));
    IngestConfig reading =
        (ingest(root, "64MB").config() instanceof Ingest.Settings settings)
            ? settings.reading()
            : null;
    Ingest ingest = new Ingest(reading, pools(root, Optional.empty()), "");
    assertThatThrownBy(() -> ingest.judge(TestSpark.problems(), new StageLaws.Context()))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("source 'tiny': priority: is missing");
  }
}
