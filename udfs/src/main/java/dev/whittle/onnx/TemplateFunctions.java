// SPDX-License-Identifier: Apache-2.0
package dev.whittle.onnx;

import dev.whittle.onnx.TemplateValues.Undefined;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntPredicate;

/** Jinja's filters and tests, and Python's methods, as far as chat templates use them. */
final class TemplateFunctions {

  private TemplateFunctions() {}

  static boolean test(String name, Object value, List<Object> arguments, int line) {
    return switch (name) {
      case "defined" -> !(value instanceof Undefined);
      case "undefined" -> value instanceof Undefined;
      case "none" -> value == null;
      case "string" -> value instanceof String;
      case "number" -> value instanceof Number || value instanceof Boolean;
      case "integer" -> value instanceof Long;
      case "float" -> value instanceof Double;
      case "boolean" -> value instanceof Boolean;
      case "true" -> Boolean.TRUE.equals(value);
      case "false" -> Boolean.FALSE.equals(value);
      case "mapping" -> value instanceof Map;
      case "sequence", "iterable" ->
          value instanceof List || value instanceof Map || value instanceof String;
      case "odd" -> value instanceof Long number && number % 2 != 0;
      case "even" -> value instanceof Long number && number % 2 == 0;
      case "divisibleby" ->
          value instanceof Long number
              && argument(arguments, 0, name, line) instanceof Long by
              && by != 0
              && number % by == 0;
      case "eq", "equalto" -> TemplateValues.same(value, argument(arguments, 0, name, line));
      case "ne" -> !TemplateValues.same(value, argument(arguments, 0, name, line));
      case "in" -> TemplateValues.contains(argument(arguments, 0, name, line), value, line);
      default -> throw new TemplateException("the test '" + name + "', unknown here", line);
    };
  }

  private static Object argument(List<Object> arguments, int i, String name, int line) {
    if (i >= arguments.size()) {
      throw new TemplateException("'" + name + "' without its argument", line);
    }
    return arguments.get(i);
  }

  private static String string(Object value, String name, int line) {
    if (value instanceof String text) {
      return text;
    }
    throw new TemplateException("'" + name + "' of " + TemplateValues.kind(value), line);
  }

  private static String string(List<Object> arguments, int i, String name, int line) {
    return string(argument(arguments, i, name, line), name, line);
  }

  static Object filter(
      String name, Object value, List<Object> arguments, Map<String, Object> named, int line) {
    switch (name) {
      case "default", "d" -> {
        Object also = arguments.size() > 1 ? arguments.get(1) : named.get("boolean");
        boolean absent =
            value instanceof Undefined
                || (TemplateValues.truth(also) && !TemplateValues.truth(value));
        return !absent ? value : arguments.isEmpty() ? "" : arguments.get(0);
      }
      case "tojson" -> {
        if (!arguments.isEmpty() || named.get("indent") != null) {
          throw new TemplateException("JSON over several lines, unknown here", line);
        }
        return TemplateValues.json(value, line);
      }
      case "map", "select", "reject", "selectattr", "rejectattr" -> {
        return chosen(name, value, arguments, named, line);
      }
      default -> {
        if (!named.isEmpty()) {
          throw new TemplateException("the filter '" + name + "' with " + named.keySet(), line);
        }
        return filter(name, value, arguments, line);
      }
    }
  }

