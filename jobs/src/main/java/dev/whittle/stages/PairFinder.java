// SPDX-License-Identifier: Apache-2.0
package dev.whittle.stages;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.hex;
import static org.apache.spark.sql.functions.lower;
import static org.apache.spark.sql.functions.lpad;
import static org.apache.spark.sql.functions.when;

import dev.whittle.config.NearDedupConfig;
import dev.whittle.text.Hash128;
import dev.whittle.text.Profile;
import dev.whittle.text.Sketch;
import java.io.Serializable;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.functions;
import scala.Tuple2;

/**
 * From statements to pairs that may be duplicates: band records, buckets, distinct pairs.
 * Everything travels as packed longs; a problem is a node, the first 64 bits of its id.
 */
final class PairFinder implements Serializable {
  static final int PAIR = 0;
  static final int TEMPLATE = 1;
  static final int CAPPED = 2;

  private final NearDedupConfig config;
  private final long seed;
  private final int shards;
  private final Preferences preferences;

  PairFinder(NearDedupConfig config, long seed, int shards) {
    this.config = config;
    this.seed = seed;
    this.shards = shards;
    this.preferences = new Preferences(config.prefer());
  }

  /**
   * A problem's node, which sorts as its id does: the first half of an id of 32 hex digits, or all
   * of an id of up to eight ASCII characters; of any other id a hash.
   */
  static long node(String id) {
    if (id.length() == 32) {
      try {
        return Long.parseUnsignedLong(id, 0, 16, 16);
      } catch (NumberFormatException e) {
        return Hash128.of(id).high();
      }
    }
    long packed = 0;
    for (int i = 0; i < 8; i++) {
      char c = i < id.length() ? id.charAt(i) : 0;
      packed = packed << 8 | c;
      if (c > 0x7f || id.length() > 8) {
        return Hash128.of(id).high();
      }
    }
    return packed;
  }

  static long rank(Preferences preferences, Row text) {
    String problem = text.getString(1);
    return preferences.rank(
        text.getString(2),
        text.getString(3),
        text.isNullAt(4) ? null : Integer.valueOf(text.getInt(4)),
        problem.length());
  }

  // ---- texts to band records

  Iterator<Tuple2<Integer, long[]>> bandRecords(Iterator<Row> texts) {
    Sketch duplicates = new Sketch(config.bands(), config.rows(), seed);
    Sketch report = new Sketch(config.reportBands(), config.reportRows(), seed + 1);
    return LongBlocks.of(
        texts,
        shards,
        2,
        (text, sink) -> {
          if (text.isNullAt(1)) {
            return;
          }
          Profile profile = Profile.of(text.getString(1));
          if (profile.shingles().length == 0) {
            return;
          }
          long node = node(text.getString(0));
          long rank = rank(preferences, text);
          for (long bucket : duplicates.buckets(profile.shingles(), salt(profile))) {
            put(sink, bucket, Buckets.record(bucket, Buckets.DUPLICATES, rank), node);
          }
          if (config.reportBands() > 0) {
            for (long bucket : report.buckets(profile.shingles(), 0)) {
              put(sink, bucket, Buckets.record(bucket, Buckets.REPORT, rank), node);
            }
          }
          long template = profile.template().high();
          put(sink, template, Buckets.record(template, Buckets.TEMPLATES, 0), template);
        });
  }

  private void put(LongBlocks.Sink sink, long bucket, long record, long node) {
    sink.put(LongBlocks.target(bucket >>> 32, shards), record, node);
  }

  /** What the guards compare and must be equal: texts that differ in it need not meet. */
  private long salt(Profile profile) {
    NearDedupConfig.Guards guards = config.guards();
    long salt = 1;
    salt = salt * 31 + (guards.numbers() ? profile.numbers() : 0);
    salt = salt * 31 + (guards.operators() ? profile.operators() : 0);
    salt = salt * 31 + (guards.words() ? profile.words() : 0);
    return salt * 31 + (guards.symbols() ? profile.symbols() : 0);
  }

  // ---- band records to pairs

