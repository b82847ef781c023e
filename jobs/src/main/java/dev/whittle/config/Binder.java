// SPDX-License-Identifier: Apache-2.0
package dev.whittle.config;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Binds configuration nodes to records and back.
 *
 * <p>A record's components are its keys, in kebab-case. Every key is required unless its type is
 * {@link Optional}: there are no defaults in Java. Known types: text, numbers, {@code true|false},
 * enums (in kebab-case), {@link Duration} ({@code 30s}), lists, maps from names, records, and any
 * class with a static {@code parse(String)}. All errors go to {@link Problems}; binding goes on
 * after one.
 */
final class Binder {
  private final Problems problems;

  Binder(Problems problems) {
    this.problems = problems;
  }

  /** The record, or null when something in it is wrong: then it is in the problems. */
  <T> T bind(ConfigNode node, Class<T> type, String path) {
    return type.cast(bindType(node, type, path, null));
  }

  private Object bindType(ConfigNode node, Type type, String path, Range range) {
    if (type instanceof ParameterizedType generic) {
      Class<?> raw = (Class<?>) generic.getRawType();
      Type[] arguments = generic.getActualTypeArguments();
      if (raw == Optional.class) {
        if (node.value() == null) {
          return Optional.empty();
        }
        return Optional.ofNullable(bindType(node, arguments[0], path, range));
      }
      if (raw == List.class) {
        return bindList(node, arguments[0], path, range);
      }
      if (raw == Map.class) {
        return bindMap(node, arguments[1], path, range);
      }
      throw new IllegalStateException("Configuration cannot hold " + type);
    }
    Class<?> plain = (Class<?>) type;
    if (plain.isRecord() && parser(plain) == null) {
      return bindRecord(node, plain, path);
    }
    if (plain == NumericVariants.class && node.isMap() && node.entries().size() == 1) {
      // {keep: 3} is the one value that is written as a map.
      var entry = node.entries().entrySet().iterator().next();
      if (entry.getValue().isScalar()) {
        return bindText(node, entry.getKey() + ": " + entry.getValue().text(), plain, path, range);
      }
    }
    if (!node.isScalar()) {
      problems.add(
          node.where(),
          path,
          node.value() == null ? "has no value" : "must be one value, not a list or a map");
      return zero(plain);
    }
    return bindScalar(node, plain, path, range);
  }

  private List<Object> bindList(ConfigNode node, Type element, String path, Range range) {
    List<Object> items = new ArrayList<>();
    if (node.value() == null) {
      problems.add(node.where(), path, "has no value; write [] for an empty list");
    } else if (!node.isList()) {
      problems.add(node.where(), path, "must be a list");
    } else {
      int index = 0;
      for (ConfigNode item : node.items()) {
        items.add(bindType(item, element, path + "." + index++, range));
      }
    }
    return java.util.Collections.unmodifiableList(items);
  }

  private Map<String, Object> bindMap(ConfigNode node, Type value, String path, Range range) {
    Map<String, Object> entries = new LinkedHashMap<>();
    if (node.value() == null) {
      problems.add(node.where(), path, "has no value; write {} for an empty map");
    } else if (!node.isMap()) {
      problems.add(node.where(), path, "must be a map");
    } else {
      node.entries()
          .forEach(
              (key, entry) -> entries.put(key, bindType(entry, value, path + "." + key, range)));
    }
    return java.util.Collections.unmodifiableMap(entries);
  }

  private Object bindRecord(ConfigNode node, Class<?> type, String path) {
    if (!node.isMap()) {
      problems.add(
          node.where(), path, "must be a map with the keys " + String.join(", ", keys(type)));
      return null;
    }
    int before = problems.found().size();
    RecordComponent[] components = type.getRecordComponents();
    List<String> known = keys(type);
    node.entries()
        .forEach(
            (key, entry) -> {
              if (!known.contains(key)) {
                problems.add(
                    entry.where(),
                    join(path, key),
                    "unknown key" + Problems.suggestion(key, known));
              }
            });
    Object[] values = new Object[components.length];
    Class<?>[] types = new Class<?>[components.length];
    for (int i = 0; i < components.length; i++) {
      String key = kebab(components[i].getName());
      types[i] = components[i].getType();
      ConfigNode entry = node.entries().get(key);
      if (entry != null) {
        values[i] =
            bindType(
                entry,
                components[i].getGenericType(),
                join(path, key),
                components[i].getAnnotation(Range.class));
      } else if (types[i] == Optional.class) {
        values[i] = Optional.empty();
      } else {
        problems.add(node.where(), join(path, key), "is missing" + doc(components[i]));
        values[i] = zero(types[i]);
      }
    }
    if (problems.found().size() > before) {
      return null;
    }
    return construct(node, type, types, values, path);
  }

