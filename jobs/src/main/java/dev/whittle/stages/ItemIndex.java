// SPDX-License-Identifier: Apache-2.0
package dev.whittle.stages;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;

/**
 * The shingles of all items in primitive arrays, small enough to be sent to every executor: first
 * to count in how many problems each stands, then, weighed, to find the items a problem may hold.
 */
final class ItemIndex implements Serializable {
  /** A shingle of more items tells none of them. */
  static final int MOST_ITEMS = 100;

  /** A shingle of less weight is in too many problems to look at its items. */
  static final int LEAST_WEIGHT = 100;

  /** Items that a problem is compared with. */
  static final int MOST_CANDIDATES = 6;

  /** Share of the weight of an item's, or of a problem's, shingles from which they are compared. */
  static final double CANDIDATE = 0.3;

  private static final int[] NONE = {};

  private final long[] keys;
  private final int[] slots;
  private final int mask;
  private final int[] firsts;
  private final int[] items;
  private int[] weights = new int[0];
  private WeighedItem[] weighed = new WeighedItem[0];
  private int[] totals = new int[0];
  private long[] exactKeys = new long[0];
  private int[] exactItems = new int[0];

  /** Of items in their order. */
  ItemIndex(List<Wording> wordings) {
    int count = 0;
    long[][] shingles = new long[wordings.size()][];
    for (int i = 0; i < shingles.length; i++) {
      shingles[i] = wordings.get(i).allShingles();
      count += shingles[i].length;
    }
    long[] all = new long[count];
    int at = 0;
    for (long[] some : shingles) {
      System.arraycopy(some, 0, all, at, some.length);
      at += some.length;
    }
    Arrays.sort(all);
    int distinct = 0;
    for (int i = 0; i < count; i++) {
      if (i == 0 || all[i] != all[i - 1]) {
        all[distinct++] = all[i];
      }
    }
    keys = Arrays.copyOf(all, distinct);
    int size = Integer.highestOneBit(Math.max(8, distinct * 2 - 1)) << 1;
    mask = size - 1;
    slots = new int[size];
    Arrays.fill(slots, -1);
    for (int i = 0; i < distinct; i++) {
      int slot = (int) keys[i] & mask;
      while (slots[slot] >= 0) {
        slot = (slot + 1) & mask;
      }
      slots[slot] = i;
    }
    firsts = new int[distinct + 1];
    for (long[] some : shingles) {
      for (long shingle : some) {
        firsts[find(shingle) + 1]++;
      }
    }
    for (int i = 0; i < distinct; i++) {
      firsts[i + 1] += firsts[i];
    }
    items = new int[count];
    int[] next = Arrays.copyOf(firsts, distinct);
    for (int i = 0; i < shingles.length; i++) {
      for (long shingle : shingles[i]) {
        items[next[find(shingle)]++] = i;
      }
    }
  }

  /** Shingles, each once. */
  int shingles() {
    return keys.length;
  }

  /** The place of a shingle, or -1 when no item has it. */
  int find(long shingle) {
    int slot = (int) shingle & mask;
    while (slots[slot] >= 0) {
      if (keys[slots[slot]] == shingle) {
        return slots[slot];
      }
      slot = (slot + 1) & mask;
    }
    return -1;
  }

  /** Items that have the shingle. */
  int itemsWith(int shingle) {
    return firsts[shingle + 1] - firsts[shingle];
  }

  /** Adds one to the count of every shingle of the problem that an item has. */
  void count(Wording problem, int[] counts) {
    for (int found : found(problem)) {
      counts[found]++;
    }
  }

  /** The items' shingles that stand in the problem, each once, ascending. */
  private int[] found(Wording problem) {
    int[] found = NONE;
    int count = 0;
    for (int i = 0; i < problem.shingles(); i++) {
      long raw = problem.shingle(i);
      long masked = problem.masked(i);
      int first = find(raw);
      int second = masked == raw ? -1 : find(masked);
      if (first >= 0 || second >= 0) {
        if (found.length < count + 2) {
          found = Arrays.copyOf(found, 2 * count + 16);
        }
        if (first >= 0) {
          found[count++] = first;
        }
        if (second >= 0) {
          found[count++] = second;
        }
      }
    }
    Arrays.sort(found, 0, count);
    int kept = 0;
    for (int i = 0; i < count; i++) {
      if (i == 0 || found[i] != found[i - 1]) {
        found[kept++] = found[i];
      }
    }
    return kept == found.length ? found : Arrays.copyOf(found, kept);
  }