  private static Object filter(String name, Object value, List<Object> arguments, int line) {
    switch (name) {
      case "trim" -> {
        String letters = arguments.isEmpty() ? null : string(arguments, 0, name, line);
        return stripped(TemplateValues.text(value), letters, true, true);
      }
      case "length", "count" -> {
        return (long) TemplateRun.items(value, line).size();
      }
      case "string" -> {
        return TemplateValues.text(value);
      }
      case "lower", "upper", "capitalize", "title" -> {
        return cased(name, TemplateValues.text(value));
      }
      case "replace" -> {
        return string(value, name, line)
            .replace(string(arguments, 0, name, line), string(arguments, 1, name, line));
      }
      case "list" -> {
        return TemplateRun.items(value, line);
      }
      case "first", "last" -> {
        List<Object> items = TemplateRun.items(value, line);
        int at = name.equals("first") ? 0 : items.size() - 1;
        return items.isEmpty() ? new Undefined(name) : items.get(at);
      }
      case "reverse" -> {
        List<Object> items = TemplateRun.items(value, line);
        Collections.reverse(items);
        return value instanceof String ? joined("", items) : items;
      }
      case "join" -> {
        String by = arguments.isEmpty() ? "" : TemplateValues.text(arguments.get(0));
        return joined(by, TemplateRun.items(value, line));
      }
      case "items" -> {
        return value instanceof Undefined ? List.of() : pairs(value, name, line);
      }
      case "int" -> {
        return whole(value, line);
      }
      case "safe" -> {
        return value;
      }
      default -> throw new TemplateException("the filter '" + name + "', unknown here", line);
    }
  }

  private static Object whole(Object value, int line) {
    if (value instanceof Number number) {
      return number.longValue();
    }
    if (value instanceof String text) {
      try {
        return Long.valueOf(text.strip());
      } catch (NumberFormatException e) {
        return 0L;
      }
    }
    throw new TemplateException("the whole number of " + TemplateValues.kind(value), line);
  }

  private static Object chosen(
      String name, Object value, List<Object> arguments, Map<String, Object> named, int line) {
    List<Object> chosen = new ArrayList<>();
    int at = name.endsWith("attr") ? 1 : 0;
    for (Object item : TemplateRun.items(value, line)) {
      if (name.equals("map")) {
        if (named.containsKey("attribute")) {
          chosen.add(attribute(item, named.get("attribute"), line));
        } else {
          List<Object> rest = arguments.subList(Math.min(1, arguments.size()), arguments.size());
          chosen.add(filter(string(arguments, 0, name, line), item, rest, named, line));
        }
        continue;
      }
      Object tested = at == 1 ? attribute(item, argument(arguments, 0, name, line), line) : item;
      boolean passes = TemplateValues.truth(tested);
      if (at < arguments.size()) {
        List<Object> rest = arguments.subList(at + 1, arguments.size());
        passes = test(string(arguments, at, name, line), tested, rest, line);
      }
      if (passes != name.startsWith("reject")) {
        chosen.add(item);
      }
    }
    return chosen;
  }

  private static Object attribute(Object item, Object name, int line) {
    if (item instanceof Map<?, ?> map) {
      return map.containsKey(name) ? map.get(name) : new Undefined(TemplateValues.text(name));
    }
    throw new TemplateException(
        "'" + TemplateValues.text(name) + "' of " + TemplateValues.kind(item), line);
  }

  static Object method(
      String name, Object of, List<Object> arguments, Map<String, Object> named, int line) {
    if (!named.isEmpty()) {
      throw new TemplateException("the method '" + name + "' with " + named.keySet(), line);
    }
    if (of instanceof String text) {
      return method(name, text, arguments, line);
    }
    if (of instanceof Map<?, ?> map) {
      switch (name) {
        case "items" -> {
          return pairs(map, name, line);
        }
        case "keys" -> {
          return new ArrayList<>(map.keySet());
        }
        case "values" -> {
          return new ArrayList<>(map.values());
        }
        case "get" -> {
          Object key = argument(arguments, 0, name, line);
          Object absent = arguments.size() > 1 ? arguments.get(1) : null;
          return map.containsKey(key) ? map.get(key) : absent;
        }
        default -> {}
      }
    }
    throw new TemplateException(
        "the method '" + name + "' of " + TemplateValues.kind(of) + ", unknown here", line);
  }

