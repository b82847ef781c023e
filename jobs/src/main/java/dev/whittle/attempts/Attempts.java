// SPDX-License-Identifier: Apache-2.0
package dev.whittle.attempts;

import dev.whittle.answer.AnswerVerifier;
import dev.whittle.config.BudgetConfig;
import dev.whittle.config.ModelConfig;
import dev.whittle.config.Problems;
import dev.whittle.config.Trees;
import dev.whittle.config.UserError;
import dev.whittle.sampling.Allowance;
import dev.whittle.sampling.Sampling;
import dev.whittle.sampling.SamplingSummary;
import dev.whittle.schema.Columns;
import dev.whittle.schema.Schemas;
import dev.whittle.solve.AttemptKey;
import dev.whittle.solve.KeepBand;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;

/**
 * What stages ask about attempts: bring those of a model into the run, and give them graded.
 *
 * <p>Attempts are written before anyone judges them, and are keyed, so that asking again adds
 * nothing and another threshold needs no new attempt.
 */
public final class Attempts {
  private static final int REVISION_DIGITS = 12;
  private static final String REQUEST_HASH = "request_hash";

  private final Map<String, ModelConfig> models = new LinkedHashMap<>();
  private final Recordings recordings;
  private final Optional<String> shared;
  // Hashing the recorded files is not free, and they must not change under a running stage anyway.
  private final Map<String, String> revisions = new ConcurrentHashMap<>();

  /**
   * Attempts of some of the configured models.
   *
   * @param stage who asks, for the message
   * @param labels the models asked for; a label may stand more than once
   * @param models all models by label
   * @param recordings where the recorded ones are read
   * @param shared the directory with attempts that runs share; recorded ones stay in the run
   * @throws UserError when a label, or the name of a recording of one of them, is unknown: all of
   *     them at once
   */
  public Attempts(
      String stage,
      Collection<String> labels,
      Map<String, ModelConfig> models,
      Recordings recordings,
      Optional<String> shared) {
    this.recordings = recordings;
    this.shared = shared;
    Problems problems = new Problems();
    for (String label : labels) {
      ModelConfig model = models.get(label);
      if (model == null) {
        problems.add(
            stage,
            "",
            "there is no model '" + label + "'" + Problems.suggestion(label, models.keySet()));
        continue;
      }
      this.models.put(label, model);
      check(problems, label, "attempts", model.texts(), recordings.textNames());
      check(problems, label, "rates", model.readyRates(), recordings.rateNames());
    }
    problems.throwIfAny();
  }

  private static void check(
      Problems problems,
      String label,
      String section,
      List<String> names,
      Collection<String> known) {
    for (String name : names) {
      if (!known.contains(name)) {
        problems.add(
            "models." + label + "." + section,
            "",
            "the sources have no '" + name + "'" + Problems.suggestion(name, known));
      }
    }
  }

  /** The models by label, in the order in which they were asked for. */
  public Map<String, ModelConfig> models() {
    return Collections.unmodifiableMap(models);
  }

  /**
   * What decides the attempts of these models besides the configuration, for a stage's fingerprint:
   * the content of their recordings and the version of the verifier.
   */
  public Map<String, String> inputs(SparkSession spark) {
    Map<String, String> inputs = new TreeMap<>();
    for (String label : models.keySet()) {
      inputs.put("attempts of " + label, revision(spark, label));
    }
    inputs.put("verifier", Integer.toString(AnswerVerifier.VERSION));
    return inputs;
  }

  /** Where a model's attempts are: those that are bought may be shared by runs. */
  private AttemptStore store(SparkSession spark, String run, String label) {
    return new AttemptStore(spark, asksServers(label) ? shared.orElse(run) : run);
  }

  /** Of every model by label what decides its attempts. */
  public Map<String, Object> decisive() {
    Map<String, Object> decisive = new LinkedHashMap<>();
    models.forEach((label, model) -> decisive.put(label, model.decides()));
    return decisive;
  }

  /** Whether a model's attempts are bought from servers. */
  public boolean asksServers(String label) {
    return models.get(label).asked().isPresent();
  }

