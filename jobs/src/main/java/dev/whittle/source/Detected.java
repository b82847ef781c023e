// SPDX-License-Identifier: Apache-2.0
package dev.whittle.source;

import dev.whittle.config.SourceConfig;
import java.util.List;

/**
 * What {@link Detect} made of files it knew nothing of.
 *
 * @param name a name for the source, made of the path
 * @param config how it is going to be read
 * @param words the same for people, a line each
 */
public record Detected(String name, SourceConfig config, List<String> words) {}
