// SPDX-License-Identifier: Apache-2.0
package dev.whittle.stages;

import dev.whittle.config.CoreSetConfig;
import dev.whittle.config.CoreSetConfig.Order;
import dev.whittle.select.Candidates;
import dev.whittle.select.DiverseRanking;
import dev.whittle.select.LengthSampling;
import dev.whittle.select.Neighbours;
import dev.whittle.select.Ranking;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.spark.api.java.function.FlatMapGroupsFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/** Ranks the survivors of one task, up to a rank; gives rows of {@link CoreSet#RANKS}. */
final class CoreRanker implements FlatMapGroupsFunction<Integer, Row, Row> {
  private static final long serialVersionUID = 1L;

  /** Terms in more rows than this, or than a fiftieth of all, find no neighbours. */
  private static final int FREQUENT = 1_000;

  private final CoreSetConfig config;
  private final TreeMap<String, Double> shares;
  private final int most;

  /**
   * A ranker.
   *
   * @param shares by the name of the group, above 0
   * @param most the last rank that is given
   */
  CoreRanker(CoreSetConfig config, Map<String, Double> shares, int most) {
    this.config = config;
    this.shares = new TreeMap<>(shares);
    this.most = most;
  }

  static Map<String, Integer> numbers(Iterable<String> groups) {
    Map<String, Integer> numbers = new TreeMap<>();
    groups.forEach(group -> numbers.put(group, numbers.size()));
    return numbers;
  }

  @Override
  public Iterator<Row> call(Integer part, Iterator<Row> input) {
    CoreSurvivors rows = CoreSurvivors.of(input, numbers(shares.keySet()));
    return config.selection().by() == Order.DIVERSE ? diverse(rows) : drawn(rows);
  }

  private Iterator<Row> diverse(CoreSurvivors rows) {
    CoreSetConfig.Selection how = config.selection();
    Neighbours neighbours =
        rows.embeddings()
            .map(vectors -> vectors.neighbours(how.neighbours()))
            .orElseGet(
                () ->
                    Neighbours.of(
                        rows.vectors(), how.neighbours(), Math.max(FREQUENT, rows.size() / 50)));
    double[] byNumber = shares.values().stream().mapToDouble(Double::doubleValue).toArray();
    Candidates candidates = new Candidates(rows.groups(), byNumber, rows.allowed(), rows.quality());
    Ranking ranking = new DiverseRanking(candidates, neighbours, how.diversity(), most).lazy(most);
    String[] names = shares.keySet().toArray(new String[0]);
    int[] seats = new int[names.length];
    List<Row> ranked = new ArrayList<>();
    for (int rank = 0; rank < ranking.rows().length; rank++) {
      int row = ranking.rows()[rank];
      int group = rows.groups()[row];
      double coverage = ranking.coverage()[rank];
      double nearest = ranking.nearest()[rank];
      ranked.add(
          RowFactory.create(
              rows.ids()[row],
              names[group],
              rank + 1,
              rows.difficulty()[row],
              ranking.gains()[rank],
              coverage,
              nearest,
              String.format(
                  Locale.ROOT,
                  "%snumber %d of %s (share %.3f), difficulty %.3f%s, gain %.3f, covers %.2f"
                      + " problems more, nearest better rank has cosine %.3f",
                  rows.allowed()[row] ? "allowed by a person, " : "",
                  ++seats[group],
                  names[group],
                  byNumber[group],
                  rows.difficulty()[row],
                  rows.why()[row],
                  ranking.gains()[rank],
                  coverage,
                  nearest)));
    }
    return ranked.iterator();
  }

  private Iterator<Row> drawn(CoreSurvivors rows) {
    int[] order =
        LengthSampling.order(
            rows.groups(), rows.reasoning(), rows.size(), new Random(config.selection().seed()));
    String[] names = shares.keySet().toArray(new String[0]);
    List<Row> ranked = new ArrayList<>();
    for (boolean allowed : new boolean[] {true, false}) {
      for (int row : order) {
        if (rows.allowed()[row] == allowed && ranked.size() < most) {
          ranked.add(
              RowFactory.create(
                  rows.ids()[row],
                  names[rows.groups()[row]],
                  ranked.size() + 1,
                  rows.difficulty()[row],
                  null,
                  null,
                  null,
                  String.format(
                      Locale.ROOT,
                      "%sdrawn as number %d, of %s, reasoning of %d, difficulty %.3f%s",
                      allowed ? "allowed by a person, " : "",
                      ranked.size() + 1,
                      names[rows.groups()[row]],
                      rows.reasoning()[row],
                      rows.difficulty()[row],
                      rows.why()[row])));
        }
      }
    }
    return ranked.iterator();
  }
}
