// SPDX-License-Identifier: Apache-2.0
package dev.whittle.config;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The published JSON Schema (draft 2020-12) of configuration records, for completion and checks in
 * editors.
 *
 * <p>The records are the one source: a test compares the files under {@code conf/schema} with what
 * this class makes of them.
 */
final class JsonSchema {
  private JsonSchema() {}

  /**
   * The schema of a document that binds to the record; keys that another file may give are not
   * required.
   */
  static Map<String, Object> of(String title, Class<?> type, Set<String> elsewhere) {
    Map<String, Object> schema = new LinkedHashMap<>();
    schema.put("$schema", "https://json-schema.org/draft/2020-12/schema");
    schema.put("title", title);
    Map<String, Object> record = ofRecord(type);
    ((List<?>) record.get("required")).removeIf(elsewhere::contains);
    schema.putAll(record);
    return schema;
  }

  private static Map<String, Object> ofType(Type type, Range range) {
    Map<String, Object> schema = new LinkedHashMap<>();
    if (type instanceof ParameterizedType generic) {
      Class<?> raw = (Class<?>) generic.getRawType();
      Type[] arguments = generic.getActualTypeArguments();
      if (raw == Optional.class) {
        return ofType(arguments[0], range);
      }
      if (raw == List.class) {
        schema.put("type", "array");
        schema.put("items", ofType(arguments[0], range));
      } else {
        schema.put("type", "object");
        schema.put("additionalProperties", ofType(arguments[1], range));
      }
      return schema;
    }
    Class<?> plain = (Class<?>) type;
    if (plain.isEnum()) {
      List<String> names = new ArrayList<>();
      for (Object constant : plain.getEnumConstants()) {
        names.add(Binder.kebabConstant((Enum<?>) constant));
      }
      schema.put("enum", names);
    } else if (plain.isRecord() && Binder.parser(plain) == null) {
      return ofRecord(plain);
    } else if (plain == Duration.class) {
      schema.put("type", "string");
      schema.put("pattern", "^[0-9]+ ?(ms|s|m|h)$");
    } else if (plain == Band.class) {
      schema.put("type", "string");
      schema.put("pattern", "^[0-9]+ ?\\.\\. ?[0-9]+$");
    } else if (plain == NumericVariants.class) {
      Map<String, Object> keep = new LinkedHashMap<>();
      keep.put("type", "integer");
      keep.put("minimum", 1);
      Map<String, Object> some = new LinkedHashMap<>();
      some.put("type", "object");
      some.put("properties", Map.of("keep", keep));
      some.put("required", List.of("keep"));
      some.put("additionalProperties", false);
      schema.put("oneOf", List.of(Map.of("enum", List.of("keep-all")), some));
    } else if (plain == ByteSize.class) {
      schema.put("type", "string");
      schema.put("pattern", "^[0-9]+ ?([kKmMgG]?[bB])$");
    } else {
      schema.put("type", scalar(plain));
      if (range != null && !Double.isInfinite(range.min())) {
        schema.put("minimum", number(range.min()));
      }
      if (range != null && !Double.isInfinite(range.max())) {
        schema.put("maximum", number(range.max()));
      }
    }
    return schema;
  }

  private static Map<String, Object> ofRecord(Class<?> type) {
    Map<String, Object> properties = new LinkedHashMap<>();
    List<String> required = new ArrayList<>();
    for (RecordComponent component : type.getRecordComponents()) {
      String key = Binder.kebab(component.getName());
      Map<String, Object> property = new LinkedHashMap<>();
      Doc doc = component.getAnnotation(Doc.class);
      if (doc != null) {
        property.put("description", doc.value());
      }
      property.putAll(ofType(component.getGenericType(), component.getAnnotation(Range.class)));
      properties.put(key, property);
      if (component.getType() != Optional.class) {
        required.add(key);
      }
    }
    Map<String, Object> schema = new LinkedHashMap<>();
    schema.put("type", "object");
    schema.put("properties", properties);
    schema.put("required", required);
    schema.put("additionalProperties", false);
    return schema;
  }

  private static String scalar(Class<?> type) {
    if (type == boolean.class || type == Boolean.class) {
      return "boolean";
    }
    if (type == int.class || type == Integer.class || type == long.class || type == Long.class) {
      return "integer";
    }
    return type == double.class || type == Double.class ? "number" : "string";
  }

  private static Object number(double value) {
    return value == Math.rint(value) ? (Object) (long) value : (Object) value;
  }
}
