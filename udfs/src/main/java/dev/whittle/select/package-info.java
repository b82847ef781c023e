// SPDX-License-Identifier: Apache-2.0
/**
 * Selection of a small set from a large one: sparse vectors of statements, their nearest
 * neighbours, greedy facility location, s1's sampling rule, and what a selection is worth beside
 * random ones. No Spark, no randomness but seeded.
 */
package dev.whittle.select;
