// SPDX-License-Identifier: Apache-2.0
package dev.whittle.stages;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.udf;

import dev.whittle.config.QualityConfig;
import dev.whittle.pipeline.Stage;
import dev.whittle.pipeline.StageContext;
import dev.whittle.quality.DomainModel;
import dev.whittle.schema.Columns;
import dev.whittle.schema.Schemas;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/**
 * Rejects problems that cannot serve: unreadable, incomplete, without one checkable answer.
 *
 * <p>The first broken rule that rejects, in the order of {@link dev.whittle.quality.Rule}, is the
 * reason; all broken rules are evidence. One narrow pass: the rules read the statement, the answer,
 * and what the configuration names, once a row. Before it, a classifier of domains learns from a
 * sample of the rows whose domain is mapped ({@link DomainTraining}).
 */
public final class Quality implements Stage {
  private static final String NAME = "quality";
  private static final String CHECKED = "_quality";

  private final QualityConfig config;

  public Quality(QualityConfig config) {
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
  public StructType adds() {
    return Schemas.QUALITY;
  }

  @Override
  public Dataset<Row> judge(Dataset<Row> problems, StageContext context) {
    Column options = lit(null).cast("string");
    for (String field : config.optionFields()) {
      options = coalesce(options, col(Columns.EXTRA).getItem(field));
    }
    DomainModel model = new DomainTraining(config).fit(problems, context).orElse(null);
    // Not deterministic in Spark's sense: else it may be evaluated once for each column taken from
    // it, and again for a filter on the reason.
    Column checked =
        udf(new QualityCheck(config, model), QualityCheck.SCHEMA)
            .asNondeterministic()
            .apply(col(Columns.PROBLEM), col(Columns.ANSWER), options, col(Columns.DOMAIN));
    Dataset<Row> judged = problems.withColumn(CHECKED, checked);
    for (String column : QualityCheck.SCHEMA.fieldNames()) {
      judged = judged.withColumn(column, col(CHECKED + "." + column));
    }
    return judged.drop(CHECKED);
  }
}
