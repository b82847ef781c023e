// SPDX-License-Identifier: Apache-2.0
package dev.whittle.bench;

import dev.whittle.synthetic.family.Families;
import dev.whittle.synthetic.family.SyntheticProblem;
import dev.whittle.text.Hash128;
import dev.whittle.text.MathText;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.LongStream;

/** How many problems of one seed another seed has, too. See scripts/bench/overlap. */
public final class OverlapBenchmark {
  private OverlapBenchmark() {}

  /** Arguments: seed and rows that are tested, then seed and rows that were learned from. */
  public static void main(String[] args) {
    long seed = Long.parseLong(args[0]);
    long rows = Long.parseLong(args[1]);
    long other = Long.parseLong(args[2]);
    long learned = Long.parseLong(args[3]);
    System.out.printf(
        Locale.ROOT,
        "problems 0 to %,d of seed %d that are among the problems 0 to %,d of seed %d%n",
        rows - 1,
        seed,
        learned - 1,
        other);
    Map<Hash128, List<Long>> texts = new HashMap<>();
    Map<Long, Long> problems = new HashMap<>();
    for (long index = 0; index < rows; index++) {
      texts.computeIfAbsent(text(seed, index), text -> new ArrayList<>()).add(index);
      problems.put(Families.identity(seed, index), index);
    }
    Set<Long> sameText = ConcurrentHashMap.newKeySet();
    Set<Long> sameProblem = ConcurrentHashMap.newKeySet();
    LongStream.range(0, learned)
        .parallel()
        .forEach(
            index -> {
              sameText.addAll(texts.getOrDefault(text(other, index), List.of()));
              Long same = problems.get(Families.identity(other, index));
              if (same != null) {
                sameProblem.add(same);
              }
            });
    Map<Integer, long[]> levels = new TreeMap<>();
    Map<String, long[]> families = new TreeMap<>();
    for (long index = 0; index < rows; index++) {
      SyntheticProblem made = Families.problem(seed, index);
      for (long[] counts :
          List.of(
              levels.computeIfAbsent(made.level(), level -> new long[3]),
              families.computeIfAbsent(made.family(), family -> new long[3]))) {
        counts[0]++;
        counts[1] += sameText.contains(index) ? 1 : 0;
        counts[2] += sameProblem.contains(index) ? 1 : 0;
      }
    }
    System.out.printf(
        "%-26s %10s %18s %22s%n", "", "problems", "same text", "same, in any words");
    print("all", new long[] {rows, sameText.size(), sameProblem.size()});
    levels.forEach((level, counts) -> print("level " + level, counts));
    families.forEach(OverlapBenchmark::print);
  }

  private static void print(String name, long[] counts) {
    System.out.printf(
        Locale.ROOT,
        "%-26s %,10d %,9d %7.1f%% %,13d %7.1f%%%n",
        name,
        counts[0],
        counts[1],
        100.0 * counts[1] / counts[0],
        counts[2],
        100.0 * counts[2] / counts[0]);
  }

  private static Hash128 text(long seed, long index) {
    return Hash128.of(MathText.canonical(Families.problem(seed, index).problem()));
  }
}
