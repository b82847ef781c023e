// SPDX-License-Identifier: Apache-2.0
package dev.whittle.config;

import java.io.Serializable;
import java.util.List;

/** Heads and tails that prompts carry around a problem, as exact text. */
public record Strip(
    @Doc("heads to remove from the problem, each at most once, in this order")
        List<String> prefixes,
    @Doc("tails to remove from the problem, each at most once, in this order")
        List<String> suffixes)
    implements Serializable {}
