// SPDX-License-Identifier: Apache-2.0
package dev.whittle.stages;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * All items of all benchmarks in primitive arrays, small enough to be sent to every executor: exact
 * keys, and n-grams with the items they stand in.
 */
final class BenchmarkIndex implements Serializable {
  /** What an item is looked for by. */
  record Item(int index, long keyHigh, long keyLow, int length, long[] grams) {}

  /**
   * The best match of a problem.
   *
   * @param item index of the item, or -1
   * @param exact whether the whole canonical texts are equal
   * @param overlap share of the item's n-grams found, 1 when exact
   * @param start first token of the longest shared run
   * @param end token after that run
   */
  record Match(int item, boolean exact, double overlap, int start, int end) {
    static final Match NONE = new Match(-1, false, 0, 0, 0);
  }

  private final int ngram;
  private final int[] shortLengths;
  private final int[] totals;
  private final Table grams;
  private final Table runs;
  private final Table exact;
  private final long[] keyLows;

  BenchmarkIndex(List<Item> items, int ngram) {
    this.ngram = ngram;
    int size = items.stream().mapToInt(Item::index).max().orElse(-1) + 1;
    totals = new int[size];
    keyLows = new long[size];
    int gramCount = 0;
    int runCount = 0;
    for (Item item : items) {
      totals[item.index()] = item.grams().length;
      keyLows[item.index()] = item.keyLow();
      if (item.length() == ngram) {
        gramCount += item.grams().length;
      } else {
        runCount += item.grams().length;
      }
    }
    grams = new Table(gramCount);
    runs = new Table(runCount);
    exact = new Table(items.size());
    // The order of items must not show in the result: postings are read to their end, and ties go
    // to the smaller index.
    for (Item item : items) {
      Table table = item.length() == ngram ? grams : runs;
      for (long gram : item.grams()) {
        table.add(gram, item.index());
      }
      exact.add(item.keyHigh(), item.index());
    }
    shortLengths = shortLengths(items, ngram);
  }

  /** Lengths of the items that are looked for as a whole, ascending. */
  private static int[] shortLengths(List<Item> items, int ngram) {
    return items.stream()
        .filter(item -> item.grams().length > 0 && item.length() != ngram)
        .mapToInt(Item::length)
        .distinct()
        .sorted()
        .toArray();
  }

  /** The item whose canonical text has this key, the smallest index of them, or -1. */
  int exact(long keyHigh, long keyLow) {
    int best = -1;
    for (int p = exact.first(keyHigh); p >= 0; p = exact.next(p)) {
      int item = exact.item(p);
      if (keyLows[item] == keyLow && (best < 0 || item < best)) {
        best = item;
      }
    }
    return best;
  }

  /** The item of which the problem holds the largest share; ties go to the smaller index. */
  Match overlap(Grams problem) {
    List<Hit> hits = new ArrayList<>();
    collect(problem, ngram, grams, hits);
    for (int length : shortLengths) {
      collect(problem, length, runs, hits);
    }
    return hits.isEmpty() ? Match.NONE : best(hits);
  }

  private record Hit(long gram, int start, int length, Table table) {}

  private static void collect(Grams problem, int length, Table table, List<Hit> hits) {
    int runs = problem.runs(length);
    for (int i = 0; i < runs; i++) {
      long gram = problem.hash(i, length);
      if (table.first(gram) >= 0) {
        hits.add(new Hit(gram, i, length, table));
      }
    }
  }

  private Match best(List<Hit> hits) {
    Map<Integer, Integer> counts = new HashMap<>();
    Set<Long> seen = new HashSet<>();
    for (Hit hit : hits) {
      if (seen.add(hit.gram())) {
        for (int p = hit.table().first(hit.gram()); p >= 0; p = hit.table().next(p)) {
          counts.merge(hit.table().item(p), 1, Integer::sum);
        }
      }
    }
    int item = -1;
    double overlap = 0;
    for (Map.Entry<Integer, Integer> count : counts.entrySet()) {
      double share = (double) count.getValue() / totals[count.getKey()];
      if (share > overlap || (share == overlap && count.getKey() < item)) {
        overlap = share;
        item = count.getKey();
      }
    }
    List<int[]> places = new ArrayList<>();
    for (Hit hit : hits) {
      for (int p = hit.table().first(hit.gram()); p >= 0; p = hit.table().next(p)) {
        if (hit.table().item(p) == item) {
          places.add(new int[] {hit.start(), hit.length()});
          break;
        }
      }
    }
    int[] run = longestRun(places);
    return new Match(item, false, overlap, run[0], run[1]);
  }

  /** The longest run of tokens that n-grams starting one after another cover: first, and end. */
  static int[] longestRun(List<int[]> places) {
    places.sort((left, right) -> Integer.compare(left[0], right[0]));
    int[] best = {0, 0};
    int start = -1;
    int last = -2;
    int end = 0;
    for (int[] place : places) {
      if (place[0] > last + 1) {
        start = place[0];
      }
      last = place[0];
      end = place[0] + place[1];
      if (end - start > best[1] - best[0]) {
        best = new int[] {start, end};
      }
    }
    return best;
  }

  /** A hash table from a 64-bit hash to items, with open addressing and chains of postings. */
  private static final class Table implements Serializable {
    private final long[] keys;
    private final int[] heads;
    private final int mask;
    private int[] items;
    private int[] nexts;
    private int size;

    Table(int postings) {
      int slots = Integer.highestOneBit(Math.max(8, postings * 2 - 1)) << 1;
      mask = slots - 1;
      keys = new long[slots];
      heads = new int[slots];
      Arrays.fill(heads, -1);
      items = new int[Math.max(1, postings)];
      nexts = new int[Math.max(1, postings)];
    }

    void add(long key, int item) {
      int slot = slot(key);
      while (heads[slot] >= 0 && keys[slot] != key) {
        slot = (slot + 1) & mask;
      }
      if (size == items.length) {
        items = Arrays.copyOf(items, size * 2);
        nexts = Arrays.copyOf(nexts, size * 2);
      }
      keys[slot] = key;
      items[size] = item;
      nexts[size] = heads[slot];
      heads[slot] = size++;
    }

    int first(long key) {
      int slot = slot(key);
      while (heads[slot] >= 0) {
        if (keys[slot] == key) {
          return heads[slot];
        }
        slot = (slot + 1) & mask;
      }
      return -1;
    }

    int next(int posting) {
      return nexts[posting];
    }

    int item(int posting) {
      return items[posting];
    }

    private int slot(long key) {
      return (int) (key ^ (key >>> 32)) & mask;
    }
  }
}
