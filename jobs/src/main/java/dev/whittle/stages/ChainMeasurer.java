// SPDX-License-Identifier: Apache-2.0
package dev.whittle.stages;

import dev.whittle.chain.ChainMeasure;
import dev.whittle.chain.ChainScorer;
import dev.whittle.chain.ChainWords;
import dev.whittle.config.ChainsConfig;
import dev.whittle.schema.Columns;
import java.util.Iterator;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Measures candidate chains and finds the fault of those that will not do.
 *
 * <p>Given rows of (problem_id, model_place, request_hash, attempt_index, text, extracted).
 */
final class ChainMeasurer implements MapPartitionsFunction<Row, Row> {
  /** The place of the official solution among the models: after all of them. */
  static final int OFFICIAL = Integer.MAX_VALUE;

  static final StructType MEASURES =
      new StructType()
          .add(Columns.PROBLEM_ID, DataTypes.StringType)
          .add("model_place", DataTypes.IntegerType)
          .add("request_hash", DataTypes.StringType)
          .add("attempt_index", DataTypes.IntegerType)
          .add("fault", DataTypes.StringType)
          .add("tokens", DataTypes.IntegerType)
          .add("verification", DataTypes.IntegerType)
          .add("exploratory", DataTypes.IntegerType)
          .add("adaptive", DataTypes.IntegerType);

  private final ChainScorer scorer;
  private final int fewestTokens;
  private final int mostTokens;
  private final double maxRepeated;
  private final double maxOtherLanguage;

  ChainMeasurer(ChainsConfig config) {
    ChainsConfig.Lists words = config.words();
    this.scorer =
        new ChainScorer(
            new ChainWords(words.verification(), words.exploratory(), words.adaptive()),
            config.charactersPerToken(),
            config.hanPerToken());
    this.fewestTokens = config.tokens().lo();
    this.mostTokens = config.tokens().hi();
    this.maxRepeated = config.maxRepeated();
    this.maxOtherLanguage = config.maxOtherLanguage();
  }

  @Override
  public Iterator<Row> call(Iterator<Row> candidates) {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return candidates.hasNext();
      }

      @Override
      public Row next() {
        return measure(candidates.next());
      }
    };
  }

  private Row measure(Row candidate) {
    String text = candidate.getString(4);
    ChainMeasure measure = scorer.measure(text);
    return RowFactory.create(
        candidate.getString(0),
        candidate.getInt(1),
        candidate.getString(2),
        candidate.getInt(3),
        fault(candidate, text, measure),
        measure.tokens(),
        measure.frequency(measure.verification()),
        measure.frequency(measure.exploratory()),
        measure.frequency(measure.adaptive()));
  }

  private String fault(Row candidate, String text, ChainMeasure measure) {
    if (candidate.getInt(1) != OFFICIAL) {
      // A reasoning model that ran out of room never closes its thought.
      if (text.lastIndexOf("<think>") > text.lastIndexOf("</think>")) {
        return "truncated";
      }
      if (candidate.isNullAt(5)) {
        return "no-answer";
      }
    }
    if (measure.tokens() > mostTokens) {
      return "too-long";
    }
    if (measure.tokens() < fewestTokens) {
      return "too-short";
    }
    if (measure.repeated() > maxRepeated) {
      return "loop";
    }
    return measure.otherLanguage() > maxOtherLanguage ? "language-switch" : null;
  }
}
