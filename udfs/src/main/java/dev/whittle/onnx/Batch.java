// SPDX-License-Identifier: Apache-2.0
package dev.whittle.onnx;

import ai.onnxruntime.OrtException;
import java.util.List;

/** The rows that write together, and their keys and values. One thread's. */
interface Batch extends AutoCloseable {

  /** Who has which place; null where a row has left. */
  Row[] places();

  /** Frees a row's place. */
  void leave(int place);

  /** Whether gaps are to be closed though nobody wants a place. */
  boolean gaping();

  /**
   * Takes rows in, and closes gaps.
   *
   * @param fresh rows whose prompts were read
   * @param prompts for each of them a cache, in whose first row its keys and values lie, from the
   *     first column on
   */
  void regroup(List<Row> fresh, List<Cache> prompts) throws OrtException;

  /**
   * Runs the last token of each row that is not in the cache yet: the logits of a place are then in
   * the pass, and every row has a token more in the cache.
   */
  void step(Pass pass) throws OrtException;

  /** Forgets all rows. */
  void clear();

  @Override
  void close();
}
