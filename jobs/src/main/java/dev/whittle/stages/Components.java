// SPDX-License-Identifier: Apache-2.0
package dev.whittle.stages;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;

/**
 * Connected components by union-find in primitive arrays: 12 bytes a node and 16 a pair, half a
 * second for four million pairs.
 */
final class Components implements Serializable {
  private final long[] nodes;
  private final int[] roots;

  private Components(long[] nodes, int[] roots) {
    this.nodes = nodes;
    this.roots = roots;
  }

  /**
   * The components of the graph with these edges.
   *
   * @param blocks pairs of nodes, one after the other
   */
  static Components of(List<long[]> blocks) {
    long[] nodes = nodes(blocks);
    int[] parents = new int[nodes.length];
    Arrays.setAll(parents, i -> i);
    for (long[] block : blocks) {
      for (int i = 0; i < block.length; i += 2) {
        int one = root(parents, Arrays.binarySearch(nodes, block[i]));
        int other = root(parents, Arrays.binarySearch(nodes, block[i + 1]));
        // The smaller index becomes the root: the same for any order of the pairs.
        parents[Math.max(one, other)] = Math.min(one, other);
      }
    }
    for (int i = 0; i < parents.length; i++) {
      parents[i] = root(parents, i);
    }
    return new Components(nodes, parents);
  }

  /** All nodes of the pairs, sorted, each once. */
  static long[] nodes(List<long[]> blocks) {
    long[] all = blocks.stream().flatMapToLong(Arrays::stream).sorted().toArray();
    int distinct = 0;
    for (int i = 0; i < all.length; i++) {
      if (i == 0 || all[i] != all[i - 1]) {
        all[distinct++] = all[i];
      }
    }
    return Arrays.copyOf(all, distinct);
  }

  /** The number of a node's component, or -1 if it has no pair. */
  int of(long node) {
    int index = Arrays.binarySearch(nodes, node);
    return index < 0 ? -1 : roots[index];
  }

  int nodes() {
    return nodes.length;
  }

  /** Nodes of the largest component. */
  int largest() {
    int[] sizes = new int[roots.length];
    int largest = 0;
    for (int root : roots) {
      largest = Math.max(largest, ++sizes[root]);
    }
    return largest;
  }

  private static int root(int[] parents, int i) {
    int root = i;
    while (parents[root] != root) {
      parents[root] = parents[parents[root]];
      root = parents[root];
    }
    return root;
  }
}
