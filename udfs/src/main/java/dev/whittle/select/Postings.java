// SPDX-License-Identifier: Apache-2.0
package dev.whittle.select;

/** An inverted index of some rows of vectors: term to rows and weights, in the order given. */
final class Postings {
  private final SparseVectors vectors;
  private final int[] starts;
  private final int[] places;
  private final float[] weights;

  /**
   * Indexes rows under their terms.
   *
   * @param rows which rows; a place is an index into this
   * @param mostFrequent terms that stand in more rows of all vectors than this are left out
   */
  Postings(SparseVectors vectors, int[] rows, int mostFrequent) {
    this.vectors = vectors;
    starts = new int[vectors.vocabularySize() + 1];
    for (int row : rows) {
      for (int at = vectors.start(row); at < vectors.end(row); at++) {
        if (vectors.frequency(vectors.term(at)) <= mostFrequent) {
          starts[vectors.term(at) + 1]++;
        }
      }
    }
    for (int term = 0; term < vectors.vocabularySize(); term++) {
      starts[term + 1] = Math.addExact(starts[term], starts[term + 1]);
    }
    places = new int[starts[vectors.vocabularySize()]];
    weights = new float[places.length];
    int[] next = starts.clone();
    for (int place = 0; place < rows.length; place++) {
      int row = rows[place];
      for (int at = vectors.start(row); at < vectors.end(row); at++) {
        int term = vectors.term(at);
        if (vectors.frequency(term) <= mostFrequent) {
          places[next[term]] = place;
          weights[next[term]++] = vectors.weight(at);
        }
      }
    }
  }

  /**
   * Adds the products of a row with every indexed row that shares a term.
   *
   * @param sums by place, 0 everywhere; the caller clears what was touched
   * @param touched gets the places with a product
   * @return how many were touched
   */
  int products(int row, float[] sums, int[] touched) {
    int count = 0;
    for (int at = vectors.start(row); at < vectors.end(row); at++) {
      int term = vectors.term(at);
      float weight = vectors.weight(at);
      for (int i = starts[term]; i < starts[term + 1]; i++) {
        int place = places[i];
        if (sums[place] == 0) {
          touched[count++] = place;
        }
        sums[place] += weight * weights[i];
      }
    }
    return count;
  }
}
