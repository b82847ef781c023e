// SPDX-License-Identifier: Apache-2.0
package dev.whittle.bench;

import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.feature.HashingTF;
import org.apache.spark.ml.feature.MinHashLSH;
import org.apache.spark.ml.feature.MinHashLSHModel;
import org.apache.spark.ml.feature.NGram;
import org.apache.spark.ml.feature.RegexTokenizer;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Near duplicates as Spark's own guide finds them: shingles, MinHashLSH, approxSimilarityJoin. */
final class MllibBaseline {
  private static final int TABLES = 5;
  private static final double DISTANCE = 0.2;

  private MllibBaseline() {}

  /** Writes the pairs of ids at a distance below 0.2, each once, and counts them. */
  static long pairs(SparkSession spark, String rows, String to) {
    // A text of fewer than three words has no shingle and MinHash no value for it.
    Dataset<Row> texts =
        spark.read().parquet(rows).select("problem_id", "problem").filter("size(split(problem, ' ')) >= 3");
    PipelineModel shingler =
        new Pipeline()
            .setStages(
                new PipelineStage[] {
                  new RegexTokenizer().setInputCol("problem").setOutputCol("words").setPattern("\\s+"),
                  new NGram().setN(3).setInputCol("words").setOutputCol("shingles"),
                  new HashingTF().setInputCol("shingles").setOutputCol("set").setNumFeatures(1 << 20).setBinary(true)
                })
            .fit(texts);
    Dataset<Row> sets = shingler.transform(texts).select("problem_id", "set").cache();
    MinHashLSHModel model =
        new MinHashLSH().setInputCol("set").setOutputCol("hashes").setNumHashTables(TABLES).setSeed(1).fit(sets);
    model
        .approxSimilarityJoin(sets, sets, DISTANCE, "distance")
        .filter("datasetA.problem_id < datasetB.problem_id")
        .selectExpr("datasetA.problem_id as one", "datasetB.problem_id as other", "distance")
        .write()
        .mode("overwrite")
        .parquet(to);
    sets.unpersist();
    return spark.read().parquet(to).count();
  }
}
