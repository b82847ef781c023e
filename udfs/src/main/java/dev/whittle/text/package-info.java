/**
 * The text of a problem: its canonical form, what it is made of, and how alike two are.
 *
 * <p>Everything here is pure, total and safe for any number of threads; linear in the text unless
 * said otherwise. No regular expressions: statements are unbounded.
 */
package dev.whittle.text;
