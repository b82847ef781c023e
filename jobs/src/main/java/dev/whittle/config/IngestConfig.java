// SPDX-License-Identifier: Apache-2.0
package dev.whittle.config;

import java.io.Serializable;

/** How sources are read and their rows laid out. */
public record IngestConfig(
    @Doc("a record above this size is rejected without being held in memory") ByteSize maxRecord,
    @Doc("uncompressed JSONL is read in pieces of this size; small files are grouped up to it")
        ByteSize splitSize,
    @Doc("aimed-at size of the output files") ByteSize fileSize,
    @Doc("output is not spread over more files than leaves each this size, whatever the cores")
        ByteSize smallestFile)
    implements Serializable {
  public IngestConfig {
    if (maxRecord.bytes() < 4096 || maxRecord.bytes() > 1L << 30) {
      throw new IllegalArgumentException("max-record must be 4KB..1GB");
    }
    if (splitSize.bytes() < 1 || fileSize.bytes() < 1 || smallestFile.bytes() < 1) {
      throw new IllegalArgumentException("sizes must be above 0B");
    }
  }
}
