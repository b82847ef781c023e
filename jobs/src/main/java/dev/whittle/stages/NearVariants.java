// SPDX-License-Identifier: Apache-2.0
package dev.whittle.stages;

import dev.whittle.text.Hash128;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.spark.sql.catalyst.InternalRow;

/** Numeric variants of a template in the order of their ranks, and those that are too many. */
final class NearVariants {
  private static final int TEMPLATE = 16;
  private static final int PLACE = 12;

  private NearVariants() {}

  /**
   * A partition's rows as bytes whose unsigned order is that of template, rank and id; the place
   * and the hash of the id at their end.
   */
  static final class Records implements Iterator<byte[]> {
    private final Iterator<InternalRow> rows;
    private final IntFunction<Hash128> templates;
    private final Preferences preferences;
    private final int partition;
    private int number;
    private byte[] ready;

    /**
     * @param rows of {@link NearCandidates#COLUMNS}
     * @param templates of a row's number; null for a row that takes no part
     * @param preferences null for rows of an earlier run, which nothing outranks
     */
    Records(
        Iterator<InternalRow> rows,
        IntFunction<Hash128> templates,
        Preferences preferences,
        int partition) {
      this.rows = rows;
      this.templates = templates;
      this.preferences = preferences;
      this.partition = partition;
    }

    @Override
    public boolean hasNext() {
      while (ready == null && rows.hasNext()) {
        InternalRow row = rows.next();
        Hash128 template = templates.apply(number);
        if (template != null) {
          ready = record(row, template);
        }
        number++;
      }
      return ready != null;
    }

    @Override
    public byte[] next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      byte[] record = ready;
      ready = null;
      return record;
    }

    private byte[] record(InternalRow row, Hash128 template) {
      byte[] id = row.getUTF8String(0).getBytes();
      long rank = preferences == null ? Candidate.EARLIER : NearCandidates.rank(row, preferences);
      return ByteBuffer.allocate(TEMPLATE + 8 + id.length + 1 + PLACE)
          .putLong(template.high())
          .putLong(template.low())
          .putLong(rank + 1)
          .put(id)
          .put((byte) 0)
          .putLong(Scan.place(partition, number))
          .putInt(Scan.idHash(row.getUTF8String(0)))
          .array();
    }
  }

  /** Findings about the rows of a template after the first {@code keep}. */
  static Iterator<byte[]> beyond(Iterator<byte[]> sorted, int keep) {
    Iterable<byte[]> all = () -> sorted;
    Counter counter = new Counter();
    return StreamSupport.stream(all.spliterator(), false)
        .flatMap(
            record ->
                counter.next(record) > keep && !isEarlier(record)
                    ? Stream.of(finding(record))
                    : Stream.empty())
        .iterator();
  }

  private static boolean isEarlier(byte[] record) {
    return ByteBuffer.wrap(record).getLong(TEMPLATE) == Candidate.EARLIER + 1;
  }

  private static byte[] finding(byte[] record) {
    ByteBuffer end = ByteBuffer.wrap(record).position(record.length - PLACE);
    return NearFinding.variant(end.getLong(), end.getInt());
  }

  /** Counts within a template. */
  private static final class Counter {
    private byte[] last = {};
    private int count;

    int next(byte[] record) {
      boolean same = last.length > 0 && Arrays.equals(last, 0, TEMPLATE, record, 0, TEMPLATE);
      count = same ? count + 1 : 1;
      last = record;
      return count;
    }
  }
}
