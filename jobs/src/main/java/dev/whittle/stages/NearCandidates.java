// SPDX-License-Identifier: Apache-2.0
package dev.whittle.stages;

import dev.whittle.schema.Columns;
import dev.whittle.text.Profile;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.apache.spark.sql.catalyst.InternalRow;

/** Of a partition's rows those that have company, as bytes for every place where they meet it. */
final class NearCandidates implements Iterator<byte[]> {
  /** What is read of a row. */
  static final String[] COLUMNS = {
    Columns.PROBLEM_ID,
    Columns.PROBLEM,
    Columns.ANSWER,
    Columns.SOLUTION,
    Columns.SOURCE_PRIORITY,
    Columns.SOURCE,
    Columns.LICENSE
  };

  private final Iterator<InternalRow> rows;
  private final NearMarks marks;
  private final long[] keys;
  private final int width;
  private final Preferences preferences;
  private final int partition;
  private final boolean earlier;
  private final ArrayDeque<byte[]> ready = new ArrayDeque<>();
  private int number;

  /**
   * @param keys of {@link NearKeys#of}
   * @param earlier whether the rows are what an earlier run kept
   */
  NearCandidates(
      Iterator<InternalRow> rows,
      NearMarks marks,
      long[] keys,
      int width,
      Preferences preferences,
      int partition,
      boolean earlier) {
    this.rows = rows;
    this.marks = marks;
    this.keys = keys;
    this.width = width;
    this.preferences = preferences;
    this.partition = partition;
    this.earlier = earlier;
  }

  @Override
  public boolean hasNext() {
    while (ready.isEmpty() && rows.hasNext()) {
      InternalRow row = rows.next();
      if (marks.isCandidate(number)) {
        send(row, number);
      }
      number++;
    }
    return !ready.isEmpty();
  }

  @Override
  public byte[] next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return ready.poll();
  }

  private void send(InternalRow row, int number) {
    String problem = Scan.text(row, 1);
    Candidate candidate =
        new Candidate(
            keys[number * width],
            earlier ? Candidate.EARLIER : rank(row, preferences),
            Scan.text(row, 0),
            Scan.place(partition, number),
            Scan.idHash(row.getUTF8String(0)),
            false,
            Scan.text(row, 2),
            Scan.text(row, 5),
            Scan.text(row, 6),
            Profile.of(problem));
    byte[] bytes = candidate.bytes();
    marks.meetings(number, (key, anchor) -> ready.add(Candidate.at(bytes, key, anchor)));
    if (marks.inGroup(number)) {
      ready.add(bytes);
    }
  }

  /** The rank of a row of {@link #COLUMNS}. */
  static long rank(InternalRow row, Preferences preferences) {
    return preferences.rank(
        Scan.text(row, 2),
        Scan.hasText(row, 3),
        row.isNullAt(4) ? null : Integer.valueOf(row.getInt(4)),
        Scan.characters(row.getUTF8String(1)));
  }
}
