// SPDX-License-Identifier: Apache-2.0
package dev.whittle.synthetic;

import java.util.Locale;

/** What a row of the pool is; everything but {@link #ORIGINAL} stands in the side file. */
enum Kind {
  /** A problem of its own. */
  ORIGINAL,
  /** A problem of its own in sentences that others share: an innocent. */
  BOILERPLATE,
  /** Another row's text, character for character. */
  EXACT_COPY,
  /** Another row's text, spelled otherwise. */
  FORMAT_COPY,
  /** Another row's text under a heading. */
  PREFIXED_COPY,
  /** Another row's text with a small edit of the wording. */
  NEAR_COPY,
  /** Another row's problem in other words: no rule on shared text need find it. */
  PARAPHRASE,
  /** Another row's wording with other numbers: an innocent. */
  NUMERIC_VARIANT,
  /** Another row's text with a wrong answer. */
  ANSWER_CONFLICT,
  /** A benchmark item as it stands. */
  BENCHMARK_VERBATIM,
  /** A benchmark item, spelled otherwise. */
  BENCHMARK_REFORMATTED,
  /** A benchmark item inside a longer text. */
  BENCHMARK_EMBEDDED,
  /** A benchmark item's wording with other numbers: another problem. */
  BENCHMARK_VARIANT,
  /** A row that is no usable problem; the note says why. */
  DEFECT,
  /** A line that is no JSON. */
  BROKEN_JSON,
  /** A line that is no UTF-8. */
  INVALID_UTF8,
  /** A record without a problem. */
  MISSING_PROBLEM;

  String code() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
