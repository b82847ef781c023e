// SPDX-License-Identifier: Apache-2.0
package dev.whittle.stages;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import org.apache.spark.Partitioner;
import scala.Tuple2;

/**
 * Records of a few longs on their way through a shuffle, packed into blocks: a thousandth of the
 * shuffle records, and no objects per row.
 */
final class LongBlocks {
  private static final int LONGS = 4096;
  private static final int BUDGET = 4 << 20;

  private LongBlocks() {}

  /** Where a record goes. */
  static final class Sink {
    private final int width;
    private final int blockLongs;
    private final long[][] blocks;
    private final int[] used;
    private final ArrayDeque<Tuple2<Integer, long[]>> full = new ArrayDeque<>();

    private Sink(int targets, int width) {
      this.width = width;
      int records = Math.max(16, Math.min(LONGS, BUDGET / targets) / width);
      blockLongs = records * width;
      blocks = new long[targets][];
      used = new int[targets];
    }

    /** Sends a record of two longs. */
    void put(int target, long a, long b) {
      long[] block = block(target);
      int at = used[target];
      block[at] = a;
      block[at + 1] = b;
      added(target, at + width);
    }

    /** Sends a record of three longs. */
    void put(int target, long a, long b, long c) {
      long[] block = block(target);
      int at = used[target];
      block[at] = a;
      block[at + 1] = b;
      block[at + 2] = c;
      added(target, at + width);
    }

    /** Sends a record of four longs. */
    void put(int target, long a, long b, long c, long d) {
      long[] block = block(target);
      int at = used[target];
      block[at] = a;
      block[at + 1] = b;
      block[at + 2] = c;
      block[at + 3] = d;
      added(target, at + width);
    }

    private long[] block(int target) {
      if (blocks[target] == null) {
        blocks[target] = new long[blockLongs];
      }
      return blocks[target];
    }

    private void added(int target, int longs) {
      used[target] = longs;
      if (longs == blockLongs) {
        full.add(new Tuple2<>(target, blocks[target]));
        blocks[target] = null;
        used[target] = 0;
      }
    }

    private void flush() {
      for (int target = 0; target < blocks.length; target++) {
        if (used[target] > 0) {
          full.add(new Tuple2<>(target, Arrays.copyOf(blocks[target], used[target])));
          blocks[target] = null;
          used[target] = 0;
        }
      }
    }
  }

  /** Blocks of what {@code emit} sends for every element, made as they are asked for. */
  static <T> Iterator<Tuple2<Integer, long[]>> of(
      Iterator<T> elements, int targets, int width, BiConsumer<T, Sink> emit) {
    Sink sink = new Sink(targets, width);
    return new Sent(
        sink,
        () -> {
          if (!elements.hasNext()) {
            return false;
          }
          emit.accept(elements.next(), sink);
          return true;
        });
  }

  /** What {@code emit} does with each of the numbers from 0. */
  interface OfNumber {
    void emit(int number, Sink sink);
  }

  /** Blocks of what {@code emit} sends for the numbers from 0 to {@code size}. */
  static Iterator<Tuple2<Integer, long[]>> ofNumbers(
      int size, int targets, int width, OfNumber emit) {
    Sink sink = new Sink(targets, width);
    int[] next = new int[1];
    return new Sent(
        sink,
        () -> {
          if (next[0] == size) {
            return false;
          }
          emit.emit(next[0]++, sink);
          return true;
        });
  }

  private static final class Sent implements Iterator<Tuple2<Integer, long[]>> {
    private final Sink sink;
    private final BooleanSupplier sendsMore;
    private boolean flushed;

    /**
     * @param sendsMore puts what is next into the sink; false when there is no more
     */
    Sent(Sink sink, BooleanSupplier sendsMore) {
      this.sink = sink;
      this.sendsMore = sendsMore;
    }

    @Override
    public boolean hasNext() {
      while (sink.full.isEmpty() && !flushed) {
        if (!sendsMore.getAsBoolean()) {
          sink.flush();
          flushed = true;
        }
      }
      return !sink.full.isEmpty();
    }

    @Override
    public Tuple2<Integer, long[]> next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      return sink.full.poll();
    }
  }

  /** All blocks of a partition in one array. */
  static long[] gathered(Iterator<Tuple2<Integer, long[]>> blocks) {
    long[] all = new long[LONGS];
    int size = 0;
    while (blocks.hasNext()) {
      long[] block = blocks.next()._2();
      if (size + block.length > all.length) {
        all = Arrays.copyOf(all, Math.max(all.length * 2, size + block.length));
      }
      System.arraycopy(block, 0, all, size, block.length);
      size += block.length;
    }
    return Arrays.copyOf(all, size);
  }

  /** Which of so many targets a hash belongs to. */
  static int target(long hash, int targets) {
    return (int) Long.remainderUnsigned(hash, targets);
  }

  /** Sends each block to the partition its key names. */
  static final class ByIndex extends Partitioner {
    private final int partitions;

    ByIndex(int partitions) {
      this.partitions = partitions;
    }

    @Override
    public int numPartitions() {
      return partitions;
    }

    @Override
    public int getPartition(Object key) {
      return (Integer) key;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof ByIndex that && that.partitions == partitions;
    }

    @Override
    public int hashCode() {
      return partitions;
    }
  }
}
