// SPDX-License-Identifier: Apache-2.0
package dev.whittle.stages;

import dev.whittle.config.ExactDedupConfig;
import dev.whittle.pipeline.Reason;
import dev.whittle.pipeline.Stage;
import dev.whittle.pipeline.StageContext;
import dev.whittle.schema.Columns;
import dev.whittle.schema.Schemas;
import dev.whittle.text.Hash128;
import dev.whittle.text.MathText;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.function.FlatMapFunction2;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.StorageLevel;
import org.apache.spark.unsafe.types.UTF8String;
import scala.Tuple2;

/**
 * Rejects problems whose canonical text ({@link MathText}) repeats a better-ranked problem's.
 *
 * <p>Duplicates with another answer are one problem all the same: one is kept, and {@code
 * answer_conflict} is set on all of them, with their answers as evidence. A text without any token
 * is never merged with another.
 *
 * <p>Texts are read and never shuffled: the first pass makes every row's 128-bit key (24 bytes a
 * row travel), a second takes what decides and documents a cluster from the rows whose key stands
 * more than once, a third puts the evidence on the rows.
 */
public final class ExactDedup implements Stage {
  /** Answers of a cluster that are compared with its representative's; a report lists fewer. */
  static final int MAX_COMPARED = 1000;

  /** Lists of evidence are cut to this many entries; the counts are whole. */
  static final int MAX_LISTED = 20;

  static final int MAX_LISTED_CHARS = 200;

  private static final String[] MEMBER_COLUMNS = {
    Columns.PROBLEM_ID,
    Columns.PROBLEM,
    Columns.ANSWER,
    Columns.SOLUTION,
    Columns.SOURCE_PRIORITY,
    Columns.SOURCE,
    Columns.LICENSE
  };

  private static final StructType CLUSTERS =
      Schemas.struct(
          Schemas.field("canonical_key", DataTypes.StringType, "key of the canonical text"),
          Schemas.field("representative", DataTypes.StringType, "problem_id of the one kept"),
          Schemas.field("members", DataTypes.LongType, "problems with this canonical text"),
          Schemas.field(
              "answer_conflict",
              DataTypes.BooleanType,
              "whether an answer differs from the representative's"),
          Schemas.field(
              "sources",
              DataTypes.createArrayType(DataTypes.StringType),
              "sources of all of them, sorted, at most 20"),
          Schemas.field(
              "licenses",
              DataTypes.createArrayType(DataTypes.StringType),
              "licences of all of them, sorted, at most 20"),
          Schemas.field(
              "answers",
              DataTypes.createArrayType(DataTypes.StringType),
              "answers of all of them, sorted, at most 20"));

  private final ExactDedupConfig config;

  public ExactDedup(ExactDedupConfig config) {
    this.config = config;
  }

  @Override
  public String name() {
    return "exact-dedup";
  }

  @Override
  public int algorithm() {
    return 1;
  }

  @Override
  public Object config() {
    return config;
  }

  @Override
  public StructType adds() {
    return Schemas.EXACT_DEDUP;
  }

  @Override
  public Dataset<Row> judge(Dataset<Row> problems, StageContext context) {
    Scan scan = Scan.of(problems, context);
    int shards = scan.partitions();
    // Dropped by Spark when the stage's result has been written and is forgotten.
    JavaRDD<long[]> keys =
        scan.read(Columns.PROBLEM)
            .mapPartitions(ExactDedup::keys)
            .persist(StorageLevel.MEMORY_AND_DISK());
    JavaPairRDD<Integer, long[]> repeated =
        keys.mapPartitionsWithIndex(
                (partition, mine) -> toShards(partition, mine.next(), shards), true)
            .mapToPair(pair -> pair)
            .partitionBy(new LongBlocks.ByIndex(shards))
            .mapPartitionsToPair(blocks -> repeated(LongBlocks.gathered(blocks), shards))
            .partitionBy(new LongBlocks.ByIndex(shards));
    Preferences preferences = new Preferences(config.prefer());
    FlatMapFunction2<
            Iterator<InternalRow>, Iterator<Tuple2<Integer, long[]>>, Tuple2<Integer, byte[]>>
        members =
            (rows, places) ->
                new ExactMembers(rows, LongBlocks.gathered(places), preferences, shards);
    JavaRDD<byte[]> clusters =
        scan.read(MEMBER_COLUMNS)
            .zipPartitions(repeated, members)
            .mapToPair(pair -> pair)
            .partitionBy(new LongBlocks.ByIndex(shards))
            .mapPartitions(ExactCluster::of)
            .persist(StorageLevel.MEMORY_AND_DISK());
    context.metric("clusters", clusters.count());
    context.table(
        "clusters", context.spark().createDataFrame(clusters.map(ExactCluster::row), CLUSTERS));
    StructType adds =
        Schemas.concat(
            Schemas.EXACT_DEDUP,
            Schemas.struct(Schemas.field(Columns.REASON, DataTypes.StringType, "why")));
    return scan.with(
        adds, keys, clusters.flatMapToPair(ExactCluster::evidence), ExactDedup::columns);
  }