  private static List<Object> pairs(Object value, String name, int line) {
    if (!(value instanceof Map<?, ?> map)) {
      throw new TemplateException("'" + name + "' of " + TemplateValues.kind(value), line);
    }
    List<Object> pairs = new ArrayList<>();
    map.forEach(
        (key, item) -> {
          List<Object> pair = new ArrayList<>();
          pair.add(key);
          pair.add(item);
          pairs.add(pair);
        });
    return pairs;
  }

  private static Object method(String name, String text, List<Object> arguments, int line) {
    switch (name) {
      case "strip", "lstrip", "rstrip" -> {
        boolean blanks = arguments.isEmpty() || arguments.get(0) == null;
        String letters = blanks ? null : string(arguments, 0, name, line);
        return stripped(text, letters, !name.equals("rstrip"), !name.equals("lstrip"));
      }
      case "split" -> {
        return split(text, arguments, line);
      }
      case "startswith" -> {
        return any(arguments, name, line).stream().anyMatch(text::startsWith);
      }
      case "endswith" -> {
        return any(arguments, name, line).stream().anyMatch(text::endsWith);
      }
      case "lower", "upper", "capitalize", "title" -> {
        return cased(name, text);
      }
      case "replace" -> {
        if (arguments.size() > 2) {
          throw new TemplateException("'replace' so many times, unknown here", line);
        }
        return text.replace(string(arguments, 0, name, line), string(arguments, 1, name, line));
      }
      case "join" -> {
        return joined(text, TemplateRun.items(argument(arguments, 0, name, line), line));
      }
      case "find" -> {
        return (long) text.indexOf(string(arguments, 0, name, line));
      }
      default ->
          throw new TemplateException("the method '" + name + "' of a string, unknown here", line);
    }
  }

  private static List<String> any(List<Object> arguments, String name, int line) {
    Object wanted = argument(arguments, 0, name, line);
    List<String> all = new ArrayList<>();
    for (Object one : wanted instanceof List<?> list ? list : List.of(wanted)) {
      all.add(string(one, name, line));
    }
    return all;
  }

  private static List<Object> split(String text, List<Object> arguments, int line) {
    List<Object> parts = new ArrayList<>();
    if (arguments.isEmpty()) {
      for (String word : text.strip().split("\\s+")) {
        if (!word.isEmpty()) {
          parts.add(word);
        }
      }
      return parts;
    }
    String by = string(arguments, 0, "split", line);
    long most = arguments.size() > 1 && arguments.get(1) instanceof Long times ? times : -1;
    if (by.isEmpty()) {
      throw new TemplateException("'split' by nothing", line);
    }
    int from = 0;
    for (int to = text.indexOf(by); to >= 0 && most != 0; to = text.indexOf(by, from)) {
      parts.add(text.substring(from, to));
      from = to + by.length();
      most--;
    }
    parts.add(text.substring(from));
    return parts;
  }

  private static String joined(String by, List<Object> items) {
    List<String> texts = new ArrayList<>();
    items.forEach(item -> texts.add(TemplateValues.text(item)));
    return String.join(by, texts);
  }

  /**
   * @param letters null for blanks
   */
  private static String stripped(String text, String letters, boolean left, boolean right) {
    IntPredicate strip =
        letters == null
            ? c -> Character.isWhitespace(c) || Character.isSpaceChar(c)
            : c -> letters.indexOf(c) >= 0;
    int from = 0;
    int to = text.length();
    while (left && from < to && strip.test(text.charAt(from))) {
      from++;
    }
    while (right && to > from && strip.test(text.charAt(to - 1))) {
      to--;
    }
    return text.substring(from, to);
  }

  private static String cased(String name, String text) {
    if (name.equals("upper")) {
      return text.toUpperCase(Locale.ROOT);
    }
    if (name.equals("lower")) {
      return text.toLowerCase(Locale.ROOT);
    }
    StringBuilder out = new StringBuilder();
    boolean inside = false;
    for (char c : text.toCharArray()) {
      out.append(inside ? Character.toLowerCase(c) : Character.toUpperCase(c));
      inside = name.equals("capitalize") || Character.isLetter(c);
    }
    return out.toString();
  }
}
