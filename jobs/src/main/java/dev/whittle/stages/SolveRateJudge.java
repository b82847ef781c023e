// SPDX-License-Identifier: Apache-2.0
package dev.whittle.stages;

import dev.whittle.answer.AnswerVerifier;
import dev.whittle.answer.VerifierPolicy;
import dev.whittle.config.GoldSuspectConfig;
import dev.whittle.config.SolveRateConfig;
import dev.whittle.pipeline.Reason;
import dev.whittle.schema.Columns;
import dev.whittle.schema.Schemas;
import dev.whittle.solve.KeepBand;
import dev.whittle.solve.KeepBand.Decision;
import dev.whittle.solve.KeepBand.Judgement;
import dev.whittle.solve.RecordedRate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;

/**
 * Judges one problem by the rules of a solve-rate stage.
 *
 * <p>Given rows of (problem_id, outcome: array of (model, request_hash, attempt_index, correct,
 * error, extracted), rate: array of (model, n, k)), where model is its place among the labels;
 * either array may be null. An outcome with an error is none: it says why the problem cannot be
 * answered.
 */
final class SolveRateJudge implements MapPartitionsFunction<Row, Row> {
  private static final Comparator<Row> BY_INDEX =
      Comparator.<Row, Integer>comparing(row -> row.getInt(2))
          .thenComparing(row -> row.getString(1));

  private final SolveRateConfig config;
  private final List<String> labels;

  private transient AnswerVerifier verifier;

  SolveRateJudge(SolveRateConfig config, List<String> labels) {
    this.config = config;
    this.labels = labels;
  }

  /** problem_id, the evidence of a stage of this name, and reason. */
  StructType evidence(String stage) {
    return Schemas.concat(
        Schemas.struct(Schemas.PROBLEM.apply(Columns.PROBLEM_ID)),
        Schemas.concat(
            Schemas.solveRate(stage), Schemas.struct(Schemas.VERDICT.apply(Columns.REASON))));
  }

  @Override
  public Iterator<Row> call(Iterator<Row> problems) {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return problems.hasNext();
      }

