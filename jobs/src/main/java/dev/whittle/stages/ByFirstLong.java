// SPDX-License-Identifier: Apache-2.0
package dev.whittle.stages;

import org.apache.spark.Partitioner;

/** Sends bytes to a partition by the hash that their first eight are. */
final class ByFirstLong extends Partitioner {
  private final int partitions;

  ByFirstLong(int partitions) {
    this.partitions = partitions;
  }

  @Override
  public int numPartitions() {
    return partitions;
  }

  @Override
  public int getPartition(Object key) {
    return LongBlocks.target(Candidate.key((byte[]) key) >>> 20, partitions);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ByFirstLong that && that.partitions == partitions;
  }

  @Override
  public int hashCode() {
    return partitions;
  }
}