  /**
   * Buys the attempts of a model that a band needs to decide these problems and that are not there
   * yet.
   *
   * @param problems with {@code problem_id}, {@code problem} and {@code answer}
   * @param run the run's directory
   * @param progress takes a line every few seconds
   * @throws UserError when the servers are away or refuse us; what was bought is kept
   */
  public SamplingSummary sample(
      Dataset<Row> problems, String run, String label, KeepBand band, Consumer<String> progress) {
    SparkSession spark = problems.sparkSession();
    ModelConfig model = models.get(label);
    String revision = revision(spark, label);
    AttemptStore store = store(spark, run, label);
    BudgetConfig budget = model.asked().orElseThrow().budget();
    Sampling sampling = new Sampling(spark, label, revision, model);
    SamplingSummary summary = null;
    do {
      Dataset<Row> asked = asked(problems, model).select(columns(true));
      Allowance left = left(budget, asked, store.attempts(label, revision));
      if (summary != null && summary.undecided() > 0 && left.empty()) {
        break;
      }
      SamplingSummary now =
          sampling.buy(
              asked.join(
                  made(problems, run, label, store),
                  new String[] {Columns.PROBLEM_ID, REQUEST_HASH},
                  "left"),
              band,
              store.folder(label),
              left,
              progress);
      boolean stuck = summary != null && now.attempts() == 0;
      summary = summary == null ? now : summary.and(now);
      if (stuck) {
        break;
      }
      // A task that had little to do leaves to the next round what others lacked.
    } while (summary.undecided() > 0);
    if (shared.isEmpty()) {
      // Another run may be reading what runs share.
      store.compact(label);
    }
    if (summary.undecided() > 0) {
      throw new UserError(
          String.format(
              Locale.ROOT,
              "Cannot go on sampling %s: its budget is spent (%s), and %,d of %,d problems are undecided."
                  + " Everything that was bought is kept; raise models.%s.server.budget and run again.",
              label,
              Trees.of(budget),
              summary.undecided(),
              summary.problems(),
              label));
    }
    return summary;
  }

  /** What the store holds about each request, for a sampler to begin with. */
  private Dataset<Row> made(Dataset<Row> problems, String run, String label, AttemptStore store) {
    return graded(problems, run, label)
        .unionByName(
            store
                .attempts(label, revision(problems.sparkSession(), label))
                .filter(functions.col("error").isNotNull()))
        .groupBy(Columns.PROBLEM_ID, REQUEST_HASH)
        .agg(
            functions
                .collect_list(
                    functions.struct(
                        functions.col("attempt_index"),
                        functions.col("correct"),
                        functions.col("error").isNotNull().as("failed")))
                .as("made"));
  }

  private static Allowance left(BudgetConfig budget, Dataset<Row> asked, Dataset<Row> attempts) {
    if (budget.equals(BudgetConfig.NONE)) {
      return Allowance.UNLIMITED;
    }
    Row spent =
        attempts
            .join(
                asked.select(Columns.PROBLEM_ID, REQUEST_HASH),
                new String[] {Columns.PROBLEM_ID, REQUEST_HASH},
                "left_semi")
            .agg(
                functions.count(functions.lit(1)),
                functions.coalesce(
                    functions.sum("completion_tokens").cast("long"), functions.lit(0L)))
            .first();
    return Allowance.left(budget, spent.getLong(0), spent.getLong(1));
  }

  private static Dataset<Row> asked(Dataset<Row> problems, ModelConfig model) {
    return problems.withColumn(
        REQUEST_HASH, Sampling.requestHash(model.asked().orElseThrow().request()));
  }

  private static Column[] columns(boolean withProblem) {
    List<Column> columns = new ArrayList<>();
    columns.add(functions.col(Columns.PROBLEM_ID));
    columns.add(functions.col(REQUEST_HASH));
    columns.add(functions.col(Columns.ANSWER));
    if (withProblem) {
      columns.add(functions.col(Columns.PROBLEM));
    }
    return columns.toArray(Column[]::new);
  }

