// SPDX-License-Identifier: Apache-2.0
package dev.whittle.synthetic.family;

/**
 * A kind of problem with one way of solving it. A family is total over its codes, exact, and never
 * gives two codes of a level the same problem.
 */
interface Family {
  /** Kebab-case, unique. */
  String name();

  /** The field of mathematics, in words. */
  String domain();

  /** {@code en} or {@code zh}. */
  default String language() {
    return "en";
  }

  /**
   * The problem that the digits name, worded in the style; levels run from 1 (trivial) to 6 (hard).
   */
  Draft make(int level, Digits digits, Style style);
}
