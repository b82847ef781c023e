// SPDX-License-Identifier: Apache-2.0
package dev.whittle.stages;

import java.util.Arrays;
import java.util.List;

/**
 * Who goes and who stays among verified duplicates: a problem is rejected only if it has an edge to
 * a better-ranked problem that stays. Going through the problems from the best rank down decides
 * each; here they are decided as soon as all better-ranked neighbours are, which is the same.
 */
final class Anchors {
  private Anchors() {}

  /**
   * The nodes that are rejected, sorted.
   *
   * @param blocks edges as pairs of the better-ranked and the worse-ranked node; they make no
   *     circle
   */
  static long[] rejected(List<long[]> blocks) {
    long[] nodes = Components.nodes(blocks);
    int[] offsets = new int[nodes.length + 1];
    int[] undecided = new int[nodes.length];
    int edges = 0;
    for (long[] block : blocks) {
      for (int i = 0; i < block.length; i += 2) {
        offsets[index(nodes, block[i]) + 1]++;
        undecided[index(nodes, block[i + 1])]++;
        edges++;
      }
    }
    for (int i = 0; i < nodes.length; i++) {
      offsets[i + 1] += offsets[i];
    }
    int[] worse = new int[edges];
    int[] filled = Arrays.copyOf(offsets, nodes.length);
    for (long[] block : blocks) {
      for (int i = 0; i < block.length; i += 2) {
        worse[filled[index(nodes, block[i])]++] = index(nodes, block[i + 1]);
      }
    }
    boolean[] rejected = new boolean[nodes.length];
    int[] queue = new int[nodes.length];
    int tail = 0;
    for (int i = 0; i < nodes.length; i++) {
      if (undecided[i] == 0) {
        queue[tail++] = i;
      }
    }
    int count = 0;
    for (int head = 0; head < tail; head++) {
      int node = queue[head];
      for (int i = offsets[node]; i < offsets[node + 1]; i++) {
        int other = worse[i];
        if (!rejected[node] && !rejected[other]) {
          rejected[other] = true;
          count++;
        }
        if (--undecided[other] == 0) {
          queue[tail++] = other;
        }
      }
    }
    if (tail < nodes.length) {
      throw new IllegalStateException("edges in a circle");
    }
    long[] ids = new long[count];
    int at = 0;
    for (int i = 0; i < nodes.length; i++) {
      if (rejected[i]) {
        ids[at++] = nodes[i];
      }
    }
    return ids;
  }

  private static int index(long[] nodes, long node) {
    return Arrays.binarySearch(nodes, node);
  }
}
