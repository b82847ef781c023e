// SPDX-License-Identifier: Apache-2.0
package dev.whittle.config;

import java.io.Serializable;
import java.util.List;
import java.util.Optional;

/** A source of problems: a part of the pool, or a benchmark. */
public record SourceConfig(
    @Doc("files, folders and globs, any Hadoop URI") List<String> paths,
    @Doc("auto | jsonl | json | csv | parquet") SourceFormat format,
    @Doc("JSON Pointer to the array of records inside of one JSON document")
        Optional<String> records,
    @Doc("licence of the source, as text") Optional<String> license,
    @Doc("smaller is preferred as a representative of duplicates; pools must have one")
        Optional<Integer> priority,
    @Doc("where a record keeps the columns of a problem") ProblemMap map,
    @Doc("heads and tails to remove from the problem") Optional<Strip> strip,
    @Doc("as-is | hash-marks | boxed | first-of-list | joined-list; absent: as-is")
        Optional<AnswerFrom> answerFrom)
    implements Serializable {}
