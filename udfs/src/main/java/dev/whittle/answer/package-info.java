/**
 * Finds the answer in a model's text and decides whether it equals the gold answer.
 *
 * <p>Everything here is pure Java: no Spark, no threads, no clock, no evaluation of text. Every
 * public method is total (any string, null included, gives a result), deterministic and bounded:
 * text, tokens, depth, integers and work are capped, and what a cap cuts off is judged "not
 * equivalent" with a {@link dev.whittle.answer.ReasonCode} that says so.
 */
package dev.whittle.answer;
