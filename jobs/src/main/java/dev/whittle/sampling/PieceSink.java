// SPDX-License-Identifier: Apache-2.0
package dev.whittle.sampling;

/** Where a task's attempts go, in pieces that are committed one by one. */
interface PieceSink extends AutoCloseable {
  /** Adds an attempt, in the order of {@link dev.whittle.schema.Schemas#ATTEMPT}. */
  void add(Object[] attempt);

  /** Makes what was added since the last time part of the store. */
  void commit();

  /** Drops what is not committed. */
  @Override
  void close();
}
