// SPDX-License-Identifier: Apache-2.0
package dev.whittle.stages;

import java.util.Arrays;

/**
 * The buckets of one partition of band records, and the pairs to be verified among their members.
 *
 * <p>A record is two longs: the bucket's tag (30 bits), its family (2 bits) and the row's rank (32
 * bits); and the row's node. Everything is done in primitive arrays, so that a bucket of a million
 * rows costs no more than a million buckets of one.
 */
final class Buckets {
  /** Buckets whose pairs may be duplicates. */
  static final int DUPLICATES = 0;

  /** Buckets whose pairs are only kept apart by the guards. */
  static final int REPORT = 1;

  /** Buckets of one template; the node is the template. */
  static final int TEMPLATES = 2;

  /** What is sent on. */
  interface Sink {
    /** A pair to be verified. */
    void pair(long one, long other);

    /** A template that stands more than once. */
    void template(long template);

    /** A bucket that was capped: its best ranked member, its size, its family. */
    void capped(long anchor, long size, int family);
  }

  private final long[] records;
  private final int size;
  private final int allPairsUpTo;
  private final int anchors;
  private final int cappedFrom;

  Buckets(long[] records, int allPairsUpTo, int anchors, int cappedFrom) {
    this.records = records;
    this.size = records.length / 2;
    this.allPairsUpTo = allPairsUpTo;
    this.anchors = anchors;
    this.cappedFrom = cappedFrom;
  }

  static long record(long bucket, int family, long rank) {
    return (bucket & 0x3fffffffL) << 34 | (long) family << 32 | rank;
  }

  void send(Sink sink) {
    int slots = Integer.highestOneBit(Math.max(8, Math.min(size, 1 << 28))) << 2;
    int[] heads = new int[slots];
    int[] next = new int[size];
    Arrays.fill(heads, -1);
    for (int i = 0; i < size; i++) {
      long key = key(i);
      int slot = (int) (key * 0x9e3779b97f4a7c15L >>> 32) & (slots - 1);
      while (heads[slot] >= 0 && key(heads[slot]) != key) {
        slot = (slot + 1) & (slots - 1);
      }
      next[i] = heads[slot];
      heads[slot] = i;
    }
    int[] members = new int[16];
    for (int head : heads) {
      if (head < 0 || next[head] < 0) {
        continue;
      }
      int count = 0;
      for (int i = head; i >= 0; i = next[i]) {
        if (count == members.length) {
          members = Arrays.copyOf(members, count * 2);
        }
        members[count++] = i;
      }
      sort(members, count);
      send(members, count, sink);
    }
  }

  private void send(int[] members, int count, Sink sink) {
    int family = (int) (records[2 * members[0]] >>> 32) & 3;
    if (family == TEMPLATES) {
      for (int i = 1; i < count; i++) {
        boolean twice = node(members[i]) == node(members[i - 1]);
        if (twice && (i == 1 || node(members[i - 2]) != node(members[i]))) {
          sink.template(node(members[i]));
        }
      }
      return;
    }
    if (count >= cappedFrom) {
      sink.capped(node(members[0]), count, family);
      if (family == REPORT) {
        return;
      }
    }
    int firsts = count <= allPairsUpTo ? count : Math.min(anchors, count);
    for (int i = 0; i < firsts; i++) {
      for (int j = i + 1; j < count; j++) {
        if (node(members[i]) != node(members[j])) {
          sink.pair(node(members[i]), node(members[j]));
        }
      }
    }
  }

  private long key(int i) {
    return records[2 * i] >>> 32;
  }

  private long node(int i) {
    return records[2 * i + 1];
  }

  /** Best rank first, then the smaller node: a merge sort, for nothing sorts indices in the JDK. */
  private void sort(int[] members, int count) {
    if (count < 12) {
      for (int i = 1; i < count; i++) {
        int member = members[i];
        int j = i - 1;
        while (j >= 0 && compare(members[j], member) > 0) {
          members[j + 1] = members[j];
          j--;
        }
        members[j + 1] = member;
      }
      return;
    }
    int[] from = Arrays.copyOf(members, count);
    int[] to = new int[count];
    for (int width = 1; width < count; width *= 2) {
      for (int start = 0; start < count; start += 2 * width) {
        merge(from, to, start, Math.min(start + width, count), Math.min(start + 2 * width, count));
      }
      int[] swap = from;
      from = to;
      to = swap;
    }
    System.arraycopy(from, 0, members, 0, count);
  }

  private void merge(int[] from, int[] to, int start, int middle, int end) {
    int i = start;
    int j = middle;
    for (int k = start; k < end; k++) {
      if (i < middle && (j >= end || compare(from[i], from[j]) <= 0)) {
        to[k] = from[i++];
      } else {
        to[k] = from[j++];
      }
    }
  }

  private int compare(int i, int j) {
    int ranks = Long.compareUnsigned(records[2 * i], records[2 * j]);
    return ranks != 0 ? ranks : Long.compareUnsigned(node(i), node(j));
  }
}
