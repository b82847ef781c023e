// SPDX-License-Identifier: Apache-2.0
package dev.whittle.config;

/** The shape of a source's files, inside of their compression. */
public enum SourceFormat {
  /** Looked up in the first records of each file. */
  AUTO,
  /** One JSON object a line. */
  JSONL,
  /** Arrays of objects, or objects one after the other with or without commas and line breaks. */
  JSON,
  /** RFC 4180 with a header line; comma, semicolon or tab. */
  CSV,
  PARQUET
}
