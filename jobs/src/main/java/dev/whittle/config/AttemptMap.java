// SPDX-License-Identifier: Apache-2.0
package dev.whittle.config;

import java.io.Serializable;
import java.util.List;
import java.util.Optional;

/** Where a record keeps a model's texts. */
public record AttemptMap(
    @Doc("template of the statement that the model was asked") String problem,
    @Doc("templates of its answers; a pointer that hits an array gives one text for each element")
        List<String> texts,
    @Doc("template of why the model stopped: stop or length") Optional<String> finishReason)
    implements Serializable {}
