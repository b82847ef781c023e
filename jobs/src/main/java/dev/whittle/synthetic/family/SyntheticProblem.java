// SPDX-License-Identifier: Apache-2.0
package dev.whittle.synthetic.family;

/**
 * A made problem whose answer is known.
 *
 * @param index which problem of the seed it is, from 0
 * @param family kebab-case name of its family
 * @param domain field of mathematics in words
 * @param level 1 (trivial) to 6 (hard)
 * @param language {@code en} or {@code zh}
 * @param problem the statement, plain or in LaTeX
 * @param answer the final answer: an integer, decimal, fraction, radical, percentage, tuple, set or
 *     polynomial
 * @param solution a short worked solution that ends in the boxed answer
 */
public record SyntheticProblem(
    long index,
    String family,
    String domain,
    int level,
    String language,
    String problem,
    String answer,
    String solution) {}
