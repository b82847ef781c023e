// SPDX-License-Identifier: Apache-2.0
package dev.whittle.onnx;

import ai.onnxruntime.OrtException;

/**
 * Logits that depend on nothing but the tokens: a row alone, from its first token on, in pieces
 * whose size the model fixes. One thread's.
 */
final class Alone implements AutoCloseable {
  private final Pass pass;
  private final int piece;
  private final float[] logits;
  private Cache past;
  private Cache present;

  Alone(Network network) throws OrtException {
    pass = new Pass(network);
    piece = Pass.columns(network.shape(), 1);
    logits = new float[network.shape().vocabulary()];
    past = new Cache(network.environment(), network.shape());
    present = new Cache(network.environment(), network.shape());
  }

  /** After the first {@code length} tokens of a row; overwritten by the next call. */
  float[] after(Row row, int length) throws OrtException {
    past.resize(1, 0);
    for (int from = 0; from < length; from += piece) {
      int columns = Math.min(piece, length - from);
      pass.prepare(1, columns, from + columns);
      for (int column = 0; column < columns; column++) {
        pass.token(0, column, row.token(from + column), from + column);
      }
      pass.mask(0, 0, from + columns);
      pass.run(past, present);
      Cache written = present;
      present = past;
      past = written;
      if (from + columns == length) {
        pass.logits(0, columns - 1, logits);
      }
    }
    return logits;
  }

  void stop() throws OrtException {
    pass.stop();
  }

  @Override
  public void close() {
    pass.close();
    past.close();
    present.close();
  }
}
