// SPDX-License-Identifier: Apache-2.0
package dev.whittle.stages;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.unsafe.types.UTF8String;
import scala.Tuple2;

/**
 * Of a partition's rows those whose key stands more than once, as bytes for the shard of the key:
 * what decides and documents their cluster.
 */
final class ExactMembers implements Iterator<Tuple2<Integer, byte[]>> {
  private final Iterator<InternalRow> rows;
  private final long[] places;
  private final Integer[] order;
  private final Preferences preferences;
  private final int shards;
  private final int partition = TaskContext.getPartitionId();
  private long number;
  private int next;

  /**
   * Reads the rows once.
   *
   * @param places of three longs each: the row's number and its key
   */
  ExactMembers(Iterator<InternalRow> rows, long[] places, Preferences preferences, int shards) {
    this.rows = rows;
    this.places = places;
    this.preferences = preferences;
    this.shards = shards;
    this.order = new Integer[places.length / 3];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, (a, b) -> Long.compare(places[3 * a], places[3 * b]));
  }

  @Override
  public boolean hasNext() {
    return next < order.length;
  }

  @Override
  public Tuple2<Integer, byte[]> next() {
    if (next >= order.length) {
      throw new NoSuchElementException();
    }
    int at = 3 * order[next++];
    InternalRow row = null;
    while (number <= places[at]) {
      if (!rows.hasNext()) {
        throw new IllegalStateException("the input changed while it was read: rows are missing");
      }
      row = rows.next();
      number++;
    }
    long high = places[at + 1];
    long low = places[at + 2];
    return new Tuple2<>(LongBlocks.target(low >>> 16, shards), bytes(row, high, low, number - 1));
  }

  private byte[] bytes(InternalRow row, long high, long low, long number) {
    UTF8String id = row.getUTF8String(0);
    UTF8String problem = row.getUTF8String(1);
    String answer = Scan.text(row, 2);
    long rank =
        preferences.rank(
            answer,
            Scan.hasText(row, 3),
            row.isNullAt(4) ? null : Integer.valueOf(row.getInt(4)),
            Scan.characters(problem));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(192);
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeLong(high);
      out.writeLong(low);
      out.writeLong(Scan.place(partition, number));
      out.writeInt(Scan.idHash(id));
      out.writeLong(rank);
      out.writeLong(Scan.longHash(problem));
      Bytes.write(out, id.toString());
      Bytes.write(out, answer);
      Bytes.write(out, Scan.text(row, 5));
      Bytes.write(out, Scan.text(row, 6));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