      @Override
      public Row next() {
        return judge(problems.next());
      }
    };
  }

  private Row judge(Row problem) {
    String id = problem.getString(0);
    Reason reason = null;
    String error = null;
    String suspect = null;
    Row[] byModel = new Row[config.models().size()];
    for (int i = 0; i < byModel.length; i++) {
      SolveRateConfig.Rule rule = config.models().get(i);
      int place = labels.indexOf(rule.model());
      List<Row> outcomes = outcomes(problem, place);
      Found found = found(id, rule, right(outcomes), rate(problem, place));
      byModel[i] = found.row(rule.model());
      if (suspect == null && "attempts".equals(found.source())) {
        suspect = suspect(outcomes.subList(0, found.judgement().attempts()));
      }
      if (reason == null) {
        reason = found.reason();
        if (reason == Reason.TOO_FEW_ATTEMPTS || reason == Reason.NO_ATTEMPTS) {
          error = error(problem, place);
          reason = error == null ? reason : Reason.UNANSWERABLE;
        }
      }
    }
    Row first = byModel[0];
    return RowFactory.create(
        id,
        first.get(1),
        first.get(2),
        first.get(3),
        byModel,
        suspect,
        error,
        reason == null ? null : reason.code());
  }

  private Found found(String id, SolveRateConfig.Rule rule, boolean[] outcomes, RecordedRate rate) {
    KeepBand band = new KeepBand(rule.attempts(), rule.keep().lo(), rule.keep().hi());
    if (outcomes.length > 0) {
      Judgement judgement = band.replay(outcomes);
      if (judgement.decision() != Decision.UNDECIDED || rate == null) {
        return Found.ofAttempts(judgement, outcomes.length);
      }
    }
    return rate == null ? Found.NOTHING : Found.ofRate(judged(id, rule, band, rate), rate);
  }

  private Judgement judged(String id, SolveRateConfig.Rule rule, KeepBand band, RecordedRate rate) {
    if (rate.n() <= band.n()) {
      // All that is known is the count, and it is all there is to judge.
      return new Judgement(band.decide(rate.k(), rate.n() - rate.k()), rate.n(), rate.k());
    }
    if (config.subsample() == SolveRateConfig.Subsample.HYPERGEOMETRIC) {
      return band.replay(rate.outcomes(id, rule.model(), config.seed(), band.n()));
    }
    int right = rate.scaled(band.n());
    return new Judgement(band.decide(right, band.n() - right), band.n(), right);
  }

  /** The attempts of a model that have an outcome, in their order, each once. */
  private static List<Row> outcomes(Row problem, int place) {
    List<Row> mine = new ArrayList<>();
    if (!problem.isNullAt(1)) {
      for (Row outcome : problem.<Row>getList(1)) {
        if (outcome.getInt(0) == place && outcome.isNullAt(4)) {
          mine.add(outcome);
        }
      }
    }
    mine.sort(BY_INDEX);
    List<Row> once = new ArrayList<>();
    for (int i = 0; i < mine.size(); i++) {
      // A store that runs share may hold an attempt twice, should two have bought it at once.
      if (i == 0 || BY_INDEX.compare(mine.get(i - 1), mine.get(i)) != 0) {
        once.add(mine.get(i));
      }
    }
    return once;
  }

  private static boolean[] right(List<Row> outcomes) {
    boolean[] right = new boolean[outcomes.size()];
    for (int i = 0; i < right.length; i++) {
      right[i] = outcomes.get(i).getBoolean(3);
    }
    return right;
  }

  /** The answer that enough of the attempts agree on against the recorded one, or null. */
  private String suspect(List<Row> judged) {
    GoldSuspectConfig rule = config.goldSuspect();
    if (rule.agree() == 0 || judged.size() < rule.agree()) {
      return null;
    }
    if (verifier == null) {
      verifier = new AnswerVerifier(VerifierPolicy.standard());
    }
    // A handful: as many as there are attempts at most.
    List<String> answers = new ArrayList<>();
    List<Integer> votes = new ArrayList<>();
    for (Row outcome : judged) {
      if (!outcome.getBoolean(3) && !outcome.isNullAt(5)) {
        int at = 0;
        while (at < answers.size() && !verifier.matches(answers.get(at), outcome.getString(5))) {
          at++;
        }
        if (at == answers.size()) {
          answers.add(outcome.getString(5));
          votes.add(0);
        }
        votes.set(at, votes.get(at) + 1);
      }
    }
    for (int i = 0; i < answers.size(); i++) {
      if (votes.get(i) >= rule.agree() && votes.get(i) >= rule.share() * judged.size()) {
        return answers.get(i);
      }
    }
    return null;
  }

  /** The error of a model at a problem; of several the first by its words. */
  private static String error(Row problem, int place) {
    String first = null;
    if (!problem.isNullAt(1)) {
      for (Row outcome : problem.<Row>getList(1)) {
        if (outcome.getInt(0) == place && !outcome.isNullAt(4)) {
          String error = outcome.getString(4);
          first = first == null || error.compareTo(first) < 0 ? error : first;
        }
      }
    }
    return first;
  }

  private static RecordedRate rate(Row problem, int place) {
    if (!problem.isNullAt(2)) {
      for (Row rate : problem.<Row>getList(2)) {
        if (rate.getInt(0) == place) {
          return new RecordedRate(rate.getInt(1), rate.getInt(2));
        }
      }
    }
    return null;
  }

  /**
   * What was found out about one problem and one model.
   *
   * @param source attempts, rate or null
   * @param recorded how many attempts there are, judged or not
   */
  private record Found(Judgement judgement, Double solveRate, String source, int recorded) {
    static final Found NOTHING = new Found(new Judgement(Decision.UNDECIDED, 0, 0), null, null, 0);

    static Found ofAttempts(Judgement judgement, int recorded) {
      // A band that keeps every count needs no attempt, and then there is no rate to tell.
      Double rate =
          judgement.attempts() == 0
              ? null
              : (Double) ((double) judgement.correct() / judgement.attempts());
      return new Found(judgement, rate, "attempts", recorded);
    }

    static Found ofRate(Judgement judgement, RecordedRate rate) {
      return new Found(judgement, rate.solveRate(), "rate", rate.n());
    }

    Reason reason() {
      if (source == null) {
        return Reason.NO_ATTEMPTS;
      }
      return switch (judgement.decision()) {
        case KEEP -> null;
        case TOO_EASY -> Reason.TOO_EASY;
        case TOO_HARD -> Reason.TOO_HARD;
        case UNDECIDED -> Reason.TOO_FEW_ATTEMPTS;
      };
    }

    Row row(String model) {
      return RowFactory.create(
          model,
          judgement.attempts(),
          judgement.correct(),
          solveRate,
          source,
          recorded,
          judgement.decision().code());
    }
  }
}
