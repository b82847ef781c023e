// SPDX-License-Identifier: Apache-2.0
package dev.whittle.stages;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whittle.TestSpark;
import dev.whittle.pipeline.Reason;
import dev.whittle.pipeline.Stage;
import dev.whittle.pipeline.StageContext;
import dev.whittle.schema.Columns;
import dev.whittle.schema.Contract;
import dev.whittle.schema.Schemas;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.io.FileUtils;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructType;

/** The laws that every stage keeps, whatever it judges. */
public final class StageLaws {
  private StageLaws() {}

  /**
   * Checks that rows are conserved, ids stay unique, reasons are known and verdicts ignore order
   * and partitioning.
   */
  public static void check(Stage stage, Dataset<Row> problems) {
    List<String> first = judged(stage, problems);
    assertThat(judged(stage, problems.orderBy(functions.rand(7)).repartition(8)))
        .as("verdicts of %s on shuffled rows in eight partitions", stage.name())
        .isEqualTo(first);
    assertThat(judged(stage, problems.coalesce(1)))
        .as("verdicts of %s in one partition", stage.name())
        .isEqualTo(first);
    Dataset<Row> empty = stage.judge(problems.limit(0), new Context());
    assertThat(empty.count()).as("rows %s makes out of nothing", stage.name()).isZero();
    assertThat(Contract.missing(empty.schema(), expected(stage, problems)))
        .as("columns of %s on an empty input", stage.name())
        .isEmpty();
  }

  private static List<String> judged(Stage stage, Dataset<Row> problems) {
    Dataset<Row> judged = stage.judge(problems, new Context());
    assertThat(Contract.missing(judged.schema(), expected(stage, problems))).isEmpty();
    List<String> ids = new ArrayList<>();
    List<String> lines = new ArrayList<>();
    for (Row row : judged.collectAsList()) {
      ids.add(row.getAs(Columns.PROBLEM_ID));
      String reason = row.getAs(Columns.REASON);
      if (reason != null) {
        assertThat(Reason.of(reason)).as("the reason '%s' of %s", reason, stage.name()).isPresent();
      }
      StringBuilder line =
          new StringBuilder(row.<String>getAs(Columns.PROBLEM_ID)).append(' ').append(reason);
      for (String column : stage.adds().fieldNames()) {
        line.append(' ')
            .append(column)
            .append('=')
            .append(String.valueOf(row.<Object>getAs(column)));
      }
      lines.add(line.toString());
    }
    List<String> given =
        problems.select(Columns.PROBLEM_ID).collectAsList().stream()
            .map(row -> row.getString(0))
            .sorted()
            .toList();
    assertThat(ids.stream().sorted().toList())
        .as("ids that %s gives back", stage.name())
        .isEqualTo(given);
    assertThat(ids).doesNotHaveDuplicates();
    return lines.stream().sorted().toList();
  }

  private static StructType expected(Stage stage, Dataset<Row> problems) {
    return Schemas.concat(problems.schema(), stage.adds())
        .add(Schemas.VERDICT.apply(Columns.REASON));
  }

  /** A context that writes to a temporary folder and keeps what the stage tells it. */
  public static final class Context implements StageContext {
    public final Map<String, Object> metrics = new HashMap<>();
    public final Map<String, Dataset<Row>> tables = new HashMap<>();
    public final List<String> notes = new ArrayList<>();
    private final Path folder;

    public Context() {
      try {
        folder = Files.createTempDirectory("whittle-stage");
        // Spark may still hold the files of a table that a test looks at: they go when the tests
        // end.
        Runtime.getRuntime()
            .addShutdownHook(new Thread(() -> FileUtils.deleteQuietly(folder.toFile())));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public SparkSession spark() {
      return TestSpark.session();
    }

    @Override
    public String run() {
      return folder.toUri().toString().replaceAll("/$", "");
    }

    @Override
    public Dataset<Row> checkpoint(String name, Dataset<Row> data) {
      String path = run() + "/scratch/" + name;
      data.write().parquet(path);
      return spark().read().schema(data.schema()).parquet(path);
    }

    @Override
    public void table(String name, Dataset<Row> data) {
      tables.put(name, data);
    }

    @Override
    public void metric(String name, Object value) {
      metrics.put(name, value);
    }

    @Override
    public void note(String line) {
      notes.add(line);
    }
  }
}
