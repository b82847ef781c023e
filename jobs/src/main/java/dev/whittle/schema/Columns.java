// SPDX-License-Identifier: Apache-2.0
package dev.whittle.schema;

/**
 * Names of the columns that several stages share; a stage's own evidence is named in {@link
 * Schemas}.
 */
public final class Columns {
  public static final String PROBLEM_ID = "problem_id";
  public static final String SOURCE = "source";
  public static final String SOURCE_ID = "source_id";
  public static final String PROBLEM = "problem";
  public static final String ANSWER = "answer";
  public static final String SOLUTION = "solution";
  public static final String DOMAIN = "domain";
  public static final String LEVEL = "level";
  public static final String LICENSE = "license";
  public static final String EXTRA = "extra";
  public static final String SOURCE_PRIORITY = "source_priority";

  public static final String FILE = "file";

  /** How the columns end that hold what a server said; no digest covers them. */
  public static final String ERROR_SUFFIX = "_error";

  public static final String POSITION = "position";
  public static final String RAW = "raw";
  public static final String FAULT = "fault";

  /** Partition column of every stage's output: {@code kept} or {@code rejected}. */
  public static final String VERDICT = "verdict";

  /** Code of a {@code Reason}; null on a kept row. */
  public static final String REASON = "reason";

  /** {@code allow} or {@code deny} where a person decided; null elsewhere. */
  public static final String MANUAL = "manual";

  /** The reason that an {@code allow} overruled at this stage; null elsewhere. */
  public static final String OVERRULED = "overruled";

  private Columns() {}
}
