// SPDX-License-Identifier: Apache-2.0
package dev.whittle.select;

import java.util.Arrays;

/**
 * The nearest neighbours of every row by cosine: a symmetric sparse graph. Two rows are joined when
 * one is among the nearest of the other.
 *
 * <p>Candidates come from an inverted index without the most frequent terms, twice as many as are
 * wanted, and are put in order by their exact cosine: a neighbour can be missed only when all that
 * two rows share are such terms, which weigh little.
 */
public final class Neighbours {
  private final int[] starts;
  private final int[] rows;
  private final float[] cosines;

  private Neighbours(int[] starts, int[] rows, float[] cosines) {
    this.starts = starts;
    this.rows = rows;
    this.cosines = cosines;
  }

  /**
   * Finds the neighbours; ties go to the smaller row.
   *
   * @param nearest how many neighbours of a row, at least 1
   * @param mostFrequent terms in more rows than this find no candidates
   */
  public static Neighbours of(SparseVectors vectors, int nearest, int mostFrequent) {
    int size = vectors.size();
    int[] all = new int[size];
    Arrays.setAll(all, i -> i);
    Postings postings = new Postings(vectors, all, mostFrequent);
    float[] sums = new float[size];
    int[] touched = new int[size];
    Builder builder = new Builder(size, nearest);
    Nearest candidates = new Nearest(2 * nearest);
    for (int row = 0; row < size; row++) {
      int count = postings.products(row, sums, touched);
      for (int i = 0; i < count; i++) {
        if (touched[i] != row) {
          candidates.offer(touched[i], sums[touched[i]]);
        }
        sums[touched[i]] = 0;
      }
      for (int i = 0; i < candidates.size(); i++) {
        builder.offer(row, candidates.row(i), vectors.cosine(row, candidates.row(i)));
      }
      candidates.clear();
      builder.close(row, row + 1);
    }
    return builder.build();
  }

  /** Keeps the nearest of a few rows at a time. */
  static final class Builder {
    /** Rows that can be open at once. */
    static final int OPEN = 64;

    private final int size;
    private final int nearest;
    private final int[] found;
    private final float[] cosines;
    private final int[] counts;
    private final Nearest[] open = new Nearest[OPEN];

    Builder(int size, int nearest) {
      this.size = size;
      // More than all others are never found.
      this.nearest = Math.max(1, Math.min(nearest, size));
      this.found = new int[Math.multiplyExact(size, this.nearest)];
      this.cosines = new float[found.length];
      this.counts = new int[size];
      for (int i = 0; i < OPEN; i++) {
        open[i] = new Nearest(this.nearest);
      }
    }

    void offer(int row, int other, float cosine) {
      open[row % OPEN].offer(other, cosine);
    }

    /** Ends some rows, at most {@link #OPEN} of them. */
    void close(int from, int to) {
      for (int row = from; row < to; row++) {
        Nearest best = open[row % OPEN];
        counts[row] = best.size();
        best.copy(found, cosines, row * nearest);
        best.clear();
      }
    }

    Neighbours build() {
      return symmetric(size, nearest, found, cosines, counts);
    }
  }

  private static Neighbours symmetric(
      int size, int nearest, int[] found, float[] cosines, int[] counts) {
    // Sorted lists make "is it there already?" a binary search.
    int[] starts = new int[size + 1];
    for (int row = 0; row < size; row++) {
      sort(found, cosines, row * nearest, row * nearest + counts[row]);
    }
    for (int row = 0; row < size; row++) {
      for (int i = row * nearest; i < row * nearest + counts[row]; i++) {
        starts[row + 1]++;
        if (!has(found, found[i] * nearest, counts[found[i]], row)) {
          starts[found[i] + 1]++;
        }
      }
    }
    for (int row = 0; row < size; row++) {
      starts[row + 1] = Math.addExact(starts[row], starts[row + 1]);
    }
    int[] rows = new int[starts[size]];
    float[] values = new float[rows.length];
    int[] next = starts.clone();
    for (int row = 0; row < size; row++) {
      for (int i = row * nearest; i < row * nearest + counts[row]; i++) {
        int other = found[i];
        rows[next[row]] = other;
        values[next[row]++] = cosines[i];
        if (!has(found, other * nearest, counts[other], row)) {
          rows[next[other]] = row;
          values[next[other]++] = cosines[i];
        }
      }
    }
    return new Neighbours(starts, rows, values);
  }

  private static boolean has(int[] found, int start, int count, int row) {
    return Arrays.binarySearch(found, start, start + count, row) >= 0;
  }

  /** Insertion sort by row: the lists are short. */
  private static void sort(int[] rows, float[] cosines, int from, int to) {
    for (int i = from + 1; i < to; i++) {
      int row = rows[i];
      float cosine = cosines[i];
      int at = i - 1;
      while (at >= from && rows[at] > row) {
        rows[at + 1] = rows[at];
        cosines[at + 1] = cosines[at];
        at--;
      }
      rows[at + 1] = row;
      cosines[at + 1] = cosine;
    }
  }

  int size() {
    return starts.length - 1;
  }

  int start(int row) {
    return starts[row];
  }

  int end(int row) {
    return starts[row + 1];
  }

  int row(int at) {
    return rows[at];
  }

  float cosine(int at) {
    return cosines[at];
  }

  /** The largest of what is offered, at most so many: a heap with the smallest on top. */
  private static final class Nearest {
    private final int[] rows;
    private final float[] values;
    private int size;

    Nearest(int most) {
      rows = new int[most];
      values = new float[most];
    }

    int size() {
      return size;
    }

    int row(int i) {
      return rows[i];
    }

    void clear() {
      size = 0;
    }

    void copy(int[] toRows, float[] toValues, int at) {
      System.arraycopy(rows, 0, toRows, at, size);
      System.arraycopy(values, 0, toValues, at, size);
    }

    void offer(int row, float value) {
      if (!(value > 0)) {
        return;
      }
      if (size < rows.length) {
        int at = size++;
        while (at > 0 && less(row, value, (at - 1) / 2)) {
          move((at - 1) / 2, at);
          at = (at - 1) / 2;
        }
        put(at, row, value);
      } else if (less(rows[0], values[0], row, value)) {
        int at = 0;
        while (2 * at + 1 < size) {
          int child = 2 * at + 1;
          if (child + 1 < size && less(rows[child + 1], values[child + 1], child)) {
            child++;
          }
          if (less(row, value, child)) {
            break;
          }
          move(child, at);
          at = child;
        }
        put(at, row, value);
      }
    }

    private boolean less(int row, float value, int at) {
      return less(row, value, rows[at], values[at]);
    }

    private static boolean less(int row, float value, int otherRow, float otherValue) {
      return value < otherValue || value == otherValue && row > otherRow;
    }

    private void move(int from, int to) {
      rows[to] = rows[from];
      values[to] = values[from];
    }

    private void put(int at, int row, float value) {
      rows[at] = row;
      values[at] = value;
    }
  }
}