  /**
   * Takes the counts.
   *
   * @param counts problems with each shingle, see {@link #count}
   * @param problems how many were counted
   */
  void weigh(List<Wording> wordings, List<String> answers, int[] counts, long problems) {
    long texts = problems + wordings.size();
    weights = new int[keys.length];
    for (int i = 0; i < keys.length; i++) {
      weights[i] = WeighedItem.weight((long) counts[i] + itemsWith(i), texts);
    }
    weighed = new WeighedItem[wordings.size()];
    totals = new int[weighed.length];
    exactKeys = new long[weighed.length];
    for (int i = 0; i < weighed.length; i++) {
      weighed[i] =
          WeighedItem.of(i, wordings.get(i), answers.get(i), shingle -> weights[find(shingle)]);
      exactKeys[i] = weighed[i].keyHigh();
    }
    for (int i = 0; i < keys.length; i++) {
      if (tells(weights[i], itemsWith(i))) {
        for (int p = firsts[i]; p < firsts[i + 1]; p++) {
          totals[items[p]] += weights[i];
        }
      }
    }
    Arrays.sort(exactKeys);
    exactItems = new int[weighed.length];
    Arrays.fill(exactItems, -1);
    for (int i = weighed.length - 1; i >= 0; i--) {
      // Equal keys stand side by side; the smallest item is asked first.
      int place = Arrays.binarySearch(exactKeys, weighed[i].keyHigh());
      while (place > 0 && exactKeys[place - 1] == exactKeys[place]) {
        place--;
      }
      exactItems[place] = i;
    }
  }

  /** Whether a shingle is looked at to find items. */
  static boolean tells(int weight, int items) {
    return weight >= LEAST_WEIGHT && items <= MOST_ITEMS;
  }

  WeighedItem item(int index) {
    return weighed[index];
  }

  /** Room for a thread that searches. */
  Search search(ItemMatcher matcher) {
    return new Search(this, matcher);
  }

  /** The search of one thread. */
  static final class Search {
    private final ItemIndex index;
    private final ItemMatcher matcher;
    private final int[] sums;
    private int[] touched = new int[64];
    private int count;

    private Search(ItemIndex index, ItemMatcher matcher) {
      this.index = index;
      this.matcher = matcher;
      sums = new int[index.weighed.length];
    }

    /** The best match of the problem among all items. */
    ItemMatcher.Match best(Wording problem, String answer) {
      int exact = index.exact(problem);
      if (exact >= 0) {
        return matcher.match(problem, answer, index.weighed[exact]);
      }
      collect(problem);
      if (count == 0) {
        return ItemMatcher.Match.NONE;
      }
      int most = WeighedItem.FULL * Math.max(1, problem.shingles());
      Candidates candidates = new Candidates();
      for (int i = 0; i < count; i++) {
        int item = touched[i];
        candidates.offer(item, sums[item], Math.min(index.totals[item], most));
        sums[item] = 0;
      }
      ItemMatcher.Match best = ItemMatcher.Match.NONE;
      for (int i = 0; i < candidates.size(); i++) {
        ItemMatcher.Match match = matcher.match(problem, answer, index.weighed[candidates.item(i)]);
        if (match.before(best)) {
          best = match;
        }
      }
      return best;
    }

    private void collect(Wording problem) {
      count = 0;
      for (int found : index.found(problem)) {
        int weight = index.weights[found];
        if (!tells(weight, index.itemsWith(found))) {
          continue;
        }
        for (int p = index.firsts[found]; p < index.firsts[found + 1]; p++) {
          int item = index.items[p];
          if (sums[item] == 0) {
            if (count == touched.length) {
              touched = Arrays.copyOf(touched, count * 2);
            }
            touched[count++] = item;
          }
          sums[item] += weight;
        }
      }
    }
  }

  private int exact(Wording problem) {
    int place = Arrays.binarySearch(exactKeys, problem.keyHigh());
    if (place < 0) {
      return -1;
    }
    while (place > 0 && exactKeys[place - 1] == exactKeys[place]) {
      place--;
    }
    int item = exactItems[place];
    return item >= 0 && weighed[item].keyLow() == problem.keyLow() ? item : -1;
  }

  /** The few items that are worth a comparison, the best first. */
  static final class Candidates {
    private final int[] items = new int[MOST_CANDIDATES];
    private final double[] shares = new double[MOST_CANDIDATES];
    private int size;

    /**
     * One more.
     *
     * @param sum weight of the shingles that the item and the problem share
     * @param least the smaller of the weights of all shingles of the item, and of the problem
     */
    void offer(int item, long sum, long least) {
      double share = sum / (double) Math.max(1, least);
      if (share < CANDIDATE) {
        return;
      }
      int at = size;
      while (at > 0
          && (shares[at - 1] < share || shares[at - 1] == share && items[at - 1] > item)) {
        at--;
      }
      if (at == MOST_CANDIDATES) {
        return;
      }
      int last = Math.min(size, MOST_CANDIDATES - 1);
      System.arraycopy(items, at, items, at + 1, last - at);
      System.arraycopy(shares, at, shares, at + 1, last - at);
      items[at] = item;
      shares[at] = share;
      size = Math.min(size + 1, MOST_CANDIDATES);
    }

    int size() {
      return size;
    }

    int item(int place) {
      return items[place];
    }
  }
}
