/**
 * Reads sources of any shape: files, compression, records and their mapping to columns. Whatever is
 * wrong with one record is a reason on its row, whatever is wrong with a file or a mapping is told
 * before any work.
 */
package dev.whittle.source;
