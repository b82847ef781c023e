// SPDX-License-Identifier: Apache-2.0
package dev.whittle.synthetic;

import java.util.Locale;

/** A source of the pool, each in a shape that real pools have. */
enum Source {
  /** JSON lines, gzip: question, and an answer that ends in {@code #### 18}. */
  SCHOOL,
  /** JSON arrays: problem, solution with a boxed answer, answer, type, level. */
  CONTEST,
  /** CSV with quoted line breaks. */
  EXAMS,
  /** Parquet: a prompt as a list of chat messages, the answer in a reward model. */
  RL,
  /** JSON lines: the statement over two fields. */
  STORIES,
  /** JSON lines, zstd, in Chinese. */
  ZH,
  /** JSON lines, with everything that the web does to them. */
  WEB;

  /** The name of the source and of its folder. */
  String code() {
    return name().toLowerCase(Locale.ROOT);
  }
}
