// SPDX-License-Identifier: Apache-2.0
package dev.whittle.pipeline;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.whittle.config.Problems;
import dev.whittle.config.Trees;
import dev.whittle.config.UserError;
import dev.whittle.schema.Columns;
import dev.whittle.schema.Schemas;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructType;

/**
 * The funnel: a list of stages, each judging what the one before kept. Finished stages are never
 * overwritten: the same fingerprint is skipped, another one is refused by name, a stage without a
 * manifest is done again.
 */
public final class Pipeline {
  private static final ObjectMapper STRICT =
      new ObjectMapper()
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES);

  private final SparkSession spark;
  private final RunFiles files;
  private final RunLayout layout;
  private final Request request;
  private final Consumer<String> progress;
  private final Runnable beforeCommit;

  /**
   * What is asked for.
   *
   * @param recipe the recipe's name
   * @param run the run's directory
   * @param stages the funnel, in order
   * @param config the resolved configuration as YAML, kept in the run
   * @param base a run to reuse finished stages of
   * @param from the first stage to run; those before must be finished
   * @param to the last stage to run
   * @param sample the share of problems to go on with, by hash of problem_id
   */
  public record Request(
      String recipe,
      String run,
      List<Stage> stages,
      String config,
      Optional<String> base,
      Optional<String> from,
      Optional<String> to,
      Optional<Double> sample,
      Manual manual) {}

  /**
   * What came of it.
   *
   * @param results the finished stages from the first on
   * @param ran how many of them were run now rather than found
   * @param complete whether every stage of the funnel is finished
   */
  public record Outcome(List<StageResult> results, int ran, boolean complete) {
    /** The gates that are broken, in words. */
    public List<String> brokenGates() {
      List<String> broken = new ArrayList<>();
      for (StageResult result : results) {
        if (result.metrics().get("gates") instanceof List<?> gates) {
          for (Object gate : gates) {
            if (gate instanceof Map<?, ?> map && Boolean.FALSE.equals(map.get("ok"))) {
              broken.add(map.get("name") + ": " + map.get("words"));
            }
          }
        }
      }
      return broken;
    }
  }

  /** A stage with its place and what is known of it before anything runs. */
  public record Planned(
      Stage stage,
      int position,
      String fingerprint,
      Map<String, Object> decides,
      Optional<StageResult> finished,
      boolean fromBase) {}

  public Pipeline(SparkSession spark, Request request, Consumer<String> progress) {
    this(spark, request, progress, () -> {});
  }

  /**
   * A pipeline of a run that others might write to.
   *
   * @param beforeCommit called before a stage is committed; throws when it must not be
   */
  public Pipeline(
      SparkSession spark, Request request, Consumer<String> progress, Runnable beforeCommit) {
    this.beforeCommit = beforeCommit;
    this.spark = spark;
    this.files = new RunFiles(spark.sparkContext().hadoopConfiguration());
    this.layout = new RunLayout(files.qualified(request.run()));
    this.request = request;
    this.progress = progress;
  }

  /** Plans and runs; the run's small files are kept up to date after every stage. */
  public Outcome run() {
    List<Planned> plan = plan();
    int first = index(plan, request.from(), 0);
    int last = index(plan, request.to(), plan.size() - 1);
    checkOrder(plan, first, last);
    try {
      return run(plan, last);
    } catch (UserError e) {
      status("failed", null, 2, e.getMessage());
      throw e;
    } catch (LawBroken e) {
      status("failed", null, 3, e.getMessage());
      throw e;
    } catch (RuntimeException e) {
      status("failed", null, 1, String.valueOf(e.getMessage()));
      throw e;
    }
  }

  private Outcome run(List<Planned> plan, int last) {
    files.write(layout.configYaml(), request.config());
    Instant started = now();
    List<StageResult> results = new ArrayList<>();
    StageRunner runner = new StageRunner(spark, files, layout, progress, beforeCommit);
    StructType schema = Schemas.PROBLEM;
    int ran = 0;
    for (Planned planned : plan.subList(0, last + 1)) {
      StageRunner.Task task = task(planned, results, schema);
      StageResult result;
      if (planned.finished().isPresent()) {
        result = planned.finished().get();
        if (planned.fromBase()) {
          String folder = layout.stage(planned.position(), planned.stage().name());
          files.delete(folder);
          files.writeJson(RunLayout.manifest(folder), result);
        }
        progress.accept(
            line(plan.size(), result)
                + (planned.fromBase() ? "  (from the base run)" : "  (done before)"));
      } else {
        status("running", planned.stage().name(), null, null);
        progress.accept(
            String.format(
                Locale.ROOT,
                "[%d/%d] %-16s ...",
                planned.position(),
                plan.size(),
                planned.stage().name()));
        result = runner.run(task);
        ran++;
        progress.accept(
            line(plan.size(), result) + String.format(Locale.ROOT, "  %,.1f s", result.seconds()));
      }
      results.add(result);
      schema = task.outputSchema();
      files.writeJson(layout.funnelJson(), funnel(results));
      files.writeJson(layout.runJson(), runJson(started, results, plan));
    }
    return new Outcome(results, ran, last == plan.size() - 1);
  }

  /**
   * What would run: refuses, before any work, stages that are finished under another configuration.
   */
  public List<Planned> plan() {
    List<Planned> plan = new ArrayList<>();
    String previous = "";
    int position = 1;
    for (Stage stage : request.stages()) {
      Map<String, Object> decides = decides(stage, position, previous);
      String fingerprint = Fingerprint.of(decides);
      String folder = layout.stage(position, stage.name());
      Optional<StageResult> finished = read(RunLayout.manifest(folder));
      boolean fromBase = false;
      if (finished.isPresent() && !finished.get().fingerprint().equals(fingerprint)) {
        throw new UserError(refusal(stage, finished.get(), decides));
      }
      if (finished.isEmpty() && request.base().isPresent()) {
        finished = fromBase(stage, fingerprint);
        fromBase = finished.isPresent();
      }
      finished.ifPresent(this::checkFiles);
      plan.add(new Planned(stage, position, fingerprint, decides, finished, fromBase));
      previous = fingerprint;
      position++;
    }
    return plan;
  }

  /**
   * A stage on a few problems.
   *
   * @param in problems the whole stage will judge; empty for one after another pilot
   * @param judged how many it was tried on
   * @param kept how many of those it kept
   */
  public record Piloted(
      String stage, OptionalLong in, long judged, long kept, List<Priced.Price> prices) {}

  /**
   * Tries the next stages that buy attempts on a few problems, the first ones by a hash of their
   * id; what is bought stays in the run and serves it. No stage is written.
   *
   * @throws UserError when no such stage is next
   */
  public List<Piloted> pilot(int problems) {
    List<Planned> plan = plan();
    int first = 0;
    while (first < plan.size() && plan.get(first).finished().isPresent()) {
      first++;
    }
    int priced = first;
    while (priced < plan.size() && !buys(plan.get(priced).stage())) {
      priced++;
    }
    if (priced == plan.size()) {
      throw new UserError(
          "Cannot try a pilot: no stage that is left to run buys attempts. Name models with servers (--models).");
    }
    if (priced != first || first == 0) {
      throw new UserError(
          "Cannot try a pilot of "
              + plan.get(priced).stage().name()
              + ": "
              + plan.get(first).stage().name()
              + " is not finished in "
              + layout.run()
              + ". Run the stages before it first: whittle run ... --to "
              + plan.get(Math.max(0, priced - 1)).stage().name()
              + ".");
    }
    StructType schema = Schemas.PROBLEM;
    for (int i = 0; i < first; i++) {
      schema = task(plan.get(i), List.of(), schema).outputSchema();
    }
    StageResult previous = plan.get(first - 1).finished().orElseThrow();
    List<Piloted> piloted = new ArrayList<>();
    List<String> used = new ArrayList<>();
    try {
      Dataset<Row> rows = null;
      for (int i = first; i < plan.size() && plan.get(i).stage() instanceof Priced stage; i++) {
        used.add(stage.name());
        RunContext context = new RunContext(spark, layout, stage.name(), progress);
        OptionalLong in = OptionalLong.empty();
        if (rows == null) {
          in = OptionalLong.of(previous.kept());
          rows =
              context.checkpoint(
                  "pilot",
                  StageRunner.kept(spark, layout.data(previous), schema)
                      .orderBy(
                          functions.xxhash64(functions.col(Columns.PROBLEM_ID)),
                          functions.col(Columns.PROBLEM_ID))
                      .limit(problems));
        }
        Dataset<Row> judged = context.checkpoint("piloted", stage.judge(rows, context));
        Dataset<Row> kept =
            judged.filter(functions.col(Columns.REASON).isNull()).drop(Columns.REASON);
        piloted.add(
            new Piloted(
                stage.name(),
                in,
                judged.count(),
                kept.count(),
                stage.prices(rows, judged, context)));
        rows = kept;
      }
    } finally {
      used.forEach(name -> files.delete(layout.scratch(name)));
    }
    return piloted;
  }

  private static boolean buys(Stage stage) {
    return stage instanceof Priced priced && priced.buys();
  }

  private Map<String, Object> decides(Stage stage, int position, String previous) {
    Map<String, Object> decides = new TreeMap<>();
    decides.put("stage", stage.name());
    decides.put("algorithm", stage.algorithm());
    decides.put("config", Trees.of(stage.config()));
    decides.put("inputs", new TreeMap<>(stage.inputs(spark)));
    decides.put("previous", previous);
    if (position == 1) {
      request.sample().ifPresent(sample -> decides.put("sample", sample));
    }
    if (position == 2 && !request.manual().isEmpty()) {
      decides.put("manual", request.manual().tree());
    }
    return decides;
  }

  private String refusal(Stage stage, StageResult finished, Map<String, Object> decides) {
    Object now = RunFiles.plain(decides);
    List<String> differences = new ArrayList<>();
    for (String line : Trees.differences(finished.decides(), now)) {
      differences.add(
          line.startsWith("config.")
              ? stage.name() + line.substring("config".length())
              : stage.name() + " " + line);
    }
    return "Cannot run "
        + stage.name()
        + " again in "
        + layout.run()
        + ": it is finished under another configuration ("
        + String.join("; ", differences)
        + "). Give a new --run, with --base "
        + request.run()
        + " to reuse the stages that still match.";
  }

  private Optional<StageResult> fromBase(Stage stage, String fingerprint) {
    String base = files.qualified(request.base().get());
    List<String> folders = files.list(base);
    if (!files.exists(base + "/run.json")) {
      throw new UserError(
          "Cannot use --base "
              + request.base().get()
              + ": there is no run in it. Name the directory of a run.");
    }
    for (String folder : folders) {
      if (folder.endsWith("-" + stage.name())) {
        Optional<StageResult> result = read(RunLayout.manifest(base + "/" + folder));
        if (result.isPresent() && result.get().fingerprint().equals(fingerprint)) {
          String data = new RunLayout(base).data(result.get());
          return Optional.of(result.get().withData(data));
        }
      }
    }
    return Optional.empty();
  }

  /**
   * A finished stage's files must be as its manifest says, or nothing that follows can be trusted.
   */
  private void checkFiles(StageResult result) {
    if (!files.parquet(layout.data(result)).equals(result.files())) {
      throw new LawBroken(
          "Cannot use the finished stage "
              + result.stage()
              + ": its Parquet files are not those its manifest lists ("
              + layout.data(result)
              + "). Delete that folder to run the stage again, and the folders of the stages after it.");
    }
  }

  private Optional<StageResult> read(String manifest) {
    return files.json(manifest).map(node -> parse(manifest, node));
  }

  private static StageResult parse(String manifest, JsonNode node) {
    try {
      return STRICT.treeToValue(node, StageResult.class);
    } catch (JsonProcessingException e) {
      throw new UserError(
          "Cannot read "
              + manifest
              + ": it is not a stage's manifest ("
              + e.getOriginalMessage()
              + "). Delete its folder to run the stage again.",
          e);
    }
  }

  private static int index(List<Planned> plan, Optional<String> name, int otherwise) {
    if (name.isEmpty()) {
      return otherwise;
    }
    List<String> names = plan.stream().map(planned -> planned.stage().name()).toList();
    int index = names.indexOf(name.get());
    if (index < 0) {
      throw new UserError(
          "Cannot find the stage '"
              + name.get()
              + "' in the recipe"
              + Problems.suggestion(name.get(), names)
              + " Name one of its stages.");
    }
    return index;
  }

  private void checkOrder(List<Planned> plan, int first, int last) {
    if (first > last) {
      throw new UserError(
          "Cannot run from "
              + request.from().orElse("")
              + " to "
              + request.to().orElse("")
              + ": that is backwards. Swap them.");
    }
    for (Planned planned : plan.subList(0, first)) {
      if (planned.finished().isEmpty()) {
        throw new UserError(
            "Cannot start from "
                + request.from().get()
                + ": "
                + planned.stage().name()
                + " is not finished in "
                + layout.run()
                + ". Start from that.");
      }
    }
  }

  private StageRunner.Task task(Planned planned, List<StageResult> results, StructType schema) {
    Optional<StageResult> previous =
        results.isEmpty() ? Optional.empty() : Optional.of(results.get(results.size() - 1));
    return new StageRunner.Task(
        planned.stage(),
        planned.position(),
        planned.fingerprint(),
        planned.decides(),
        previous,
        schema,
        planned.position() == 2,
        request.manual(),
        request.sample());
  }

  private static String line(int stages, StageResult result) {
    return String.format(
        Locale.ROOT,
        "[%d/%d] %-16s %,12d in %,12d kept %,12d rejected",
        result.position(),
        stages,
        result.stage(),
        result.in(),
        result.kept(),
        result.rejectedRows());
  }

  private static List<Map<String, Object>> funnel(List<StageResult> results) {
    List<Map<String, Object>> funnel = new ArrayList<>();
    for (StageResult result : results) {
      Map<String, Object> line = new LinkedHashMap<>();
      line.put("stage", result.stage());
      line.put("in", result.in());
      line.put("kept", result.kept());
      line.put("rejected", result.rejected());
      line.put("seconds", result.seconds());
      line.put("rows_per_second", result.rowsPerSecond());
      funnel.add(line);
    }
    return funnel;
  }

  private Map<String, Object> runJson(
      Instant started, List<StageResult> results, List<Planned> plan) {
    Map<String, Object> run = new LinkedHashMap<>();
    run.put("run_id", layout.run().substring(layout.run().lastIndexOf('/') + 1));
    run.put("recipe", request.recipe());
    run.put("build", Build.version());
    run.put("spark", spark.version());
    run.put("java", Runtime.version().toString());
    run.put("started_at", started.toString());
    run.put("updated_at", now().toString());
    run.put("base", request.base().map(files::qualified).orElse(null));
    run.put("sample", request.sample().orElse(null));
    run.put("manual", request.manual());
    List<Map<String, Object>> stages = new ArrayList<>();
    for (Planned planned : plan) {
      Map<String, Object> stage = new LinkedHashMap<>();
      stage.put("stage", planned.stage().name());
      stage.put("position", planned.position());
      stage.put("fingerprint", planned.fingerprint());
      results.stream()
          .filter(result -> result.position() == planned.position())
          .forEach(
              result -> {
                stage.put("digest", result.digest());
                stage.put("data", result.data());
                stage.put("seconds", result.seconds());
              });
      stages.add(stage);
    }
    run.put("stages", stages);
    return run;
  }

  /** Says in {@code status.json} how the run is: cluster modes lose exit codes. */
  public void status(String state, String stage, Integer exitCode, String error) {
    Map<String, Object> status = new LinkedHashMap<>();
    status.put("state", state);
    status.put("stage", stage);
    status.put("exit_code", exitCode);
    status.put("error", error);
    status.put("updated_at", now().toString());
    files.writeJson(layout.statusJson(), status);
  }

  private static Instant now() {
    return Instant.now().truncatedTo(ChronoUnit.MICROS);
  }
}
