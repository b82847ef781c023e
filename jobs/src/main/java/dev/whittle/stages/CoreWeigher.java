// SPDX-License-Identifier: Apache-2.0
package dev.whittle.stages;

import static dev.whittle.schema.Schemas.field;

import dev.whittle.schema.Schemas;
import dev.whittle.select.Weighing;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.apache.spark.api.java.function.FlatMapGroupsFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Weighs every step of the ladder in one task; gives rows of {@link #WEIGHED}. */
final class CoreWeigher implements FlatMapGroupsFunction<Integer, Row, Row> {
  private static final long serialVersionUID = 1L;

  static final StructType WEIGHED =
      Schemas.struct(
          field("size", DataTypes.IntegerType, "problems of the core set: its first ranks"),
          field("measure", DataTypes.StringType, "what is measured, see Weighing"),
          field("core", DataTypes.DoubleType, "of the core set"),
          field(
              "top_by_score", DataTypes.DoubleType, "of as many survivors with the largest score"),
          field("random", DataTypes.DoubleType, "of as many survivors drawn at random, the mean"),
          field("random_low", DataTypes.DoubleType, "95% of the draws are not below this"),
          field("random_high", DataTypes.DoubleType, "and not above this"));

  private final TreeSet<String> groups;
  private final TreeSet<Integer> ladder;

  CoreWeigher(Iterable<String> groups, Iterable<Integer> ladder) {
    this.groups = new TreeSet<>();
    groups.forEach(this.groups::add);
    this.ladder = new TreeSet<>();
    ladder.forEach(this.ladder::add);
  }

  @Override
  public Iterator<Row> call(Integer part, Iterator<Row> input) {
    CoreSurvivors rows = CoreSurvivors.of(input, CoreRanker.numbers(groups));
    Weighing weighing =
        new Weighing(rows.vectors(), rows.groups(), rows.difficulty(), rows.lengths());
    Integer[] all = new Integer[rows.size()];
    Arrays.setAll(all, i -> i);
    int[] ranking =
        Arrays.stream(all)
            .filter(row -> rows.ranks()[row] != Integer.MAX_VALUE)
            .sorted(Comparator.comparingInt(row -> rows.ranks()[row]))
            .mapToInt(row -> row)
            .toArray();
    int[] byScore =
        Arrays.stream(all)
            .sorted(Comparator.comparingDouble(row -> -rows.score()[row]))
            .mapToInt(row -> row)
            .toArray();
    List<Row> weighed = new ArrayList<>();
    for (int size : ladder) {
      if (size <= ranking.length) {
        for (Map.Entry<String, Map<String, Double>> measure :
            weighing.weigh(ranking, byScore, size).entrySet()) {
          Map<String, Double> values = measure.getValue();
          weighed.add(
              RowFactory.create(
                  size,
                  measure.getKey(),
                  values.get("core"),
                  values.get("top_by_score"),
                  values.get("random"),
                  values.get("random_low"),
                  values.get("random_high")));
        }
      }
    }
    return weighed.iterator();
  }
}
