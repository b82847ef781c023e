// SPDX-License-Identifier: Apache-2.0
package dev.whittle.stages;

import dev.whittle.pipeline.StageContext;
import dev.whittle.schema.Columns;
import dev.whittle.schema.Schemas;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.function.FlatMapFunction2;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.JoinedRow;
import org.apache.spark.sql.catalyst.expressions.XXH64;
import org.apache.spark.sql.catalyst.plans.logical.Filter;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.apache.spark.sql.execution.datasources.LogicalRelation;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;
import scala.Tuple2;

/**
 * Rows of files that are read several times, each time in the same partitions and the same order,
 * so that a row is known by its place and what was found out about it comes back to it without
 * shuffling any text.
 *
 * <p>A place is the partition in the upper 24 bits and the row's number in it in the lower 40. This
 * class alone uses Spark's internal rows: through its external rows every text would be decoded and
 * encoded again in every pass.
 */
final class Scan {
  private static final int NUMBER_BITS = 40;

  private final Dataset<Row> rows;
  private final int partitions;

  private Scan(Dataset<Row> rows) {
    this.rows = rows;
    this.partitions = rows.queryExecution().toRdd().getNumPartitions();
    if (partitions >= 1 << 63 - NUMBER_BITS) {
      throw new IllegalStateException("too many partitions: " + partitions);
    }
  }

  /** A scan of these rows; what does not come straight from files is written to files first. */
  static Scan of(Dataset<Row> rows, StageContext context) {
    return of(rows, "input", context);
  }

  static Scan of(Dataset<Row> rows, String name, StageContext context) {
    return new Scan(isOfFiles(rows) ? rows : context.checkpoint(name, rows));
  }

  private static boolean isOfFiles(Dataset<Row> rows) {
    LogicalPlan plan = rows.queryExecution().optimizedPlan();
    while (plan instanceof Project || plan instanceof Filter) {
      plan = plan.children().head();
    }
    return plan instanceof LogicalRelation;
  }

  int partitions() {
    return partitions;
  }

  static long place(int partition, long number) {
    return (long) partition << NUMBER_BITS | number;
  }

  static int partition(long place) {
    return (int) (place >>> NUMBER_BITS);
  }

  static long number(long place) {
    return place & (1L << NUMBER_BITS) - 1;
  }

  /** Some columns of the rows; a row is good until the next one is asked for. */
  JavaRDD<InternalRow> read(String... columns) {
    return rows.selectExpr(columns).queryExecution().toRdd().toJavaRDD();
  }

  static String text(InternalRow row, int column) {
    return row.isNullAt(column) ? null : row.getUTF8String(column).toString();
  }

  /** Whether a text says something, without decoding all of it. */
  static boolean hasText(InternalRow row, int column) {
    if (row.isNullAt(column)) {
      return false;
    }
    UTF8String text = row.getUTF8String(column);
    for (int i = 0; i < text.numBytes(); i++) {
      byte b = text.getByte(i);
      if (b < 0) {
        return !text.toString().isBlank();
      }
      if (b > ' ') {
        return true;
      }
    }
    return false;
  }

  /** The characters (code points) of a text; several times faster than Spark's own count. */
  static int characters(UTF8String text) {
    int continued = 0;
    byte[] bytes = text.getBytes();
    for (byte b : bytes) {
      continued += (b & 0xc0) == 0x80 ? 1 : 0;
    }
    return bytes.length - continued;
  }

  /** A 64-bit hash of a text (xxHash). */
  static long longHash(UTF8String text) {
    return XXH64.hashUTF8String(text, 42);
  }

  /** What a row gets, given what was found out about it. */
  interface Adds<T> extends Serializable {
    /**
     * Fills in the columns of a row: Spark's internal values, null by default.
     *
     * @param known what every row of the partition has, by number; null where there is nothing
     * @param found what was sent to this row, in the order of its bytes; empty if nothing was
     */
    void fill(T known, int number, List<byte[]> found, Object[] values);
  }

