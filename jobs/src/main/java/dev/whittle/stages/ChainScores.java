// SPDX-License-Identifier: Apache-2.0
package dev.whittle.stages;

import dev.whittle.chain.ChainWeights;
import dev.whittle.schema.Columns;
import java.util.Iterator;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Scores measured chains by their ranks in the pool. */
final class ChainScores implements MapPartitionsFunction<Row, Row> {
  static final StructType SCORES =
      new StructType()
          .add(Columns.PROBLEM_ID, DataTypes.StringType)
          .add("model_place", DataTypes.IntegerType)
          .add("request_hash", DataTypes.StringType)
          .add("attempt_index", DataTypes.IntegerType)
          .add("tokens", DataTypes.IntegerType)
          .add("elaborated", DataTypes.DoubleType)
          .add("verification", DataTypes.DoubleType)
          .add("exploratory", DataTypes.DoubleType)
          .add("adaptive", DataTypes.DoubleType)
          .add("score", DataTypes.DoubleType);

  private final ChainRanks ranks;
  private final ChainWeights weights;

  ChainScores(ChainRanks ranks, ChainWeights weights) {
    this.ranks = ranks;
    this.weights = weights;
  }

  @Override
  public Iterator<Row> call(Iterator<Row> measured) {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return measured.hasNext();
      }

      @Override
      public Row next() {
        return score(measured.next());
      }
    };
  }

  private Row score(Row measured) {
    double elaborated = ranks.rank(ChainRanks.ELABORATED, measured.getInt(5));
    double verification = ranks.rank(ChainRanks.VERIFICATION, measured.getInt(6));
    double exploratory = ranks.rank(ChainRanks.EXPLORATORY, measured.getInt(7));
    double adaptive = ranks.rank(ChainRanks.ADAPTIVE, measured.getInt(8));
    return RowFactory.create(
        measured.getString(0),
        measured.getInt(1),
        measured.getString(2),
        measured.getInt(3),
        measured.getInt(5),
        elaborated,
        verification,
        exploratory,
        adaptive,
        weights.score(elaborated, verification, exploratory, adaptive));
  }
}
