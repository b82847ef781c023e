// SPDX-License-Identifier: Apache-2.0
package dev.whittle.config;

import java.io.Serializable;
import java.time.Duration;

/** What sampling must know of a model that is asked, whoever answers. */
public sealed interface AskedConfig extends Serializable permits ServerConfig, OnnxConfig {
  /** What is asked: everything that decides a text. */
  RequestConfig request();

  /** Attempts at one problem in flight: usually, and when problems run out. */
  Band inFlightPerProblem();

  /** Share of attempts that may fail for good before the stage stops, 0..1. */
  double maxErrorShare();

  /** How often a task commits its attempts. */
  Duration commitEvery();

  /** What the model may cost one stage. */
  BudgetConfig budget();
}
