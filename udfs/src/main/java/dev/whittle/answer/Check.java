// SPDX-License-Identifier: Apache-2.0
package dev.whittle.answer;

/**
 * The outcome of comparing a text with a gold answer.
 *
 * @param equivalent whether the text gives the gold answer; false whenever that is not certain
 * @param extracted the answer found in the text, or null
 * @param rule how it was found
 * @param reason why the outcome is what it is
 */
public record Check(boolean equivalent, String extracted, Rule rule, ReasonCode reason) {}
