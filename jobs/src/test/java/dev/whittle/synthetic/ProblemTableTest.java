// SPDX-License-Identifier: Apache-2.0
package dev.whittle.synthetic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.whittle.TestSpark;
import dev.whittle.config.UserError;
import dev.whittle.synthetic.family.Families;
import dev.whittle.synthetic.family.SyntheticProblem;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructField;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProblemTableTest {
  @TempDir Path folder;

  @Test
  void isTheProblemsOfTheSeedAndNothingElse() {
    String out = folder.resolve("table").toString();
    ProblemTable.write(TestSpark.session(), 2500, 7, out);
    Dataset<Row> read = TestSpark.session().read().parquet(out);
    for (StructField field : ProblemTable.SCHEMA.fields()) {
      StructField found = read.schema().apply(field.name());
      assertThat(found.dataType()).isEqualTo(field.dataType());
      assertThat(found.getComment()).isEqualTo(field.getComment());
    }
    List<Row> rows = read.orderBy("index").collectAsList();
    assertThat(rows).hasSize(2500);
    for (int index = 0; index < 2500; index++) {
      SyntheticProblem made = Families.problem(7, index);
      assertThat(rows.get(index).mkString("|"))
          .isEqualTo(
              String.join(
                  "|",
                  String.valueOf(index),
                  made.family(),
                  made.domain(),
                  String.valueOf(made.level()),
                  made.language(),
                  made.problem(),
                  made.answer(),
                  made.solution()));
    }
  }

  @Test
  void hasTheSameRowsInAnyPartitioning() {
    List<Row> one = ProblemTable.rows(TestSpark.session(), 1001, 3, 1).collectAsList();
    assertThat(ProblemTable.rows(TestSpark.session(), 1001, 3, 7).collectAsList()).isEqualTo(one);
    assertThat(ProblemTable.rows(TestSpark.session(), 2002, 3, 5).collectAsList())
        .startsWith(one.toArray(Row[]::new));
    assertThat(ProblemTable.rows(TestSpark.session(), 1001, 4, 1).collectAsList())
        .isNotEqualTo(one);
  }

  @Test
  void refusesMoreThanTheFamiliesHold() {
    String out = folder.resolve("none").toString();
    for (long rows : new long[] {0, -1, Families.capacity() + 1}) {
      assertThatThrownBy(() -> ProblemTable.write(TestSpark.session(), rows, 7, out))
          .isInstanceOf(UserError.class)
          .hasMessageContaining("Cannot generate")
          .hasMessageContaining("Give --rows 1 to " + Families.capacity());
    }
    assertThat(folder.resolve("none")).doesNotExist();
  }
}
