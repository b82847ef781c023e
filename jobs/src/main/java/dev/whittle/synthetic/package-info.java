/**
 * The synthetic pool: made problems in the file shapes of real pools, with planted duplicates,
 * contamination and defects, the truth about them in a side file, and simulated attempts.
 */
package dev.whittle.synthetic;