  /**
   * The rows with columns added.
   *
   * @param known one element a partition, or an empty RDD of as many partitions
   * @param found what was sent to a place: the key is the partition, the bytes begin with the
   *     place, or its number, and a hash of the row's id ({@link #head})
   */
  <T> Dataset<Row> with(
      StructType adds, JavaRDD<T> known, JavaPairRDD<Integer, byte[]> found, Adds<T> fill) {
    StructType given = rows.schema();
    StructType schema = Schemas.concat(given, adds);
    int id = given.fieldIndex(Columns.PROBLEM_ID);
    JavaRDD<Given<T>> sent =
        known.zipPartitions(
            found.partitionBy(new LongBlocks.ByIndex(partitions)),
            (mine, theirs) -> List.of(new Given<>(mine, theirs)).iterator());
    FlatMapFunction2<Iterator<InternalRow>, Iterator<Given<T>>, InternalRow> join =
        (all, ours) -> new Joined<>(all, ours.next(), id, adds.length(), fill);
    JavaRDD<InternalRow> joined =
        rows.queryExecution().toRdd().toJavaRDD().zipPartitions(sent, join);
    SparkSession spark = rows.sparkSession();
    return ((org.apache.spark.sql.classic.SparkSession) spark)
        .internalCreateDataFrame(joined.rdd(), schema, false);
  }

  /** The first bytes of what is sent to a row. */
  static void head(java.io.DataOutput out, long place, int idHash) throws java.io.IOException {
    out.writeLong(number(place));
    out.writeInt(idHash);
  }

  /** Bytes of the head. */
  static final int HEAD = 12;

  /** A hash of a problem's id that tells a row that is not where it was. */
  static int idHash(UTF8String id) {
    return id.hashCode();
  }

  /**
   * What is known in a partition: for all rows, and for some of them in the order of their numbers.
   */
  private static final class Given<T> {
    private final T known;
    private final List<byte[]> found = new ArrayList<>();

    Given(Iterator<T> known, Iterator<Tuple2<Integer, byte[]>> found) {
      this.known = known.hasNext() ? known.next() : null;
      while (found.hasNext()) {
        this.found.add(found.next()._2());
      }
      // The head begins with the number.
      this.found.sort(Arrays::compareUnsigned);
    }

    private static long number(byte[] bytes) {
      return Scan.number(java.nio.ByteBuffer.wrap(bytes).getLong());
    }
  }

  private static final class Joined<T> implements Iterator<InternalRow> {
    private final Iterator<InternalRow> rows;
    private final Given<T> given;
    private final int id;
    private final Object[] values;
    private final JoinedRow joined = new JoinedRow();
    private final GenericInternalRow added;
    private final Adds<T> fill;
    private int number;
    private int next;

    Joined(Iterator<InternalRow> rows, Given<T> given, int id, int adds, Adds<T> fill) {
      this.rows = rows;
      this.given = given;
      this.id = id;
      this.values = new Object[adds];
      this.added = new GenericInternalRow(values);
      this.fill = fill;
    }

    @Override
    public boolean hasNext() {
      boolean more = rows.hasNext();
      if (!more && next < given.found.size()) {
        throw moved();
      }
      return more;
    }

    @Override
    public InternalRow next() {
      if (!rows.hasNext()) {
        throw new NoSuchElementException();
      }
      InternalRow row = rows.next();
      Arrays.fill(values, null);
      int first = next;
      while (next < given.found.size() && Given.number(given.found.get(next)) == number) {
        int hash = java.nio.ByteBuffer.wrap(given.found.get(next++), 8, 4).getInt();
        if (hash != idHash(row.getUTF8String(id))) {
          throw moved();
        }
      }
      fill.fill(given.known, number++, given.found.subList(first, next), values);
      // Spark makes one row of both before it asks for the next.
      return joined.apply(row, added);
    }

    private static IllegalStateException moved() {
      return new IllegalStateException(
          "the input changed while it was read: what was found out about a row has no row to go to");
    }
  }
}
