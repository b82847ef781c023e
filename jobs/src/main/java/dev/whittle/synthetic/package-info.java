/**
 * The synthetic pool: made problems in the file shapes of real pools, with planted duplicates,
 * contamination and defects, and the truth about them in a side file.
 */
package dev.whittle.synthetic;
