// SPDX-License-Identifier: Apache-2.0
package dev.whittle.config;

import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Configuration records as plain trees of maps, lists, text, numbers and booleans: for files,
 * fingerprints and differences.
 */
public final class Trees {
  private Trees() {}

  /** The tree of a record, in the order of its components; absent optional keys are left out. */
  public static Object of(Object value) {
    if (value == null || value instanceof Number || value instanceof Boolean) {
      return value;
    }
    if (value instanceof Optional<?> optional) {
      return optional.map(Trees::of).orElse(null);
    }
    if (value instanceof List<?> list) {
      List<Object> items = new ArrayList<>();
      list.forEach(item -> items.add(of(item)));
      return items;
    }
    if (value instanceof Map<?, ?> map) {
      Map<String, Object> entries = new LinkedHashMap<>();
      map.forEach((key, entry) -> entries.put(String.valueOf(key), of(entry)));
      return entries;
    }
    if (value instanceof Enum<?> constant) {
      return Binder.kebabConstant(constant);
    }
    if (value instanceof Duration duration) {
      return duration.toMillis() % 1000 == 0
          ? duration.toSeconds() + "s"
          : duration.toMillis() + "ms";
    }
    if (value.getClass().isRecord() && Binder.parser(value.getClass()) == null) {
      return ofRecord(value);
    }
    return value.toString();
  }

  private static Map<String, Object> ofRecord(Object value) {
    Map<String, Object> entries = new LinkedHashMap<>();
    for (RecordComponent component : value.getClass().getRecordComponents()) {
      try {
        component.getAccessor().setAccessible(true);
        Object entry = component.getAccessor().invoke(value);
        if (!(entry instanceof Optional<?> optional) || optional.isPresent()) {
          entries.put(Binder.kebab(component.getName()), of(entry));
        }
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException(e);
      }
    }
    return entries;
  }

  /** One line {@code path: old -> new} for every leaf in which two trees differ. */
  public static List<String> differences(Object left, Object right) {
    List<String> lines = new ArrayList<>();
    differences("", left, right, lines);
    return lines;
  }

  private static void differences(String path, Object left, Object right, List<String> lines) {
    if (left instanceof Map<?, ?> a && right instanceof Map<?, ?> b) {
      Map<String, Boolean> keys = new TreeMap<>();
      a.keySet().forEach(key -> keys.put(String.valueOf(key), true));
      b.keySet().forEach(key -> keys.put(String.valueOf(key), true));
      for (String key : keys.keySet()) {
        differences(path.isEmpty() ? key : path + "." + key, a.get(key), b.get(key), lines);
      }
    } else if (left instanceof List<?> a && right instanceof List<?> b && a.size() == b.size()) {
      for (int i = 0; i < a.size(); i++) {
        differences(path + "." + i, a.get(i), b.get(i), lines);
      }
    } else if (!Objects.equals(String.valueOf(left), String.valueOf(right))) {
      lines.add(path + ": " + left + " -> " + right);
    }
  }
}
