// SPDX-License-Identifier: Apache-2.0
package dev.whittle.source;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * What one task reads in one go: a file, or a range of its bytes.
 *
 * @param source name of the source
 * @param end exclusive
 */
record Piece(String source, SourceFile file, long start, long end) implements Serializable {
  /** What opening a file costs, in bytes read. */
  private static final long OPEN_COST = 1 << 20;

  boolean isWhole() {
    return start == 0 && end >= file.length();
  }

  private long weight() {
    // Packed text is about four times as long unpacked.
    return (end - start) * (file.compression() == Compression.NONE ? 1 : 4) + OPEN_COST;
  }

  /** The pieces of a file: one, or several where it can be split. */
  static List<Piece> of(String source, SourceFile file, long size) {
    List<Piece> pieces = new ArrayList<>();
    if (!file.splits()) {
      pieces.add(new Piece(source, file, 0, file.length()));
      return pieces;
    }
    for (long start = 0; start < file.length(); start += size) {
      pieces.add(new Piece(source, file, start, Math.min(file.length(), start + size)));
    }
    return pieces;
  }

  /**
   * Pieces put together for tasks of about equal weight, the heaviest first.
   *
   * @param size bytes a task should not exceed where pieces allow it
   * @param cores how many tasks there should be at least
   */
  static List<List<Piece>> groups(List<Piece> pieces, long size, int cores) {
    long total = pieces.stream().mapToLong(Piece::weight).sum();
    long target = Math.max(OPEN_COST, Math.min(size, total / Math.max(1, 2L * cores)));
    List<Piece> heaviest = new ArrayList<>(pieces);
    heaviest.sort(java.util.Comparator.comparingLong(Piece::weight).reversed());
    List<List<Piece>> groups = new ArrayList<>();
    List<Piece> group = new ArrayList<>();
    long weight = 0;
    for (Piece piece : heaviest) {
      if (!group.isEmpty() && weight + piece.weight() > target) {
        groups.add(group);
        group = new ArrayList<>();
        weight = 0;
      }
      group.add(piece);
      weight += piece.weight();
    }
    if (!group.isEmpty()) {
      groups.add(group);
    }
    return groups;
  }
}
