// SPDX-License-Identifier: Apache-2.0
package dev.whittle.udfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class WhittleExtensionsTest {

  private static SparkSession spark;

  @BeforeAll
  static void start() {
    spark =
        SparkSession.builder()
            .master("local[2]")
            .config("spark.ui.enabled", "false")
            .config("spark.sql.shuffle.partitions", "2")
            .config("spark.sql.extensions", WhittleExtensions.class.getName())
            .getOrCreate();
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  @Test
  void extractsAnswersInSql() {
    List<Row> rows =
        spark
            .sql(
                "SELECT extract_answer(text) AS answer FROM VALUES (1, 'so \\\\boxed{4}'), (2, 'The"
                    + " answer is 7.'), (3, '...'), (4, NULL) AS t(id, text) ORDER BY id")
            .collectAsList();
    assertThat(rows).extracting(row -> row.getString(0)).containsExactly("4", "7", null, null);
  }

  @Test
  void matchesAnswersInSqlAndNeverGivesNull() {
    List<Row> rows =
        spark
            .sql(
                "SELECT answers_match(gold, text) AS same FROM VALUES (1, '1/2', '0.5'), (2, '1/2',"
                    + " '0.6'), (3, NULL, '1'), (4, '1', NULL) AS t(id, gold, text) ORDER BY id")
            .collectAsList();
    assertThat(rows)
        .extracting(row -> row.getBoolean(0))
        .containsExactly(true, false, false, false);
    assertThat(spark.sql("SELECT answers_match(12, 'so 12')").collectAsList().get(0).getBoolean(0))
        .isTrue();
  }

  @Test
  void describesItsFunctions() {
    String text =
        spark.sql("DESCRIBE FUNCTION EXTENDED answers_match").collectAsList().stream()
            .map(row -> row.getString(0))
            .collect(Collectors.joining("\n"));
    assertThat(text).contains("answers_match(gold, text)").contains("1/2");
    Row parts =
        spark
            .sql(
                "SELECT s.*, chain_score(NULL) FROM (SELECT chain_score('Wait, let me check: therefore"
                    + " 4.') AS s)")
            .first();
    assertThat(parts).isEqualTo(RowFactory.create(6, 11, 1666, 1666, 1666, 0.0, 0.0, null));
    assertThat(spark.sql("DESCRIBE FUNCTION extract_answer").collectAsList().toString())
        .contains("extract_answer(text)");
  }

  @Test
  void comparesStatementsInSql() {
    Row row =
        spark
            .sql(
                "SELECT canonical_math(p), math_tokens(p), mask_numbers(p), math_jaccard(p, q),"
                    + " math_jaccard(p, NULL), canonical_math(NULL), math_tokens(NULL) FROM VALUES ('What"
                    + " is 2+3?', 'what is $2 + 3$') AS t(p, q)")
            .first();
    assertThat(row.getString(0)).isEqualTo("what is 2 + 3");
    assertThat(row.<String>getList(1)).containsExactly("what", "is", "2", "+", "3");
    assertThat(row.getString(2)).isEqualTo("what is <n> + <n>");
    assertThat(row.getDouble(3)).isEqualTo(1);
    for (int i = 4; i < 7; i++) {
      assertThat(row.isNullAt(i)).isTrue();
    }
  }

  /** What DESCRIBE FUNCTION EXTENDED shows is what the function gives. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "extract_answer",
        "answers_match",
        "canonical_math",
        "math_tokens",
        "mask_numbers",
        "math_jaccard"
      })
  void givesWhatItsExampleSays(String function) {
    String text =
        spark.sql("DESCRIBE FUNCTION EXTENDED " + function).collectAsList().stream()
            .map(row -> row.getString(0))
            .collect(Collectors.joining("\n"));
    Matcher example = Pattern.compile("> (SELECT .*);\\s*\n\\s*(.*)").matcher(text);
    assertThat(example.find()).as(text).isTrue();
    Object result =
        spark.sql("SELECT to_json(struct(*)) FROM (" + example.group(1) + " AS it)").first().get(0);
    String said = example.group(2).strip();
    boolean bare = said.matches("true|false|[0-9.]+|\\[.*");
    String wanted = bare ? said : '"' + said.replace("\\", "\\\\") + '"';
    assertThat(result).isIn("{\"it\":" + wanted + "}", "{\"it\":\"" + said + "\"}");
  }

  @Test
  void refusesTheWrongNumberOfArguments() {
    assertThatThrownBy(() -> spark.sql("SELECT extract_answer('a', 'b')").collectAsList())
        .hasStackTraceContaining("Cannot call extract_answer: it takes 1 argument, not 2.");
  }
}
