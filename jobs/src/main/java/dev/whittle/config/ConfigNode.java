// SPDX-License-Identifier: Apache-2.0
package dev.whittle.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A piece of configuration and where it was written.
 *
 * @param where file and line, or the {@code --set} that gave it
 * @param value a {@code String} (scalars stay text until they are bound), null, a list or a map of
 *     nodes
 */
record ConfigNode(String where, Object value) {
  static ConfigNode map(String where) {
    return new ConfigNode(where, new LinkedHashMap<String, ConfigNode>());
  }

  boolean isMap() {
    return value instanceof Map;
  }

  boolean isList() {
    return value instanceof List;
  }

  boolean isScalar() {
    return value instanceof String;
  }

  @SuppressWarnings("unchecked")
  Map<String, ConfigNode> entries() {
    return (Map<String, ConfigNode>) value;
  }

  @SuppressWarnings("unchecked")
  List<ConfigNode> items() {
    return (List<ConfigNode>) value;
  }

  String text() {
    return (String) value;
  }
}
