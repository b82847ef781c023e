/**
 * The attempts of a run: recorded or bought, kept once, read by every stage that judges them.
 *
 * <p>Attempts are facts with a price; no threshold has a say here.
 */
package dev.whittle.attempts;
