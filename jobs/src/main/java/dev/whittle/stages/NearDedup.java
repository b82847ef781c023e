// SPDX-License-Identifier: Apache-2.0
package dev.whittle.stages;

import dev.whittle.config.NearDedupConfig;
import dev.whittle.pipeline.Stage;
import dev.whittle.pipeline.StageContext;
import dev.whittle.schema.Schemas;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/**
 * Rejects problems that are nearly the text of a better-ranked problem, with the same numbers,
 * operators, decisive words and variables, and answers that do not contradict each other.
 *
 * <p>Statements are never shuffled. A first pass makes a profile of every row ({@link
 * dev.whittle.text.Profile}) and finds the rows that share their guarded key with others ({@link
 * NearKeys}); a second sends the shingle sets of those to where their key meets, and {@link
 * NearGroups} judges them from the best rank down: a problem is rejected only on a verified edge to
 * one that is kept. A third puts the evidence on the rows.
 *
 * <p>Bands of a MinHash signature find pairs of the same numbers that another guard keeps apart:
 * {@code paraphrase-candidate}, reported and kept. Problems that differ in their numbers only share
 * a {@code template_id} and are kept as {@code numeric-variant}, all or the best-ranked few.
 */
public final class NearDedup implements Stage {
  /** Chooses the permutations; another seed is another algorithm. */
  private static final long SEED = 0x57484954L;

  private static final String NAME = "near-dedup";

  private final NearDedupConfig config;

  public NearDedup(NearDedupConfig config) {
    this.config = config;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public int algorithm() {
    return 3;
  }

  @Override
  public Object config() {
    return config;
  }

  @Override
  public Map<String, String> inputs(SparkSession spark) {
    return config.against().isEmpty()
        ? Map.of()
        : Map.of("against", EarlierRun.of(spark, config.against(), NAME).digest());
  }

  @Override
  public StructType adds() {
    return Schemas.NEAR_DEDUP;
  }

  @Override
  public Dataset<Row> judge(Dataset<Row> problems, StageContext context) {
    Optional<Dataset<Row>> earlier =
        config.against().isEmpty()
            ? Optional.empty()
            : Optional.of(
                EarlierRun.of(context.spark(), config.against(), NAME)
                    .kept(context.spark(), problems.schema(), NearCandidates.COLUMNS));
    return new NearPlan(config, SEED, problems, earlier, context).judged();
  }
}
