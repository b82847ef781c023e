// SPDX-License-Identifier: Apache-2.0
package dev.whittle.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.whittle.TestSpark;
import dev.whittle.config.Band;
import dev.whittle.config.BudgetConfig;
import dev.whittle.config.ModelConfig;
import dev.whittle.config.OnnxConfig;
import dev.whittle.config.PromptConfig;
import dev.whittle.config.RequestConfig;
import dev.whittle.config.RequestConfig.Route;
import dev.whittle.config.UserError;
import dev.whittle.solve.KeepBand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A model inside of the executors: a tiny decoder whose weights are random, so that it babbles. */
class OnnxSamplingTest {
  private static final int PROBLEMS = 40;
  private static final KeepBand BAND = new KeepBand(4, 1, 2);

  @TempDir Path folder;

  private static Path tiny() {
    Path path = Path.of("").toAbsolutePath();
    while (!Files.exists(path.resolve("scripts/whittle"))) {
      path = path.getParent();
    }
    return path.resolve("udfs/src/test/resources/dev/whittle/onnx/tiny");
  }

  private static ModelConfig model(String revision, String folder, String user) {
    OnnxConfig config =
        new OnnxConfig(
            folder,
            OnnxConfig.Device.AUTO,
            new RequestConfig(
                "tiny", Route.COMPLETIONS, new PromptConfig("", user), 1.0, 1.0, 0, 24),
            8,
            1,
            new Band(1, 4),
            0.5,
            Duration.ofSeconds(5),
            BudgetConfig.NONE);
    return new ModelConfig(
        ModelConfig.Backend.ONNX,
        Optional.empty(),
        Optional.empty(),
        revision,
        Optional.empty(),
        Optional.empty(),
        Optional.of(config));
  }

  private static Dataset<Row> problems(ModelConfig model) {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < PROBLEMS; i++) {
      rows.add(TestSpark.problem("p" + i, "What is " + i + " + 1?", Integer.toString(i + 1)));
    }
    return TestSpark.problems(rows)
        .withColumn("request_hash", Sampling.requestHash(model.asked().get().request()))
        .withColumn(
            "made",
            functions
                .lit(null)
                .cast("array<struct<attempt_index:int,correct:boolean,failed:boolean>>"));
  }

  private SamplingSummary buy(ModelConfig model, String store, List<String> said) {
    return new Sampling(TestSpark.session(), "tiny", model.revision(), model)
        .buy(
            problems(model),
            BAND,
            folder.resolve(store).toString(),
            Allowance.left(BudgetConfig.NONE, 0, 0),
            said::add);
  }

  /** Problem and index to text and grade. */
  private Map<String, String> texts(String store) {
    Map<String, String> texts = new TreeMap<>();
    for (Row row :
        TestSpark.session()
            .read()
            .parquet(folder.resolve(store).toString())
            .select("problem_id", "attempt_index", "text", "correct", "finish_reason", "error")
            .collectAsList()) {
      assertThat(row.isNullAt(5)).isTrue();
      texts.put(
          row.getString(0) + "/" + row.getInt(1),
          row.getString(2) + "|" + row.get(3) + "|" + row.get(4));
    }
    return texts;
  }

  @Test
  void asksAModelInsideOfTheExecutorAndSaysWhatItRunsOn() {
    List<String> said = new ArrayList<>();
    SamplingSummary summary = buy(model("r1", tiny().toString(), "${/problem}"), "one", said);
    assertThat(summary.decided()).isEqualTo(PROBLEMS);
    assertThat(summary.completionTokens()).isGreaterThan(PROBLEMS);
    assertThat(said).anyMatch(line -> line.contains("tiny runs on ONNX Runtime, CPUExecution"));
    assertThat(texts("one")).hasSizeGreaterThanOrEqualTo(PROBLEMS * 3);
  }

  @Test
  void givesTheSameTextsWhateverRunsBesideIt() throws InterruptedException {
    ModelConfig model = model("r1", tiny().toString(), "${/problem}");
    ModelConfig other = model("r2", tiny().toString(), "Say more of ${/problem}");
    buy(model, "alone", new ArrayList<>());
    buy(other, "other-alone", new ArrayList<>());
    Thread beside = new Thread(() -> buy(other, "other-beside", new ArrayList<>()));
    beside.start();
    buy(model, "beside", new ArrayList<>());
    beside.join();
    // Which attempts were made when problems ran out depends on timing; what each says does not.
    Map<String, String> alone = texts("alone");
    Map<String, String> together = texts("beside");
    alone.keySet().retainAll(together.keySet());
    together.keySet().retainAll(alone.keySet());
    assertThat(together).hasSizeGreaterThan(PROBLEMS).isEqualTo(alone);
    Map<String, String> otherAlone = texts("other-alone");
    Map<String, String> otherTogether = texts("other-beside");
    otherAlone.keySet().retainAll(otherTogether.keySet());
    otherTogether.keySet().retainAll(otherAlone.keySet());
    assertThat(otherTogether).isEqualTo(otherAlone).isNotEqualTo(together);
  }

  @Test
  void aRevisionThatIsAChecksumIsComparedWithTheFolder() {
    String wrong = "sha256:0123456789abcdef";
    assertThatThrownBy(
            () -> buy(model(wrong, tiny().toString(), "${/problem}"), "x", new ArrayList<>()))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("its revision is " + wrong + ", but the folder's checksum is ");
    String right =
        OnnxFolder.of(
                TestSpark.session().sparkContext(),
                "tiny",
                "r",
                model("r", tiny().toString(), "${/problem}").onnx().get())
            .checksum();
    SamplingSummary summary =
        buy(
            model("sha256:" + right.substring(0, 16), tiny().toString(), "${/problem}"),
            "checked",
            new ArrayList<>());
    assertThat(summary.decided()).isEqualTo(PROBLEMS);
  }

  @Test
  void aFolderThatIsNotThereOrBrokenStopsWithOneMessageThatNamesIt() throws IOException {
    assertThatThrownBy(
            () -> buy(model("r", "no/such/folder", "${/problem}"), "x", new ArrayList<>()))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("there is no folder")
        .hasMessageContaining("no/such/folder");
    Path broken = Files.createDirectories(folder.resolve("broken"));
    assertThatThrownBy(
            () -> buy(model("r", broken.toString(), "${/problem}"), "x", new ArrayList<>()))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("there is no model.onnx in the folder");
    try (Stream<Path> files = Files.list(tiny())) {
      for (Path file : files.toList()) {
        Files.copy(file, broken.resolve(file.getFileName()));
      }
    }
    byte[] network = Files.readAllBytes(broken.resolve("model.onnx"));
    Files.write(broken.resolve("model.onnx"), java.util.Arrays.copyOf(network, network.length / 2));
    assertThatThrownBy(
            () -> buy(model("r", broken.toString(), "${/problem}"), "x", new ArrayList<>()))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("Cannot go on sampling tiny: Cannot load the model")
        .hasMessageContaining("model.onnx");
  }

  @Test
  void aPromptThatIsTooLongIsThatProblemsErrorAndNothingElse() {
    ModelConfig model = model("r1", tiny().toString(), "x".repeat(20_000) + " ${/problem}");
    // Fewer attempts than max-error-share is asked of.
    SamplingSummary summary = buy(model, "long", new ArrayList<>());
    assertThat(summary.unanswerable()).isEqualTo(PROBLEMS);
    assertThat(
            TestSpark.session()
                .read()
                .parquet(folder.resolve("long").toString())
                .filter("text is null and error like 'Cannot generate: the prompt has %'")
                .count())
        .isEqualTo(PROBLEMS);
  }
}
