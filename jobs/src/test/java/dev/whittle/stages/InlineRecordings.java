// SPDX-License-Identifier: Apache-2.0
package dev.whittle.stages;

import dev.whittle.attempts.Recordings;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;

/** Recorded texts and rates written inline in a test. */
final class InlineRecordings implements Recordings {
  private final List<Row> texts = new ArrayList<>();
  private final List<Row> rates = new ArrayList<>();
  private final Map<String, Long> ordinals = new HashMap<>();

  /** Adds texts that answer this problem, in order. */
  InlineRecordings texts(String source, String problem, String... answers) {
    for (String answer : answers) {
      finished(source, problem, answer, null);
    }
    return this;
  }

  /** Adds a text and why it ended. */
  InlineRecordings finished(String source, String problem, String text, String finishReason) {
    long ordinal = ordinals.merge(source, 1L, Long::sum) - 1;
    texts.add(RowFactory.create(source, "f", ordinal, 0, problem, text, finishReason));
    return this;
  }

  InlineRecordings rate(String source, String problem, int n, int k) {
    rates.add(RowFactory.create(source, problem, n, k));
    return this;
  }

  @Override
  public Set<String> textNames() {
    return Set.of("a", "b", "c");
  }

  @Override
  public Set<String> rateNames() {
    return Set.of("rates");
  }

  @Override
  public Dataset<Row> texts(SparkSession spark, List<String> names) {
    return spark.createDataFrame(of(texts, names), TEXT);
  }

  @Override
  public Dataset<Row> rates(SparkSession spark, List<String> names) {
    return spark.createDataFrame(of(rates, names), RATE);
  }

  @Override
  public Map<String, String> fingerprints(SparkSession spark, List<String> names) {
    Map<String, String> fingerprints = new HashMap<>();
    names.forEach(name -> fingerprints.put(name, of(texts, List.of(name)).toString()));
    return fingerprints;
  }

  private static List<Row> of(List<Row> rows, List<String> names) {
    return rows.stream().filter(row -> names.contains(row.getString(0))).toList();
  }
}
