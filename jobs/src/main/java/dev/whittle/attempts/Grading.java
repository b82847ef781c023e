// SPDX-License-Identifier: Apache-2.0
package dev.whittle.attempts;

import dev.whittle.answer.AnswerVerifier;
import dev.whittle.answer.Check;
import dev.whittle.answer.VerifierPolicy;
import dev.whittle.schema.Columns;
import dev.whittle.schema.Schemas;
import java.util.Iterator;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.functions;

/** Fills {@code extracted}, {@code correct} and {@code verifier_version} of attempts. */
final class Grading {
  private static final int TEXT = Schemas.ATTEMPT.fieldIndex("text");
  private static final int FINISH_REASON = Schemas.ATTEMPT.fieldIndex("finish_reason");
  private static final int EXTRACTED = Schemas.ATTEMPT.fieldIndex("extracted");
  private static final int CORRECT = Schemas.ATTEMPT.fieldIndex("correct");
  private static final int VERSION = Schemas.ATTEMPT.fieldIndex("verifier_version");

  private Grading() {}

  /**
   * Grades attempts against the problem's answer.
   *
   * @param attempts with the columns of {@link Schemas#ATTEMPT} and {@code answer}
   * @return the columns of {@link Schemas#ATTEMPT}
   */
  static Dataset<Row> grade(Dataset<Row> attempts) {
    Column[] columns = new Column[Schemas.ATTEMPT.size() + 1];
    System.arraycopy(AttemptStore.columns(Schemas.ATTEMPT), 0, columns, 0, columns.length - 1);
    columns[columns.length - 1] = functions.col(Columns.ANSWER);
    // Not a plain UDF: Spark may run one several times a row, and grading is the dear part here.
    return attempts
        .select(columns)
        .mapPartitions(
            (MapPartitionsFunction<Row, Row>) Grading::graded, Encoders.row(Schemas.ATTEMPT));
  }

  private static Iterator<Row> graded(Iterator<Row> attempts) {
    AnswerVerifier verifier = new AnswerVerifier(VerifierPolicy.standard());
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return attempts.hasNext();
      }

      @Override
      public Row next() {
        return graded(attempts.next(), verifier);
      }
    };
  }

  private static Row graded(Row attempt, AnswerVerifier verifier) {
    Object[] values = new Object[Schemas.ATTEMPT.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = attempt.get(i);
    }
    Check check = verifier.check(attempt.getString(values.length), attempt.getString(TEXT));
    values[EXTRACTED] = check.extracted();
    // A truncated attempt counts as wrong: a model that ran out of room did not answer.
    values[CORRECT] = check.equivalent() && !"length".equals(attempt.getString(FINISH_REASON));
    values[VERSION] = AnswerVerifier.VERSION;
    return RowFactory.create(values);
  }
}