  private Object construct(
      ConfigNode node, Class<?> type, Class<?>[] types, Object[] values, String path) {
    try {
      var constructor = type.getDeclaredConstructor(types);
      constructor.setAccessible(true);
      return constructor.newInstance(values);
    } catch (InvocationTargetException e) {
      // A record checks what concerns several of its keys in its constructor.
      problems.add(node.where(), path, String.valueOf(e.getCause().getMessage()));
      return null;
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private Object bindScalar(ConfigNode node, Class<?> type, String path, Range range) {
    return bindText(node, node.text(), type, path, range);
  }

  private Object bindText(ConfigNode node, String text, Class<?> type, String path, Range range) {
    try {
      if (type == String.class) {
        return text;
      }
      if (type == boolean.class || type == Boolean.class) {
        if (text.equals("true") || text.equals("false")) {
          return Boolean.valueOf(text);
        }
        problems.add(node.where(), path, "'" + text + "' is neither true nor false");
        return false;
      }
      if (type == int.class || type == Integer.class) {
        return inRange(node, Integer.parseInt(text.replace("_", "")), path, range);
      }
      if (type == long.class || type == Long.class) {
        return inRange(node, Long.parseLong(text.replace("_", "")), path, range);
      }
      if (type == double.class || type == Double.class) {
        return inRange(node, Double.parseDouble(text), path, range);
      }
      if (type == Duration.class) {
        return duration(text);
      }
      if (type.isEnum()) {
        return enumConstant(node, type, path);
      }
      Method parser = parser(type);
      if (parser != null) {
        return parser.invoke(null, text);
      }
    } catch (NumberFormatException e) {
      String kind = type == double.class || type == Double.class ? "a number" : "a whole number";
      problems.add(node.where(), path, "'" + text + "' is not " + kind);
      return zero(type);
    } catch (IllegalArgumentException e) {
      problems.add(node.where(), path, "'" + text + "': " + e.getMessage());
      return zero(type);
    } catch (InvocationTargetException e) {
      problems.add(node.where(), path, "'" + text + "': " + e.getCause().getMessage());
      return zero(type);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
    throw new IllegalStateException("Configuration cannot hold " + type);
  }

  private Number inRange(ConfigNode node, Number value, String path, Range range) {
    double number = value.doubleValue();
    if (Double.isNaN(number) || (range != null && (number < range.min() || number > range.max()))) {
      String words = range == null ? "a number" : plain(range.min()) + ".." + plain(range.max());
      problems.add(node.where(), path, node.text() + " is outside of " + words);
    }
    return value;
  }

  private static String plain(double value) {
    if (Double.isInfinite(value)) {
      return "";
    }
    return value == Math.rint(value) ? String.valueOf((long) value) : String.valueOf(value);
  }

  private Object enumConstant(ConfigNode node, Class<?> type, String path) {
    List<String> names = new ArrayList<>();
    for (Object constant : type.getEnumConstants()) {
      String name = kebabConstant((Enum<?>) constant);
      if (name.equals(node.text())) {
        return constant;
      }
      names.add(name);
    }
    problems.add(
        node.where(), path, "'" + node.text() + "' is not one of " + String.join(" | ", names));
    return null;
  }

  private static Duration duration(String text) {
    String form = "a duration is a whole number with ms, s, m or h, such as 30s";
    int digits = 0;
    while (digits < text.length() && Character.isDigit(text.charAt(digits))) {
      digits++;
    }
    if (digits == 0) {
      throw new IllegalArgumentException(form);
    }
    long number = Long.parseLong(text.substring(0, digits));
    return switch (text.substring(digits).strip()) {
      case "ms" -> Duration.ofMillis(number);
      case "s" -> Duration.ofSeconds(number);
      case "m" -> Duration.ofMinutes(number);
      case "h" -> Duration.ofHours(number);
      default -> throw new IllegalArgumentException(form);
    };
  }

  private static String doc(RecordComponent component) {
    Doc doc = component.getAnnotation(Doc.class);
    return doc == null ? "" : " (" + doc.value() + ")";
  }

  private static Object zero(Class<?> type) {
    if (type == int.class) {
      return 0;
    }
    if (type == long.class) {
      return 0L;
    }
    if (type == double.class) {
      return 0.0;
    }
    return type == boolean.class ? false : null;
  }

  /** The static {@code parse(String)} that gives a value of this class, or null. */
  static Method parser(Class<?> type) {
    try {
      Method method = type.getDeclaredMethod("parse", String.class);
      if (Modifier.isStatic(method.getModifiers())
          && type.isAssignableFrom(method.getReturnType())) {
        method.setAccessible(true);
        return method;
      }
      return null;
    } catch (NoSuchMethodException e) {
      return null;
    }
  }

  static List<String> keys(Class<?> type) {
    List<String> keys = new ArrayList<>();
    for (RecordComponent component : type.getRecordComponents()) {
      keys.add(kebab(component.getName()));
    }
    return keys;
  }

  /** {@code rankLimit} to {@code rank-limit}. */
  static String kebab(String name) {
    StringBuilder kebab = new StringBuilder();
    for (char c : name.toCharArray()) {
      if (Character.isUpperCase(c)) {
        kebab.append('-').append(Character.toLowerCase(c));
      } else {
        kebab.append(c);
      }
    }
    return kebab.toString();
  }

  static String kebabConstant(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static String join(String path, String key) {
    return path.isEmpty() ? key : path + "." + key;
  }
}
