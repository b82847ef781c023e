// SPDX-License-Identifier: Apache-2.0
package dev.whittle.onnx;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OrtException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Tries a network out when it is loaded: rows of different lengths, read and written together,
 * against each of them alone. What comes out tells how rows have to lie in its cache.
 */
final class Trial {
  private static final int[] LENGTHS = {3, 11, 24};
  private static final int STEPS = 4;

  /**
   * The farthest that a logit may lie off in a batch. Networks of 32 bits stay below it; those that
   * quantise by the largest number of a batch do not.
   */
  private static final double FARTHEST = 2e-3;

  /** Beyond it the rows do not lie as the network wants them. */
  private static final double SIMILAR = 0.5;

  private Trial() {}

  /**
   * What came out.
   *
   * @param layout how rows have to lie
   * @param exact whether logits are off by so little that what is too close to call can be decided
   *     by a run of the row alone
   */
  record Result(Layout layout, boolean exact) {}

  /** Finds how rows may lie, and how far their logits are then off. */
  static Result run(Network network, Settings.Texts texts, Tolerance tolerance)
      throws OrtException {
    double shifted = distance(network, new ShiftedBatch(network, 1));
    double inPlace = Double.POSITIVE_INFINITY;
    if (shifted > FARTHEST) {
      try {
        inPlace = distance(network, new InPlaceBatch(network, LENGTHS.length));
      } catch (OrtException e) {
        // Written behind the old keys, what is new does not fit where it was to go.
        inPlace = Double.POSITIVE_INFINITY;
      }
    }
    double distance = Math.min(shifted, inPlace);
    Layout layout = shifted <= inPlace ? Layout.SHIFTED : Layout.IN_PLACE;
    // Rounded to 16 bits most logits are equal, and a few far apart: too few here to see one.
    boolean wide =
        network.shape().cache() == OnnxJavaType.FLOAT
            && network.shape().logits() == OnnxJavaType.FLOAT;
    if (wide && distance <= FARTHEST) {
      tolerance.seen(distance);
      return new Result(layout, true);
    }
    if (texts == Settings.Texts.BATCHED && distance <= SIMILAR) {
      return new Result(layout, false);
    }
    return new Result(Layout.ONE_ROW, false);
  }

  private static double distance(Network network, Batch batch) throws OrtException {
    Shape shape = network.shape();
    List<Row> rows = new ArrayList<>();
    List<int[]> starts = new ArrayList<>();
    for (int i = 0; i < LENGTHS.length; i++) {
      int length = Math.min(LENGTHS[i], Math.max(1, shape.context() - STEPS - 1));
      int[] tokens = new int[length + STEPS];
      for (int place = 0; place < tokens.length; place++) {
        tokens[place] = (int) (Draws.uniform(i, place) * shape.vocabulary());
      }
      rows.add(new Row(tokens));
      rows.get(i).cached = length;
      starts.add(Arrays.copyOf(tokens, length));
    }
    try (batch;
        Pass pass = new Pass(network);
        Alone alone = new Alone(network);
        Prompts prompts = new Prompts(network, pass, Long.MAX_VALUE)) {
      Set<Prompts.Key> unread = new LinkedHashSet<>();
      starts.forEach(start -> unread.add(new Prompts.Key(start)));
      prompts.read(unread);
      double farthest = 0;
      for (int i = 0; i < rows.size(); i++) {
        float[] logits = prompts.known(starts.get(i)).logits();
        float[] exact = alone.after(rows.get(i), rows.get(i).cached);
        farthest = Math.max(farthest, Tolerance.distance(logits, exact));
      }
      batch.regroup(rows, starts.stream().map(start -> prompts.known(start).cache()).toList());
      float[] logits = new float[shape.vocabulary()];
      for (int step = 0; step < STEPS; step++) {
        batch.step(pass);
        for (int i = 0; i < rows.size(); i++) {
          Row row = rows.get(i);
          pass.logits(i, 0, logits);
          farthest = Math.max(farthest, Tolerance.distance(logits, alone.after(row, row.cached)));
        }
      }
      return farthest;
    }
  }
}
