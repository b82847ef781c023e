// SPDX-License-Identifier: Apache-2.0
package dev.whittle.stages;

import dev.whittle.pipeline.StageContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** The run of another context, with a scratch folder of its own: a stage that runs once more. */
record Again(StageLaws.Context first, StageLaws.Context own) implements StageContext {
  Again(StageLaws.Context first) {
    this(first, new StageLaws.Context());
  }

  @Override
  public SparkSession spark() {
    return first.spark();
  }

  @Override
  public String run() {
    return first.run();
  }

  @Override
  public Dataset<Row> checkpoint(String name, Dataset<Row> data) {
    return own.checkpoint(name, data);
  }

  @Override
  public void table(String name, Dataset<Row> data) {
    own.table(name, data);
  }

  @Override
  public void metric(String name, Object value) {
    own.metric(name, value);
  }

  @Override
  public void note(String line) {
    own.note(line);
  }
}
