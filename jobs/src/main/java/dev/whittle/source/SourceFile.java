// SPDX-License-Identifier: Apache-2.0
package dev.whittle.source;

import dev.whittle.config.SourceFormat;
import java.io.Serializable;
import java.util.List;

/**
 * A file of a source, as the inspection found it.
 *
 * @param uri where it is
 * @param name the same relative to the root, or the URI where it lies elsewhere
 * @param length bytes as stored
 * @param format never {@code AUTO}
 * @param records tokens of the path to the array of records; empty for none
 */
record SourceFile(
    String uri,
    String name,
    long length,
    Compression compression,
    SourceFormat format,
    List<String> records)
    implements Serializable {
  /** Whether pieces of it can be read on their own. */
  boolean splits() {
    return compression == Compression.NONE && format == SourceFormat.JSONL;
  }
}
