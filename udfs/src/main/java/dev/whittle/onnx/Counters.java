// SPDX-License-Identifier: Apache-2.0
package dev.whittle.onnx;

import java.util.concurrent.atomic.LongAdder;

/** What was done, counted by all decoders of a model. */
final class Counters {
  final LongAdder begun = new LongAdder();
  final LongAdder requests = new LongAdder();
  final LongAdder promptsRead = new LongAdder();
  final LongAdder promptTokens = new LongAdder();
  final LongAdder completionTokens = new LongAdder();
  final LongAdder recomputed = new LongAdder();
  final LongAdder steps = new LongAdder();
  final LongAdder stepRows = new LongAdder();
  final LongAdder regroupings = new LongAdder();

  Statistics statistics(double farthest, double tolerance) {
    return new Statistics(
        begun.sum(),
        requests.sum(),
        promptsRead.sum(),
        promptTokens.sum(),
        completionTokens.sum(),
        recomputed.sum(),
        steps.sum(),
        stepRows.sum(),
        regroupings.sum(),
        farthest,
        tolerance);
  }
}
