// SPDX-License-Identifier: Apache-2.0
package dev.whittle.config;

/** How the final answer is cut out of the text that the mapping calls the answer. */
public enum AnswerFrom {
  /** The text itself. */
  AS_IS,
  /** What follows the last {@code ####} on its line; no answer without one. */
  HASH_MARKS,
  /** What stands in the last {@code \boxed{}}; no answer without one. */
  BOXED,
  /** The first element where the pointer hits a list. */
  FIRST_OF_LIST,
  /** The elements joined by a comma where the pointer hits a list. */
  JOINED_LIST
}