  Iterator<Tuple2<Integer, long[]>> pairRecords(Iterator<Tuple2<Integer, long[]>> blocks) {
    Buckets buckets =
        new Buckets(
            LongBlocks.gathered(blocks),
            config.allPairsUpTo(),
            config.anchors(),
            config.cappedFrom());
    return LongBlocks.of(
        List.of(buckets).iterator(), shards, 3, (all, sink) -> all.send(new ToDistinct(sink)));
  }

  private final class ToDistinct implements Buckets.Sink {
    private final LongBlocks.Sink sink;

    ToDistinct(LongBlocks.Sink sink) {
      this.sink = sink;
    }

    @Override
    public void pair(long one, long other) {
      put(Math.min(one, other), Math.max(one, other), PAIR);
    }

    @Override
    public void template(long template) {
      put(template, 0, TEMPLATE);
    }

    @Override
    public void capped(long anchor, long size, int family) {
      put(anchor, size * 2 + (family == Buckets.REPORT ? 1 : 0), CAPPED);
    }

    private void put(long one, long other, int kind) {
      long hash = one * 0x9e3779b97f4a7c15L + other * 0xc2b2ae3d27d4eb4fL;
      sink.put(LongBlocks.target(hash ^ hash >>> 29, shards), one, other, kind);
    }
  }

  /** Each record once. */
  static Iterator<Row> distinct(Iterator<Tuple2<Integer, long[]>> blocks) {
    long[] records = LongBlocks.gathered(blocks);
    int size = records.length / 3;
    int slots = Integer.highestOneBit(Math.max(8, Math.min(size, 1 << 28))) << 2;
    int[] table = new int[slots];
    Arrays.fill(table, -1);
    int[] first = new int[size];
    int count = 0;
    for (int i = 0; i < size; i++) {
      long hash = (records[3 * i] * 31 + records[3 * i + 1]) * 31 + records[3 * i + 2];
      int slot = (int) (hash * 0x9e3779b97f4a7c15L >>> 32) & (slots - 1);
      while (table[slot] >= 0 && !equal(records, table[slot], i)) {
        slot = (slot + 1) & (slots - 1);
      }
      if (table[slot] < 0) {
        table[slot] = i;
        first[count++] = i;
      }
    }
    return Arrays.stream(first, 0, count)
        .mapToObj(
            i -> RowFactory.create(records[3 * i], records[3 * i + 1], (int) records[3 * i + 2]))
        .iterator();
  }

  private static boolean equal(long[] records, int i, int j) {
    return records[3 * i] == records[3 * j]
        && records[3 * i + 1] == records[3 * j + 1]
        && records[3 * i + 2] == records[3 * j + 2];
  }

  /** Rows of two longs as one block. */
  static Iterator<long[]> packed(Iterator<Row> rows) {
    long[] block = new long[1024];
    int size = 0;
    while (rows.hasNext()) {
      Row row = rows.next();
      if (size == block.length) {
        block = Arrays.copyOf(block, size * 2);
      }
      block[size++] = row.getLong(0);
      block[size++] = row.getLong(1);
    }
    return List.of(Arrays.copyOf(block, size)).iterator();
  }

  // ---- for people

  /** Capped buckets by the first half of their best-ranked member's id. */
  static Dataset<Row> capped(Dataset<Row> found) {
    return found.select(
        lower(lpad(hex(col("one")), 16, "0")).as("anchor"),
        functions.expr("other div 2").as("size"),
        when(col("other").mod(2).equalTo(1), "report").otherwise("duplicates").as("family"));
  }

  /** The chance of becoming a candidate at ten similarities. */
  Map<String, Double> curve() {
    Sketch sketch = new Sketch(config.bands(), config.rows(), seed);
    Map<String, Double> curve = new LinkedHashMap<>();
    for (int i = 1; i <= 19; i++) {
      double jaccard = i / 20.0;
      curve.put(Double.toString(jaccard), Math.round(sketch.chance(jaccard) * 1e6) / 1e6);
    }
    return curve;
  }
}
