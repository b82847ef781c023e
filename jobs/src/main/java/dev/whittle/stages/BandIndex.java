// SPDX-License-Identifier: Apache-2.0
package dev.whittle.stages;

import java.util.Arrays;

/**
 * Which of the numbered members share a band's bucket, in primitive arrays: what finds the
 * neighbours within a large group without comparing all.
 *
 * <p>A bucket takes a limited number of members, the first ones: a text that is like all of a
 * crowded bucket is like its first.
 */
final class BandIndex {
  private final int limit;
  private long[] buckets = new long[1024];
  private int[] heads = new int[1024];
  private int[] tails = new int[1024];
  private int[] sizes = new int[1024];
  private int used;
  private int[] entries = new int[4096];
  private int[] next = new int[4096];
  private int entryCount;
  private int[] seen = new int[64];
  private int query;

  BandIndex(int limit) {
    this.limit = limit;
  }

  /** Adds a member to its buckets; members come in the order of their numbers. */
  void add(int member, long[] bands) {
    for (long band : bands) {
      if (4 * (used + 1) > 3 * buckets.length) {
        grow();
      }
      int slot = slot(band);
      if (heads[slot] == 0) {
        buckets[slot] = band;
        used++;
      }
      if (++sizes[slot] > limit) {
        continue;
      }
      if (entryCount == entries.length) {
        entries = Arrays.copyOf(entries, entryCount * 2);
        next = Arrays.copyOf(next, entryCount * 2);
      }
      entries[entryCount] = member;
      entryCount++;
      if (heads[slot] == 0) {
        heads[slot] = entryCount;
      } else {
        next[tails[slot] - 1] = entryCount;
      }
      tails[slot] = entryCount;
    }
    if (member >= seen.length) {
      seen = Arrays.copyOf(seen, Math.max(member + 1, seen.length * 2));
    }
  }

  /** The members that share a bucket, sorted, each once. */
  int[] sharing(long[] bands) {
    query++;
    int[] found = new int[16];
    int size = 0;
    for (long band : bands) {
      for (int entry = heads[slot(band)]; entry != 0; entry = next[entry - 1]) {
        int member = entries[entry - 1];
        if (seen[member] != query) {
          seen[member] = query;
          if (size == found.length) {
            found = Arrays.copyOf(found, size * 2);
          }
          found[size++] = member;
        }
      }
    }
    int[] sorted = Arrays.copyOf(found, size);
    Arrays.sort(sorted);
    return sorted;
  }

  /** What is done with a bucket that had more members than it takes. */
  interface Crowded {
    void bucket(int first, int last, int size);
  }

  /**
   * Goes through the crowded buckets: the first and the last member that each took, and its size.
   */
  void crowded(Crowded crowded) {
    for (int slot = 0; slot < buckets.length; slot++) {
      if (sizes[slot] > limit) {
        crowded.bucket(entries[heads[slot] - 1], entries[tails[slot] - 1], sizes[slot]);
      }
    }
  }

  private int slot(long band) {
    int slot = (int) (band >>> 16) & buckets.length - 1;
    while (heads[slot] != 0 && buckets[slot] != band) {
      slot = slot + 1 & buckets.length - 1;
    }
    return slot;
  }

  private void grow() {
    long[] oldBuckets = buckets;
    int[] oldHeads = heads;
    int[] oldTails = tails;
    int[] oldSizes = sizes;
    int length = buckets.length * 2;
    buckets = new long[length];
    heads = new int[length];
    tails = new int[length];
    sizes = new int[length];
    for (int i = 0; i < oldBuckets.length; i++) {
      if (oldHeads[i] != 0) {
        int slot = slot(oldBuckets[i]);
        buckets[slot] = oldBuckets[i];
        heads[slot] = oldHeads[i];
        tails[slot] = oldTails[i];
        sizes[slot] = oldSizes[i];
      }
    }
  }
}
