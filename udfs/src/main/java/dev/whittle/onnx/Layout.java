// SPDX-License-Identifier: Apache-2.0
package dev.whittle.onnx;

/** How rows that are run together have to lie in the cache. */
enum Layout {
  /** Their last tokens in one column: {@link ShiftedBatch}. */
  SHIFTED,
  /** Their first tokens in one column: {@link InPlaceBatch}. */
  IN_PLACE,
  /** Not at all: what a row says depends on the others, so each runs alone. */
  ONE_ROW
}
