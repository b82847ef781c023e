// SPDX-License-Identifier: Apache-2.0
package dev.whittle.sampling;

import java.io.Serializable;
import org.apache.spark.SparkContext;
import org.apache.spark.util.LongAccumulator;

/** What sampling has come to so far, from all tasks: a few seconds old on the driver. */
final class Tally implements Serializable {
  private static final long serialVersionUID = 1L;

  final LongAccumulator problems;
  final LongAccumulator unanswerable;
  final LongAccumulator attempts;
  final LongAccumulator errors;
  final LongAccumulator promptTokens;
  final LongAccumulator completionTokens;
  final LongAccumulator saved;
  final LongAccumulator vain;
  final LongAccumulator committed;

  Tally(SparkContext spark, String name) {
    problems = spark.longAccumulator(name + ": problems decided");
    unanswerable = spark.longAccumulator(name + ": problems unanswerable");
    attempts = spark.longAccumulator(name + ": attempts bought");
    errors = spark.longAccumulator(name + ": attempts failed for good");
    promptTokens = spark.longAccumulator(name + ": prompt tokens");
    completionTokens = spark.longAccumulator(name + ": completion tokens");
    saved = spark.longAccumulator(name + ": attempts saved by early stopping");
    vain = spark.longAccumulator(name + ": attempts given up, their problem was decided");
    committed = spark.longAccumulator(name + ": attempts committed");
  }
}
