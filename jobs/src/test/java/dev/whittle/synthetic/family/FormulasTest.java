// SPDX-License-Identifier: Apache-2.0
package dev.whittle.synthetic.family;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * Whether two families ask for the same: one family's oracle is given the numbers of another's
 * statements, in every order, and must not find the other's answers right.
 *
 * <p>Only numbers within the range of the oracle's own problems are tried, for oracles search and
 * simulate. A formula that another family states in words and is not tried so, because no eight of
 * its problems have numbers in that range, is not seen.
 */
class FormulasTest {
  private static final int PROBLEMS = 200;
  private static final int TRIED = 8;

  /** Their oracles put the answer into the statement's own formula: they read no numbers. */
  private static final Set<String> READ_FORMULAS =
      Set.of(
          "signed-sum",
          "order-of-operations",
          "fraction-sum",
          "linear-equation",
          "linear-system",
          "quadratic-root",
          "absolute-equation",
          "polynomial-product",
          "recurrence",
          "truth-count",
          "standing");

  /** A product, a product and a sum, and {@code a (b - c) / c}: shared, and left as they are. */
  private static final Set<String> KNOWN =
      Set.of(
          "decimal-product = rectangle",
          "shopping = order-of-operations",
          "mixture = tree-planting");

  private record Made(SyntheticProblem problem, List<Rational> numbers, double[] values) {}

  private record Range(double low, double high) {}

  private record Cell(Family family, int level, List<Made> problems) {
    String name() {
      return family.name() + " " + level;
    }

    int numbers() {
      return problems.get(0).values().length;
    }
  }

  @Test
  void noTwoFamiliesShareAnAnswerFormula() {
    List<Cell> cells = cells();
    Set<String> shared = new TreeSet<>();
    int tried = 0;
    for (Cell oracle : cells) {
      if (READ_FORMULAS.contains(oracle.family().name())) {
        continue;
      }
      List<Range> ranges = ranges(oracle);
      for (Cell asked : cells) {
        for (int[] order : orders(oracle.numbers())) {
          List<Made> fitting =
              asked.family() == oracle.family()
                  ? List.of()
                  : asked.problems().stream()
                      .filter(made -> within(made.values(), order, ranges))
                      .limit(TRIED)
                      .toList();
          long answers = fitting.stream().map(made -> made.problem().answer()).distinct().count();
          if (fitting.size() == TRIED && answers >= TRIED / 2) {
            tried++;
            if (fitting.stream().allMatch(made -> right(oracle, made, order))) {
              shared.add(oracle.family().name() + " = " + asked.family().name());
            }
          }
        }
      }
    }
    assertThat(tried).isGreaterThan(5000);
    assertThat(shared).isEqualTo(KNOWN);
  }

  private static boolean right(Cell oracle, Made made, int[] order) {
    List<Rational> numbers = Arrays.stream(order).mapToObj(made.numbers()::get).toList();
    try {
      SyntheticProblem p = made.problem();
      return Oracles.ALL
          .get(oracle.family().name())
          .right(oracle.level(), p.problem(), numbers, p.answer());
    } catch (RuntimeException e) {
      // The statement or the answer is of a kind that this oracle cannot read.
      return false;
    }
  }

  private static List<Cell> cells() {
    List<Cell> cells = new ArrayList<>();
    for (Family family : Families.all()) {
      for (int level = 1; level <= Families.LEVELS; level++) {
        Draw draw = new Draw(31);
        List<Made> problems = new ArrayList<>();
        for (int i = 0; i < PROBLEMS; i++) {
          long code = draw.belowLong(Families.space(family, level));
          Draft draft = family.make(level, new Digits(code), new Style(i));
          SyntheticProblem problem =
              new SyntheticProblem(
                  i,
                  family.name(),
                  family.domain(),
                  level,
                  family.language(),
                  draft.problem(),
                  draft.answer(),
                  draft.solution());
          List<Rational> numbers = Oracles.numbers(draft.problem());
          problems.add(
              new Made(
                  problem, numbers, numbers.stream().mapToDouble(Rational::toDouble).toArray()));
        }
        cells.add(new Cell(family, level, problems));
      }
    }
    return cells;
  }

  /** Of each number of a cell's statements, but for those with more or fewer numbers. */
  private static List<Range> ranges(Cell cell) {
    List<Range> ranges = new ArrayList<>();
    for (int i = 0; i < cell.numbers(); i++) {
      int at = i;
      DoubleSummaryStatistics own =
          cell.problems().stream()
              .filter(made -> made.values().length == cell.numbers())
              .mapToDouble(made -> made.values()[at])
              .summaryStatistics();
      ranges.add(new Range(own.getMin(), own.getMax()));
    }
    return ranges;
  }

  private static boolean within(double[] values, int[] order, List<Range> ranges) {
    if (values.length != order.length) {
      return false;
    }
    for (int i = 0; i < order.length; i++) {
      double value = values[order[i]];
      if (value < ranges.get(i).low() || value > ranges.get(i).high()) {
        return false;
      }
    }
    return true;
  }

  /** All orders of up to four numbers, of more only the one they have. */
  private static List<int[]> orders(int count) {
    List<int[]> orders = new ArrayList<>();
    List<Integer> places = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      places.add(i);
    }
    permute(places, 0, count <= 4, orders);
    return orders;
  }

  private static void permute(List<Integer> places, int from, boolean all, List<int[]> orders) {
    if (from >= places.size() - 1 || !all) {
      orders.add(places.stream().mapToInt(Integer::intValue).toArray());
      return;
    }
    for (int i = from; i < places.size(); i++) {
      Collections.swap(places, from, i);
      permute(places, from + 1, true, orders);
      Collections.swap(places, from, i);
    }
  }
}
