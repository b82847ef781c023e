// SPDX-License-Identifier: Apache-2.0
package dev.whittle.config;

import java.io.Serializable;
import java.util.Map;
import java.util.Optional;

/**
 * Where a record keeps the columns of a problem. Every value is a template: literal text with JSON
 * Pointers in <code>${/...}</code>.
 */
public record ProblemMap(
    @Doc("template of the statement") String problem,
    @Doc(
            "template of the options of a multiple-choice problem, added below the statement, one a"
                + " line, lettered A., B., ... unless they are already")
        Optional<String> options,
    @Doc("template of the answer, or of the text that answer-from cuts it out of")
        Optional<String> answer,
    @Doc("template of the official worked solution") Optional<String> solution,
    @Doc("template of the source's own word for the field of mathematics") Optional<String> domain,
    @Doc("template of the source's own word for the difficulty") Optional<String> level,
    @Doc("template of the source's own id; absent: the content hash") Optional<String> sourceId,
    @Doc("other fields to keep: name to template") Optional<Map<String, String>> extra)
    implements Serializable {}