  /**
   * Why servers failed at problems for good: {@code problem_id} and {@code error}, a row an
   * attempt.
   */
  public Dataset<Row> errors(Dataset<Row> problems, String run, String label) {
    SparkSession spark = problems.sparkSession();
    return ofRequests(
            problems, label, store(spark, run, label).attempts(label, revision(spark, label)))
        .filter(functions.col("error").isNotNull())
        .select(Columns.PROBLEM_ID, "error");
  }

  /** Of a model that is asked, the attempts at today's prompt and settings. */
  private Dataset<Row> ofRequests(Dataset<Row> problems, String label, Dataset<Row> attempts) {
    ModelConfig model = models.get(label);
    return model.asked().isEmpty()
        ? attempts
        : attempts.join(
            asked(problems, model).select(Columns.PROBLEM_ID, REQUEST_HASH),
            new String[] {Columns.PROBLEM_ID, REQUEST_HASH},
            "left_semi");
  }

  /**
   * Writes to the run what is recorded of a model about these problems and is not there yet.
   *
   * <p>A recording belongs to a problem when their canonical texts are equal. The attempts at a
   * problem are counted by source as configured, file and place in the file, so their order is the
   * same on every machine.
   *
   * @param problems with {@code problem_id}, {@code problem} and {@code answer}
   * @param run the run's directory
   */
  public void record(Dataset<Row> problems, String run, String label) {
    SparkSession spark = problems.sparkSession();
    ModelConfig model = models.get(label);
    String revision = revision(spark, label);
    AttemptStore store = store(spark, run, label);
    Recorder recorder = new Recorder(label, revision, model, recordings);
    if (!model.texts().isEmpty()) {
      Dataset<Row> missing = store.missingAttempts(recorder.attempts(problems), label, revision);
      store.addAttempts(Grading.grade(missing), label);
    }
    if (!model.readyRates().isEmpty()) {
      store.addRates(store.missingRates(recorder.rates(problems), label, revision), label);
    }
  }

  /**
   * The attempts of a model that are in the run and can be judged: those without error, with {@code
   * correct} as the verifier of today says.
   *
   * @param problems with {@code problem_id} and {@code answer}; attempts at other problems may be
   *     among the result
   * @return rows with the columns of {@link Schemas#ATTEMPT}
   */
  public Dataset<Row> graded(Dataset<Row> problems, String run, String label) {
    SparkSession spark = problems.sparkSession();
    Dataset<Row> attempts =
        ofRequests(
                problems, label, store(spark, run, label).attempts(label, revision(spark, label)))
            .filter(functions.col("error").isNull());
    Dataset<Row> stale =
        attempts.filter(
            functions.not(functions.col("verifier_version").eqNullSafe(AnswerVerifier.VERSION)));
    // Two narrow columns tell whether the texts have to be read at all.
    if (stale.isEmpty()) {
      return attempts;
    }
    Dataset<Row> answers = problems.select(Columns.PROBLEM_ID, Columns.ANSWER);
    return Grading.grade(attempts.join(answers, Columns.PROBLEM_ID));
  }

  /**
   * The ready-made rates of a model that are in the run, with the columns of {@link Schemas#RATE}.
   */
  public Dataset<Row> rates(SparkSession spark, String run, String label) {
    return store(spark, run, label).rates(label, revision(spark, label));
  }

  /**
   * The configured revision with a hash of the content behind it: another recording is another
   * revision, and its attempts are never mixed with those of the one before.
   */
  private String revision(SparkSession spark, String label) {
    return revisions.computeIfAbsent(
        label,
        missing -> {
          ModelConfig model = models.get(label);
          if (model.asked().isPresent()) {
            // Which prompt and settings is said by the request's hash.
            return model.revision();
          }
          List<String> names = new ArrayList<>(model.texts());
          names.addAll(model.readyRates());
          // By source in the configured order: the order numbers the attempts.
          List<String> parts = new ArrayList<>();
          Map<String, String> fingerprints = recordings.fingerprints(spark, names);
          for (String name : names) {
            parts.add(name);
            parts.add(fingerprints.get(name));
          }
          String hash = AttemptKey.requestHash(parts.toArray(String[]::new));
          return model.revision() + "@" + hash.substring(0, REVISION_DIGITS);
        });
  }
}
