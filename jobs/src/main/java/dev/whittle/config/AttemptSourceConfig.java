// SPDX-License-Identifier: Apache-2.0
package dev.whittle.config;

import java.io.Serializable;
import java.util.List;
import java.util.Optional;

/** Recorded texts of a model. */
public record AttemptSourceConfig(
    @Doc("files, folders and globs, any Hadoop URI") List<String> paths,
    @Doc("auto | jsonl | json | csv | parquet") SourceFormat format,
    @Doc("JSON Pointer to the array of records inside of one JSON document")
        Optional<String> records,
    @Doc("template of the model's name; most often literal text") String model,
    @Doc("where a record keeps the model's texts") AttemptMap map,
    @Doc("heads and tails to remove from the problem") Optional<Strip> strip)
    implements Serializable {}
