// SPDX-License-Identifier: Apache-2.0
package dev.whittle.source;

import dev.whittle.pipeline.Reason;

/**
 * One record of a file, parsed, or with the reason why not.
 *
 * @param value the parsed record; null with a reason
 * @param file the file, relative to the root where it lies below it
 * @param order orders the records of a file
 * @param position where the record is, for people
 * @param raw the record's text or, when it cannot be used, its start
 * @param reason why it cannot be used; null when it can
 * @param fault the reason in more words
 */
record SourceRecord(
    Object value,
    String file,
    long order,
    String position,
    String raw,
    Reason reason,
    String fault) {}
