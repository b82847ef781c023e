// SPDX-License-Identifier: Apache-2.0
package dev.whittle.onnx;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Python's ideas of values: strings, Long, Double, Boolean, null, lists and maps. */
final class TemplateValues {
  /** What a name stands for that nobody has set. */
  record Undefined(String name) {}

  private static final ObjectMapper JSON = new ObjectMapper();

  private TemplateValues() {}

  static boolean truth(Object value) {
    if (value == null || value instanceof Undefined) {
      return false;
    }
    if (value instanceof Boolean truth) {
      return truth;
    }
    if (value instanceof String text) {
      return !text.isEmpty();
    }
    if (value instanceof Number number) {
      return number.doubleValue() != 0;
    }
    if (value instanceof List<?> list) {
      return !list.isEmpty();
    }
    return !(value instanceof Map<?, ?> map) || !map.isEmpty();
  }

  /** As Python prints it. */
  static String text(Object value) {
    if (value instanceof Undefined) {
      return "";
    }
    return value instanceof String text ? text : written(value);
  }

  /** As Python prints it inside of a list. */
  private static String written(Object value) {
    if (value == null) {
      return "None";
    }
    if (value instanceof Boolean truth) {
      return truth ? "True" : "False";
    }
    if (value instanceof String text) {
      char quote = text.contains("'") && !text.contains("\"") ? '"' : '\'';
      StringBuilder out = new StringBuilder().append(quote);
      for (char c : text.toCharArray()) {
        switch (c) {
          case '\n' -> out.append("\\n");
          case '\t' -> out.append("\\t");
          case '\r' -> out.append("\\r");
          case '\\' -> out.append("\\\\");
          default -> out.append(c == quote ? "\\" : "").append(c);
        }
      }
      return out.append(quote).toString();
    }
    if (value instanceof List<?> list) {
      List<String> items = new ArrayList<>();
      list.forEach(item -> items.add(written(item)));
      return "[" + String.join(", ", items) + "]";
    }
    if (value instanceof Map<?, ?> map) {
      List<String> items = new ArrayList<>();
      map.forEach((key, item) -> items.add(written(key) + ": " + written(item)));
      return "{" + String.join(", ", items) + "}";
    }
    return value.toString();
  }

  static boolean same(Object left, Object right) {
    Object a = left instanceof Boolean truth ? (Object) (truth ? 1L : 0L) : left;
    Object b = right instanceof Boolean truth ? (Object) (truth ? 1L : 0L) : right;
    if (a instanceof Number one && b instanceof Number other) {
      return one.doubleValue() == other.doubleValue();
    }
    if (a instanceof Undefined || b instanceof Undefined) {
      return a instanceof Undefined && b instanceof Undefined;
    }
    return Objects.equals(a, b);
  }

  static boolean contains(Object in, Object value, int line) {
    if (in instanceof String text && value instanceof String part) {
      return text.contains(part);
    }
    if (in instanceof List<?> list) {
      return list.stream().anyMatch(item -> same(item, value));
    }
    if (in instanceof Map<?, ?> map) {
      return map.containsKey(value);
    }
    if (in instanceof Undefined) {
      return false;
    }
    throw new TemplateException("'in' " + kind(in), line);
  }

  static Object computed(String operator, Object left, Object right, int line) {
    if (operator.equals("+")) {
      if (left instanceof String a && right instanceof String b) {
        return a + b;
      }
      if (left instanceof List<?> a && right instanceof List<?> b) {
        List<Object> joined = new ArrayList<>(a);
        joined.addAll(b);
        return joined;
      }
    }
    if (operator.equals("*") && left instanceof String text && right instanceof Long times) {
      return text.repeat((int) Math.max(0, Math.min(1000, times)));
    }
    if (left instanceof Long a && right instanceof Long b && !operator.equals("/")) {
      if (b == 0 && (operator.equals("//") || operator.equals("%"))) {
        throw new TemplateException("a division by 0", line);
      }
      return switch (operator) {
        case "+" -> a + b;
        case "-" -> a - b;
        case "*" -> a * b;
        case "//" -> Math.floorDiv(a, b);
        default -> Math.floorMod(a, b);
      };
    }
    if (left instanceof Number one && right instanceof Number other) {
      double a = one.doubleValue();
      double b = other.doubleValue();
      return switch (operator) {
        case "+" -> a + b;
        case "-" -> a - b;
        case "*" -> a * b;
        case "/" -> a / b;
        case "//" -> Math.floor(a / b);
        default -> a - Math.floor(a / b) * b;
      };
    }
    throw new TemplateException(
        "'" + operator + "' between " + kind(left) + " and " + kind(right), line);
  }

  static int compared(Object left, Object right, int line) {
    if (left instanceof Number a && right instanceof Number b) {
      return Double.compare(a.doubleValue(), b.doubleValue());
    }
    if (left instanceof String a && right instanceof String b) {
      return a.compareTo(b);
    }
    throw new TemplateException(
        "a comparison of " + kind(left) + " and " + kind(right) + " by size", line);
  }

  static String kind(Object value) {
    if (value instanceof Undefined undefined) {
      return "'" + undefined.name() + "', which is not defined";
    }
    if (value == null) {
      return "none";
    }
    if (value instanceof String) {
      return "a string";
    }
    if (value instanceof List) {
      return "a list";
    }
    return value instanceof Map ? "a dictionary" : "'" + text(value) + "'";
  }

  /** As Python's json.dumps writes it, on one line. */
  static String json(Object value, int line) {
    try {
      if (value instanceof Map<?, ?> map) {
        List<String> items = new ArrayList<>();
        map.forEach((key, item) -> items.add(json(text(key), line) + ": " + json(item, line)));
        return "{" + String.join(", ", items) + "}";
      }
      if (value instanceof List<?> list) {
        List<String> items = new ArrayList<>();
        list.forEach(item -> items.add(json(item, line)));
        return "[" + String.join(", ", items) + "]";
      }
      if (value instanceof Undefined) {
        throw new TemplateException("JSON of " + kind(value), line);
      }
      return JSON.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new TemplateException("JSON of " + kind(value), line);
    }
  }
}
