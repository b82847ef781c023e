// SPDX-License-Identifier: Apache-2.0
package dev.whittle.stages;

import dev.whittle.schema.Columns;
import dev.whittle.select.DenseVectors;
import dev.whittle.select.SparseVectors;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Row;

/**
 * The survivors of one task in arrays, by id: the same whatever order they came in.
 *
 * @param ids of the problems, ascending
 * @param groups their domain groups, by number
 * @param vectors of their words
 * @param embeddings of their statements, when a model was asked
 */
record CoreSurvivors(
    String[] ids,
    int[] groups,
    boolean[] allowed,
    double[] difficulty,
    double[] score,
    int[] lengths,
    int[] reasoning,
    String[] why,
    int[] ranks,
    SparseVectors vectors,
    Optional<DenseVectors> embeddings) {

  static CoreSurvivors of(Iterator<Row> input, Map<String, Integer> numbers) {
    List<Row> rows = new ArrayList<>();
    input.forEachRemaining(rows::add);
    rows.sort(Comparator.comparing(row -> row.<String>getAs(Columns.PROBLEM_ID)));
    int size = rows.size();
    CoreSurvivors core =
        new CoreSurvivors(
            new String[size],
            new int[size],
            new boolean[size],
            new double[size],
            new double[size],
            new int[size],
            new int[size],
            new String[size],
            new int[size],
            SparseVectors.of(
                rows.stream()
                    .map(row -> CoreFeatures.unpack(row.getAs(CoreFeatures.TERMS)))
                    .toList()),
            embeddings(rows));
    for (int i = 0; i < size; i++) {
      Row row = rows.get(i);
      core.ids[i] = row.getAs(Columns.PROBLEM_ID);
      core.groups[i] = numbers.get(row.<String>getAs(CoreFeatures.GROUP));
      core.allowed[i] = row.getAs(CoreFeatures.ALLOWED);
      core.difficulty[i] = row.getAs(CoreFeatures.DIFFICULTY);
      core.score[i] = row.getAs(CoreFeatures.SCORE);
      core.lengths[i] = row.getAs(CoreFeatures.LENGTH);
      core.reasoning[i] = row.getAs(CoreFeatures.REASONING);
      core.why[i] = row.getAs(CoreFeatures.WHY);
      Integer rank = row.getAs(CoreSet.RANK);
      core.ranks[i] = rank == null ? Integer.MAX_VALUE : rank;
    }
    return core;
  }

  private static Optional<DenseVectors> embeddings(List<Row> rows) {
    if (rows.isEmpty() || !Arrays.asList(rows.get(0).schema().fieldNames()).contains("vector")) {
      return Optional.empty();
    }
    List<float[]> vectors = new ArrayList<>();
    for (Row row : rows) {
      byte[] bytes = row.getAs("vector");
      float[] vector = new float[bytes.length / Float.BYTES];
      ByteBuffer.wrap(bytes).asFloatBuffer().get(vector);
      vectors.add(vector);
    }
    return Optional.of(DenseVectors.of(vectors));
  }

  int size() {
    return ids.length;
  }

  /** Score counted from the lowest: a quality that is never negative. */
  double[] quality() {
    double lowest = Double.POSITIVE_INFINITY;
    for (double value : score) {
      lowest = Math.min(lowest, value);
    }
    double[] quality = new double[score.length];
    for (int i = 0; i < quality.length; i++) {
      quality[i] = score[i] - lowest;
    }
    return quality;
  }
}
