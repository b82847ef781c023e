// SPDX-License-Identifier: Apache-2.0
package dev.whittle.pipeline;

import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** A stage that costs money for every problem, so that a few of them tell what all will cost. */
public interface Priced extends Stage {
  /**
   * What a model was asked about a pilot's problems.
   *
   * @param model its label
   * @param n attempts that its rule speaks of
   * @param lo the smallest number of right attempts that is kept
   * @param hi the largest
   * @param attempts of each problem that was asked, those that decided it
   * @param correct of each, how many of those are right
   * @param bought of each, all attempts in the store
   * @param completionTokens of each, in all attempts in the store
   * @param seconds that buying took; 0 when everything was there
   * @param boughtTokens completion tokens bought in that time
   */
  record Price(
      String model,
      int n,
      int lo,
      int hi,
      int[] attempts,
      int[] correct,
      int[] bought,
      long[] completionTokens,
      double seconds,
      long boughtTokens) {}

  /**
   * The prices of the models that were asked, in the order of the rules; for a few thousand
   * problems at most.
   *
   * @param problems what was given to {@link #judge}
   * @param judged what it gave
   */
  List<Price> prices(Dataset<Row> problems, Dataset<Row> judged, StageContext context);

  /** Whether judging buys anything. */
  boolean buys();
}
