// SPDX-License-Identifier: Apache-2.0
package dev.whittle.onnx;

import ai.onnxruntime.OrtException;

/**
 * Tries a network out when it is loaded: rows of different lengths, read and written together,
 * against each of them alone.
 */
final class Trial {
  private static final int[] LENGTHS = {3, 11, 24};
  private static final int STEPS = 4;

  private Trial() {}

  /** Tells how far the logits of both lie apart. */
  static void run(Network network, Tolerance tolerance) throws OrtException {
    Shape shape = network.shape();
    int rows = LENGTHS.length;
    Row[] tried = new Row[rows];
    int longest = 0;
    for (int i = 0; i < rows; i++) {
      int length = Math.min(LENGTHS[i], Math.max(1, shape.context() - STEPS - 1));
      int[] tokens = new int[length + STEPS];
      for (int place = 0; place < tokens.length; place++) {
        tokens[place] = (int) (Draws.uniform(i, place) * shape.vocabulary());
      }
      tried[i] = new Row(tokens);
      tried[i].cached = length;
      longest = Math.max(longest, length);
    }
    try (Pass pass = new Pass(network);
        Alone alone = new Alone(network);
        Cache first = new Cache(network.environment(), shape);
        Cache second = new Cache(network.environment(), shape);
        Cache third = new Cache(network.environment(), shape)) {
      float[] logits = new float[shape.vocabulary()];
      first.resize(rows, 0);
      pass.prepare(rows, longest, 0);
      for (int i = 0; i < rows; i++) {
        for (int place = 0; place < longest; place++) {
          pass.token(i, place, place < tried[i].cached ? tried[i].token(place) : 0, place);
        }
        pass.mask(i, 0, tried[i].cached);
      }
      pass.run(first, second);
      for (int i = 0; i < rows; i++) {
        pass.logits(i, tried[i].cached - 1, logits);
        tolerance.seen(Tolerance.distance(logits, alone.after(tried[i], tried[i].cached)));
      }
      third.resize(rows, longest);
      for (int i = 0; i < rows; i++) {
        third.fill(i, second, i, 0, tried[i].cached);
      }
      Cache past = third;
      Cache present = first;
      for (int step = 0; step < STEPS; step++) {
        pass.prepare(rows, 1, past.length());
        for (int i = 0; i < rows; i++) {
          pass.token(i, 0, tried[i].token(tried[i].cached), tried[i].cached);
          pass.mask(i, past.length() - tried[i].cached, past.length() + 1);
        }
        pass.run(past, present);
        for (int i = 0; i < rows; i++) {
          tried[i].cached++;
          pass.logits(i, 0, logits);
          tolerance.seen(Tolerance.distance(logits, alone.after(tried[i], tried[i].cached)));
        }
        Cache written = present;
        present = past;
        past = written;
      }
    }
  }
}