  // ---- keys

  /** The keys of a partition's rows, two longs each; zeros for a text that says nothing. */
  private static Iterator<long[]> keys(Iterator<InternalRow> rows) {
    long[] keys = new long[4096];
    int size = 0;
    while (rows.hasNext()) {
      String text = Scan.text(rows.next(), 0);
      if (size == keys.length) {
        keys = Arrays.copyOf(keys, size * 2);
      }
      String canonical = MathText.canonical(text);
      Hash128 key = canonical.isEmpty() ? new Hash128(0, 0) : Hash128.of(canonical);
      keys[size++] = key.high();
      keys[size++] = key.low();
    }
    return List.of(Arrays.copyOf(keys, size)).iterator();
  }

  private static Iterator<Tuple2<Integer, long[]>> toShards(
      int partition, long[] keys, int shards) {
    return LongBlocks.ofNumbers(
        keys.length / 2,
        shards,
        3,
        (i, sink) -> {
          long high = keys[2 * i];
          long low = keys[2 * i + 1];
          if ((high | low) != 0) {
            sink.put(LongBlocks.target(low >>> 16, shards), high, low, Scan.place(partition, i));
          }
        });
  }

  /**
   * The places and keys of rows whose key stands more than once, on their way to their partition.
   */
  private static Iterator<Tuple2<Integer, long[]>> repeated(long[] records, int partitions) {
    int size = records.length / 3;
    int slots = Integer.highestOneBit(Math.max(8, Math.min(size, 1 << 28))) << 2;
    int[] firsts = new int[slots];
    boolean[] twice = new boolean[size];
    Arrays.fill(firsts, -1);
    for (int i = 0; i < size; i++) {
      int slot = (int) (records[3 * i] >>> 20) & slots - 1;
      while (firsts[slot] >= 0 && !sameKey(records, firsts[slot], i)) {
        slot = slot + 1 & slots - 1;
      }
      if (firsts[slot] < 0) {
        firsts[slot] = i;
      } else {
        twice[firsts[slot]] = true;
        twice[i] = true;
      }
    }
    return LongBlocks.ofNumbers(
        size,
        partitions,
        3,
        (i, sink) -> {
          if (twice[i]) {
            long place = records[3 * i + 2];
            sink.put(Scan.partition(place), Scan.number(place), records[3 * i], records[3 * i + 1]);
          }
        });
  }

  private static boolean sameKey(long[] records, int i, int j) {
    return records[3 * i] == records[3 * j] && records[3 * i + 1] == records[3 * j + 1];
  }

  // ---- columns

  private static void columns(long[] keys, int number, List<byte[]> found, Object[] values) {
    long high = keys[2 * number];
    long low = keys[2 * number + 1];
    values[0] = (high | low) == 0 ? null : UTF8String.fromString(new Hash128(high, low).hex());
    values[3] = 0;
    values[4] = false;
    for (byte[] evidence : found) {
      ExactCluster.fill(evidence, values);
      if (values[1] != null) {
        boolean same = values[2].equals(ExactCluster.SAME);
        values[8] =
            UTF8String.fromString((same ? Reason.EXACT_DUPLICATE : Reason.FORMAT_DUPLICATE).code());
      }
    }
  }
}
