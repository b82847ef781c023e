// SPDX-License-Identifier: Apache-2.0
package dev.whittle.synthetic;

/**
 * A row of the pool before it is given a shape.
 *
 * @param id the source's own id: the row's number as text
 * @param kind what was planted, as far as it could be
 * @param ofSource source of the row it was made from, or null
 * @param of id of the row it was made from or, for contamination, of the benchmark item; or null
 * @param note how it was made, or null
 * @param problem the statement; null where the record has none
 * @param answer null where the record has none
 */
record PoolRow(
    String id,
    Source source,
    Kind kind,
    String ofSource,
    String of,
    String note,
    String family,
    String domain,
    int level,
    String language,
    String problem,
    String answer,
    String solution) {}
