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
 * All items of all benchmarks in primitive arrays, small enough to be sent to every executor: keys
 * of whole texts, and runs of words with the items they stand in.
 */
final class RunIndex implements Serializable {
  /**
   * What an item is looked for by.
   *
   * @param key of its whole text; 0 when whole texts are not compared
   * @param runs hashes of its runs of words, each once
   */
  record Item(int index, long key, long[] runs) {}

  /**
   * The best match of a problem.
   *
   * @param item index of the item, or -1
   * @param overlap share of the item's runs found
   * @param start first word of the longest shared run
   * @param end word after that run
   */
  record Match(int item, double overlap, int start, int end) {
    static final Match NONE = new Match(-1, 0, 0, 0);
  }

  private final int words;
  private final int[] totals;
  private final Table runs;
  private final Table whole;

  RunIndex(List<Item> items, int words) {
    this.words = words;
    int size = items.stream().mapToInt(Item::index).max().orElse(-1) + 1;
    totals = new int[size];
    runs = new Table(items.stream().mapToInt(item -> item.runs().length).sum());
    whole = new Table(items.size());
    // The order of items must not show in the result: postings are read to their end, and ties go
    // to the smaller index.
    for (Item item : items) {
      totals[item.index()] = item.runs().length;
      for (long run : item.runs()) {
        runs.add(run, item.index());
      }
      if (item.key() != 0) {
        whole.add(item.key(), item.index());
      }
    }
  }

  /** The item whose whole text has this key, the smallest index of them, or -1. */
  int whole(long key) {
    int best = -1;
    for (int p = whole.first(key); p >= 0; p = whole.next(p)) {
      best = best < 0 ? whole.item(p) : Math.min(best, whole.item(p));
    }
    return best;
  }

  /** The item of which the problem holds the largest share; ties go to the smaller index. */
  Match overlap(Grams problem) {
    List<Hit> hits = new ArrayList<>();
    for (int i = 0; i < problem.runs(words); i++) {
      long run = problem.hash(i, words);
      if (runs.first(run) >= 0) {
        hits.add(new Hit(run, i));
      }
    }
    return hits.isEmpty() ? Match.NONE : best(hits);
  }

  private record Hit(long run, int start) {}

  private Match best(List<Hit> hits) {
    Map<Integer, Integer> counts = new HashMap<>();
    Set<Long> seen = new HashSet<>();
    for (Hit hit : hits) {
      if (seen.add(hit.run())) {
        for (int p = runs.first(hit.run()); p >= 0; p = runs.next(p)) {
          counts.merge(runs.item(p), 1, Integer::sum);
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
      for (int p = runs.first(hit.run()); p >= 0; p = runs.next(p)) {
        if (runs.item(p) == item) {
          places.add(new int[] {hit.start(), words});
          break;
        }
      }
    }
    int[] run = longestRun(places);
    return new Match(item, overlap, run[0], run[1]);
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
