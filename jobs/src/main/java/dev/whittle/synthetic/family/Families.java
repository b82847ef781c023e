// SPDX-License-Identifier: Apache-2.0
package dev.whittle.synthetic.family;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * All families, and the order in which a pool takes problems from them: round after round one
 * problem of every family and level, a family and level dropping out when it is exhausted. So
 * problem {@code index} of a seed never depends on how many are asked for, and no two indices below
 * {@link #capacity} are the same problem.
 */
public final class Families {
  /** Levels run from 1 to this. */
  public static final int LEVELS = 6;

  private static final List<Family> ALL =
      List.of(
          new SignedSum(),
          new OrderOfOperations(),
          new FractionSum(),
          new DecimalProduct(),
          new PercentChange(),
          new LinearEquation(),
          new LinearSystem(),
          new QuadraticRoot(),
          new AbsoluteEquation(),
          new PolynomialProduct(),
          new CommonDivisor(),
          new ModularPower(),
          new DivisorCount(),
          new BaseConversion(),
          new Rectangle(),
          new RightTriangle(),
          new TriangleArea(),
          new Committee(),
          new LatticePaths(),
          new Arrangements(),
          new DiceSum(),
          new UrnDraw(),
          new ArithmeticSequence(),
          new GeometricSum(),
          new Recurrence(),
          new WorkRate(),
          new Mixture(),
          new Meeting(),
          new Shopping(),
          new ChickensAndRabbits(),
          new TreePlanting(),
          new Discount(),
          new AgeGap(),
          new SurplusDeficit(),
          new TruthCount(),
          new Standing());

  private static final int CELLS = ALL.size() * LEVELS;
  private static final long[] SPACES = spaces();
  private static final List<Segment> SEGMENTS = segments();

  /**
   * Rounds {@code from..} in which exactly {@code cells} still have problems; {@code start} is the
   * index of the first.
   */
  private record Segment(long from, long start, int[] cells) {}

  /**
   * Where an index falls.
   *
   * @param cell number of the family and level
   * @param round how many problems that cell gave before
   */
  public record Place(int cell, long round) {}

  private Families() {}

  /** Names of all families in catalogue order. */
  public static List<String> names() {
    return ALL.stream().map(Family::name).toList();
  }

  /** How many different problems there are; indices run below it. */
  public static long capacity() {
    long capacity = 0;
    for (long space : SPACES) {
      capacity += space;
    }
    return capacity;
  }

  /** Problem {@code index} of the seed. */
  public static SyntheticProblem problem(long seed, long index) {
    return worded(seed, index, index);
  }

  /**
   * Problem {@code index} worded like problem {@code style}: with the numbers of the one and the
   * words of the other when both fall in one cell, and in any case the same problem as {@code
   * problem(seed, index)}.
   */
  public static SyntheticProblem worded(long seed, long index, long style) {
    Place place = place(index);
    Family family = ALL.get(place.cell() / LEVELS);
    int level = place.cell() % LEVELS + 1;
    long code = code(seed, place);
    Draft draft = family.make(level, new Digits(code), new Style(Draw.key(seed, style)));
    return new SyntheticProblem(
        index,
        family.name(),
        family.domain(),
        level,
        family.language(),
        draft.problem(),
        draft.answer(),
        draft.solution());
  }

  /**
   * Which problem it is, whatever its words: two seeds' problems are the same exactly where this is
   * the same.
   */
  public static long identity(long seed, long index) {
    Place place = place(index);
    return (long) place.cell() << 40 | code(seed, place);
  }

  private static long code(long seed, Place place) {
    return new Shuffle(SPACES[place.cell()], Draw.key(seed, place.cell())).apply(place.round());
  }

  /** The cell and round of an index. */
  public static Place place(long index) {
    int low = 0;
    int high = SEGMENTS.size() - 1;
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (SEGMENTS.get(middle).start() <= index) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    Segment segment = SEGMENTS.get(low);
    long offset = index - segment.start();
    int[] cells = segment.cells();
    if (index < 0 || cells.length == 0) {
      throw new IllegalArgumentException(
          "Cannot make problem "
              + index
              + ": the families hold "
              + capacity()
              + " different ones. Ask for fewer.");
    }
    return new Place(cells[(int) (offset % cells.length)], segment.from() + offset / cells.length);
  }

  /** The index at a place, or -1 when the cell has no such round. */
  public static long index(Place place) {
    if (place.round() < 0 || place.round() >= SPACES[place.cell()]) {
      return -1;
    }
    int at = SEGMENTS.size() - 1;
    while (SEGMENTS.get(at).from() > place.round()) {
      at--;
    }
    Segment segment = SEGMENTS.get(at);
    int position = Arrays.binarySearch(segment.cells(), place.cell());
    return segment.start() + (place.round() - segment.from()) * segment.cells().length + position;
  }

  static List<Family> all() {
    return ALL;
  }

  static long space(Family family, int level) {
    return SPACES[ALL.indexOf(family) * LEVELS + level - 1];
  }

  private static long[] spaces() {
    long[] spaces = new long[CELLS];
    for (int cell = 0; cell < CELLS; cell++) {
      Digits digits = new Digits(0);
      ALL.get(cell / LEVELS).make(cell % LEVELS + 1, digits, new Style(0));
      spaces[cell] = digits.space();
    }
    return spaces;
  }

  private static List<Segment> segments() {
    long[] breaks = Arrays.stream(SPACES).distinct().sorted().toArray();
    List<Segment> segments = new ArrayList<>();
    long from = 0;
    long start = 0;
    for (long end : breaks) {
      long round = from;
      int[] cells =
          java.util.stream.IntStream.range(0, CELLS).filter(cell -> SPACES[cell] > round).toArray();
      segments.add(new Segment(from, start, cells));
      start += (end - from) * cells.length;
      from = end;
    }
    segments.add(new Segment(from, start, new int[0]));
    return List.copyOf(segments);
  }
}
