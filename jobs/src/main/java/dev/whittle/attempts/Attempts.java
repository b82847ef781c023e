// SPDX-License-Identifier: Apache-2.0
package dev.whittle.attempts;

import dev.whittle.answer.AnswerVerifier;
import dev.whittle.config.ModelConfig;
import dev.whittle.config.Problems;
import dev.whittle.config.UserError;
import dev.whittle.schema.Columns;
import dev.whittle.schema.Schemas;
import dev.whittle.solve.AttemptKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
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

  private final Map<String, ModelConfig> models = new LinkedHashMap<>();
  private final Recordings recordings;
  // Hashing the recorded files is not free, and they must not change under a running stage anyway.
  private final Map<String, String> revisions = new ConcurrentHashMap<>();

  /**
   * Attempts of some of the configured models.
   *
   * @param stage who asks, for the message
   * @param labels the models asked for; a label may stand more than once
   * @param models all models by label
   * @param recordings where the recorded ones are read
   * @throws UserError when a label, or the name of a recording of one of them, is unknown: all of
   *     them at once
   */
  public Attempts(
      String stage,
      Collection<String> labels,
      Map<String, ModelConfig> models,
      Recordings recordings) {
    this.recordings = recordings;
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
      check(problems, label, "attempts", model.attempts(), recordings.textNames());
      check(problems, label, "rates", model.rates(), recordings.rateNames());
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
    AttemptStore store = new AttemptStore(spark, run);
    Recorder recorder = new Recorder(label, revision, model, recordings);
    if (!model.attempts().isEmpty()) {
      Dataset<Row> missing = store.missingAttempts(recorder.attempts(problems), label, revision);
      store.addAttempts(Grading.grade(missing), label);
    }
    if (!model.rates().isEmpty()) {
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
        new AttemptStore(spark, run)
            .attempts(label, revision(spark, label))
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
    return new AttemptStore(spark, run).rates(label, revision(spark, label));
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
          List<String> names = new ArrayList<>(model.attempts());
          names.addAll(model.rates());
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
