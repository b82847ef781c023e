// SPDX-License-Identifier: Apache-2.0
package dev.whittle.stages;

import dev.whittle.config.NearDedupConfig;
import dev.whittle.text.Profile;
import dev.whittle.text.Sketch;
import java.io.Serializable;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import scala.Tuple2;

/**
 * From statements to those that have company: a row's guarded key, its template and its report
 * bands go to where equal ones meet, and what shares one is told to the row's partition.
 *
 * <p>The guarded key is a hash of all that two near duplicates must have in common (numbers,
 * operators, decisive words, variables, as far as the guards say so). Texts of different keys are
 * no duplicates whatever their words, so that no band of a signature has to be sent to find the
 * pairs: a row alone in its key is done after 16 bytes, and within a key all pairs are found.
 */
final class NearKeys implements Serializable {
  /** Another row has the same guarded key; the value is 1 for one of them, else 0. */
  static final int GROUP = 0;

  /** Another row has the same template; the value is 1 for one of them, else 0. */
  static final int TEMPLATE = 1;

  /** Looks like the anchor that the value names, but a guard or more differ. */
  static final int REPORT = 2;

  /** Is the anchor that the value names. */
  static final int ANCHOR = 3;

  /** Stands in a capped bucket with the row at the place that the value is; size above the kind. */
  static final int CAPPED = 4;

  static final int KIND_BITS = 3;

  private static final int HEAD = 4;
  private static final int FAMILIES = 3;

  private final NearDedupConfig config;
  private final long seed;
  private final int shards;
  private final int width;

  NearKeys(NearDedupConfig config, long seed, int shards) {
    this.config = config;
    this.seed = seed;
    this.shards = shards;
    this.width = HEAD + config.reportBands();
  }

  /** Longs of a row in {@link #of}. */
  int width() {
    return width;
  }

  /** Targets of the first shuffle: each family of keys has its own. */
  int targets() {
    return FAMILIES * shards;
  }

  /**
   * The keys of a partition's rows (id and statement): guarded key, both halves of the template, a
   * hash of the id, the report's buckets; zeros for a text that says nothing.
   */
  Iterator<long[]> of(Iterator<InternalRow> rows) {
    Sketch report = new Sketch(config.reportBands(), config.reportRows(), seed);
    long[] keys = new long[1024 * width];
    int size = 0;
    while (rows.hasNext()) {
      InternalRow row = rows.next();
      String text = Scan.text(row, 1);
      if (size == keys.length) {
        keys = Arrays.copyOf(keys, size * 2);
      }
      Profile profile = Profile.unsorted(text);
      if (profile.shingles().length > 0) {
        keys[size] = guarded(profile);
        keys[size + 1] = profile.template().high();
        keys[size + 2] = profile.template().low();
        keys[size + 3] = Scan.longHash(row.getUTF8String(0));
        // Problems of other numbers are other problems, whatever their words: nothing to report.
        long numbers = config.guards().numbers() ? profile.numbers() : 0;
        long[] buckets = report.buckets(profile.shingles(), numbers);
        System.arraycopy(buckets, 0, keys, size + HEAD, buckets.length);
      }
      size += width;
    }
    return List.of(Arrays.copyOf(keys, size)).iterator();
  }

  /** What the guards compare and must be equal; even, never 0. */
  private long guarded(Profile profile) {
    NearDedupConfig.Guards guards = config.guards();
    long key = 1;
    key = key * 31 + (guards.numbers() ? profile.numbers() : 0);
    key = key * 31 + (guards.operators() ? profile.operators() : 0);
    key = key * 31 + (guards.words() ? profile.words() : 0);
    key = key * 31 + (guards.symbols() ? profile.symbols() : 0);
    key = mix(key) & ~1L;
    return key == 0 ? 2 : key;
  }

  /** Records of four longs on their way to where equal keys meet. */
  Iterator<Tuple2<Integer, long[]>> records(int partition, long[] keys) {
    return LongBlocks.ofNumbers(
        keys.length / width,
        targets(),
        4,
        (i, sink) -> {
          int at = i * width;
          if (keys[at] == 0) {
            return;
          }
          long place = Scan.place(partition, i);
          sink.put(target(keys[at], GROUP), keys[at], place, 0, 0);
          sink.put(target(keys[at + 1], TEMPLATE), keys[at + 1], place, 0, 0);
          // Either half tells two keys apart but once in four billion: a report then misses one.
          long both = keys[at] << 32 | keys[at + 1] >>> 32;
          for (int band = 0; band < config.reportBands(); band++) {
            long bucket = keys[at + HEAD + band];
            sink.put(target(bucket, REPORT), bucket, place, both, keys[at + 3]);
          }
        });
  }

