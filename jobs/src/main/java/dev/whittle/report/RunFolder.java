// SPDX-License-Identifier: Apache-2.0
package dev.whittle.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.whittle.config.UserError;
import dev.whittle.pipeline.RunFiles;
import dev.whittle.pipeline.RunLayout;
import dev.whittle.pipeline.Verdict;
import dev.whittle.schema.Columns;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;

/** What a run says of itself; of its stages only the finished ones, in the funnel's order. */
final class RunFolder {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Supplier<SparkSession> spark;
  private final RunFiles files;
  private final RunLayout layout;
  private final List<Finished> stages;

  /** A finished stage: its folder in this run and its manifest. */
  private record Finished(String folder, JsonNode manifest) {}

  RunFolder(SparkSession spark, String run) {
    this(spark.sparkContext().hadoopConfiguration(), () -> spark, run);
  }

  /** One that needs a session only for what it is asked to read with it. */
  RunFolder(Configuration hadoop, Supplier<SparkSession> spark, String run) {
    this.spark = spark;
    this.files = new RunFiles(hadoop);
    this.layout = new RunLayout(files.qualified(run));
    this.stages = finished();
    if (stages.isEmpty() && !files.exists(layout.runJson())) {
      throw new UserError(
          "Cannot read the run: there is no run.json and no finished stage in "
              + layout.run()
              + ". Give the directory that was given to --run.");
    }
  }

  RunFiles files() {
    return files;
  }

  /** The run's directory as a full URI. */
  String uri() {
    return layout.run();
  }

  /** {@code run.json}, or an empty object. */
  JsonNode run() {
    return files.json(layout.runJson()).orElseGet(JSON::createObjectNode);
  }

  /** {@code status.json}, or an empty object. */
  JsonNode status() {
    return files.json(layout.statusJson()).orElseGet(JSON::createObjectNode);
  }

  /** The manifests of the finished stages, in the funnel's order. */
  List<JsonNode> stages() {
    return stages.stream().map(Finished::manifest).toList();
  }

  /** The funnel of the finished stages, as {@code funnel.json} has it. */
  JsonNode funnel() {
    ArrayNode funnel = JSON.createArrayNode();
    for (JsonNode stage : stages()) {
      ObjectNode line = funnel.addObject();
      for (String key : List.of("stage", "in", "kept", "rejected", "seconds", "rows_per_second")) {
        line.set(key, stage.path(key));
      }
    }
    return funnel;
  }

  /** The rows of the core set, unless the recipe has none or has not come so far. */
  Optional<CoreSet> coreSet() {
    for (Finished stage : stages) {
      if (stage.manifest().path("stage").asText().equals("core-set")) {
        return Optional.of(CoreSet.read(spark.get(), files, place(stage)));
      }
    }
    return Optional.empty();
  }

  /** The rows that a stage rejected, unless the run has no such stage or no such rows. */
  Optional<Dataset<Row>> rejected(String name) {
    return stages.stream()
        .filter(stage -> stage.manifest().path("stage").asText().equals(name))
        .findFirst()
        .flatMap(this::rows)
        .map(rows -> rows.where(functions.col(Columns.VERDICT).equalTo(Verdict.REJECTED.code())));
  }

  /** The rows of every finished stage that has some, in the funnel's order. */
  List<StageRows> rows() {
    List<StageRows> all = new ArrayList<>();
    for (Finished stage : stages) {
      rows(stage).ifPresent(rows -> all.add(new StageRows(stage.manifest(), rows)));
    }
    return all;
  }

  /** A stage's manifest and all its rows, kept and rejected. */
  record StageRows(JsonNode manifest, Dataset<Row> rows) {
    String name() {
      return manifest.path("stage").asText();
    }
  }

  /** The attempts that the run has, if any. */
  Optional<Dataset<Row>> attempts() {
    String folder = layout.run() + "/attempts";
    return files.parquet(folder).isEmpty()
        ? Optional.empty()
        : Optional.of(spark.get().read().parquet(folder));
  }

  /** A stage's manifest and the files of its rows, full URIs. */
  record StageFiles(JsonNode manifest, List<String> files) {
    String name() {
      return manifest.path("stage").asText();
    }
  }

  /** The files of every finished stage that has some, in the funnel's order. */
  List<StageFiles> stageFiles() {
    List<StageFiles> all = new ArrayList<>();
    for (Finished stage : stages) {
      List<String> names = uris(place(stage));
      if (!names.isEmpty()) {
        all.add(new StageFiles(stage.manifest(), names));
      }
    }
    return all;
  }

  /** The files of the run's attempts. */
  List<String> attemptFiles() {
    return uris(layout.run() + "/attempts");
  }

  private List<String> uris(String folder) {
    return files.parquet(folder).stream().map(file -> folder + "/" + file.name()).toList();
  }

  /** A stage taken from another run has its rows there; a run that was moved has them here. */
  private String place(Finished stage) {
    String data = stage.manifest().path("data").asText("");
    return data.contains(":/") && files.parquet(stage.folder()).isEmpty() ? data : stage.folder();
  }

  private Optional<Dataset<Row>> rows(Finished stage) {
    String there = place(stage);
    return files.parquet(there).isEmpty()
        ? Optional.empty()
        : Optional.of(spark.get().read().parquet(there));
  }

  private List<Finished> finished() {
    List<Finished> found = new ArrayList<>();
    for (String name : files.list(layout.run())) {
      if (name.isEmpty() || !Character.isDigit(name.charAt(0))) {
        continue;
      }
      String folder = layout.run() + "/" + name;
      files
          .json(RunLayout.manifest(folder))
          .ifPresent(manifest -> found.add(new Finished(folder, manifest)));
    }
    found.sort(Comparator.comparingInt(stage -> stage.manifest().path("position").asInt()));
    return found;
  }
}
