// SPDX-License-Identifier: Apache-2.0
/**
 * Buying attempts from servers: many problems in flight in every task, exact early stopping with
 * the verifier in the loop, pieces committed while a long stage runs.
 */
package dev.whittle.sampling;