  private int target(long key, int family) {
    return family * shards + LongBlocks.target(key >>> 20, shards);
  }

  /**
   * What a partition of {@link #targets()} has to tell the rows' partitions: three longs, a row's
   * number, what it shares and its value.
   */
  Iterator<Tuple2<Integer, long[]>> shared(
      int target, Iterator<Tuple2<Integer, long[]>> blocks, int partitions) {
    int family = target / shards;
    long[] records = LongBlocks.gathered(blocks);
    int size = records.length / 4;
    int slots = Integer.highestOneBit(Math.max(8, Math.min(size, 1 << 28))) << 2;
    int[] heads = new int[slots];
    int[] next = new int[size];
    int[] counts = new int[size];
    Arrays.fill(heads, -1);
    for (int i = 0; i < size; i++) {
      int slot = (int) mix(records[4 * i]) & slots - 1;
      while (heads[slot] >= 0 && records[4 * heads[slot]] != records[4 * i]) {
        slot = slot + 1 & slots - 1;
      }
      next[i] = heads[slot];
      counts[i] = heads[slot] < 0 ? 1 : counts[heads[slot]] + 1;
      heads[slot] = i;
    }
    return LongBlocks.ofNumbers(
        slots,
        partitions,
        3,
        (slot, sink) -> {
          int head = heads[slot];
          if (head < 0 || counts[head] < 2) {
            return;
          }
          if (family == REPORT) {
            reported(records, next, head, counts[head], sink);
            return;
          }
          for (int i = head; i >= 0; i = next[i]) {
            tell(sink, records[4 * i + 1], family, i == head ? 1 : 0);
          }
        });
  }

  private static void tell(LongBlocks.Sink sink, long place, long what, long value) {
    sink.put(Scan.partition(place), Scan.number(place), what, value);
  }

  /** Pairs within a bucket that differ in a guard and in the template; stars in a large one. */
  private void reported(long[] records, int[] next, int head, int count, LongBlocks.Sink sink) {
    boolean different = false;
    for (int i = next[head]; i >= 0 && !different; i = next[i]) {
      different = differ(records[4 * i + 2], records[4 * head + 2]);
    }
    if (!different) {
      return;
    }
    Integer[] members = new Integer[count];
    int size = 0;
    for (int i = head; i >= 0; i = next[i]) {
      members[size++] = 4 * i;
    }
    // By the hash of the id: the same for any partitioning.
    Arrays.sort(members, (a, b) -> Long.compare(records[a + 3], records[b + 3]));
    if (count >= config.cappedFrom()) {
      long what = (long) count << KIND_BITS | CAPPED;
      tell(sink, records[members[0] + 1], what, records[members[1] + 1]);
      return;
    }
    int anchors = count <= config.allPairsUpTo() ? count : Math.min(config.anchors(), count);
    for (int i = 0; i < anchors; i++) {
      // Odd, where guarded keys are even: both kinds meet in one shuffle.
      long place = records[members[i] + 1];
      long meeting = mix(records[members[i] + 3]) | 1;
      boolean told = false;
      for (int j = i + 1; j < count; j++) {
        if (differ(records[members[i] + 2], records[members[j] + 2])) {
          if (!told) {
            tell(sink, place, ANCHOR, meeting);
            told = true;
          }
          tell(sink, records[members[j] + 1], REPORT, meeting);
        }
      }
    }
  }

  private static boolean differ(long both, long other) {
    return both >>> 32 != other >>> 32 && (int) both != (int) other;
  }

  /** A mix of all bits (the finalizer of MurmurHash3). */
  static long mix(long word) {
    long h = word;
    h = (h ^ h >>> 33) * 0xff51afd7ed558ccdL;
    h = (h ^ h >>> 33) * 0xc4ceb9fe1a85ec53L;
    return h ^ h >>> 33;
  }
}
