// SPDX-License-Identifier: Apache-2.0
package dev.whittle.source;

import dev.whittle.config.IngestConfig;
import java.io.Serializable;

/**
 * What bounds reading.
 *
 * @param maxRecord bytes above which a record is rejected and no longer held
 * @param splitSize bytes of an uncompressed JSONL file that one task reads
 * @param fileSize bytes aimed at for an output file
 * @param smallestFile bytes below which output is not spread further
 * @param root folder as a path or URI that file names are told relative to, so that the same data
 *     at another place gives the same rows; empty for none
 */
public record ReadLimits(
    int maxRecord, long splitSize, long fileSize, long smallestFile, String root)
    implements Serializable {
  public static ReadLimits of(IngestConfig config, String root) {
    return new ReadLimits(
        Math.toIntExact(config.maxRecord().bytes()),
        config.splitSize().bytes(),
        config.fileSize().bytes(),
        config.smallestFile().bytes(),
        root);
  }
}
