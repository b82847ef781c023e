// SPDX-License-Identifier: Apache-2.0
package dev.whittle.source;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * JSON as plain values: {@code String}, {@link Num}, {@code Boolean}, null, {@code List} and {@code
 * Map}. Unlike a usual tree it keeps the text of numbers, because 1.50 is an answer and 1.5
 * another.
 */
final class Json {
  private static final int MAX_DEPTH = 200;

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          // What Python's json writes for missing floats.
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_DEPTH)
                  .maxStringLength(Integer.MAX_VALUE)
                  .maxNumberLength(1 << 20)
                  .build())
          .build();

  /** A number as it was written. */
  record Num(String text) {
    @Override
    public String toString() {
      return text;
    }
  }

  /** The text is not JSON. */
  static final class Malformed extends Exception {
    private static final long serialVersionUID = 1L;

    Malformed(String words) {
      super(words, null, false, false);
    }
  }

  private Json() {}

  /**
   * Parses one JSON value.
   *
   * @param fields the members of the top-level object to keep; empty keeps all
   */
  static Object parse(String text, Set<String> fields) throws Malformed {
    try (JsonParser parser = FACTORY.createParser(text)) {
      JsonToken first = parser.nextToken();
      if (first == null) {
        throw new Malformed("empty");
      }
      Object value = first == JsonToken.START_OBJECT ? object(parser, fields) : value(parser);
      if (parser.nextToken() != null) {
        throw new Malformed(
            "more text after the JSON value, at character "
                + parser.currentTokenLocation().getCharOffset());
      }
      return value;
    } catch (JsonProcessingException e) {
      long at = e.getLocation() == null ? 0 : Math.max(0, e.getLocation().getCharOffset());
      throw new Malformed("not JSON at character " + at);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Object value(JsonParser parser) throws IOException {
    return switch (parser.currentToken()) {
      case START_OBJECT -> object(parser, Set.of());
      case START_ARRAY -> {
        List<Object> items = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          items.add(value(parser));
        }
        yield items;
      }
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new Num(parser.getText());
      case VALUE_TRUE -> Boolean.TRUE;
      case VALUE_FALSE -> Boolean.FALSE;
      case VALUE_NULL -> null;
      default -> parser.getText();
    };
  }

  private static Map<String, Object> object(JsonParser parser, Set<String> fields)
      throws IOException {
    Map<String, Object> members = new LinkedHashMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      parser.nextToken();
      if (fields.isEmpty() || fields.contains(name)) {
        members.put(name, value(parser));
      } else {
        parser.skipChildren();
      }
    }
    return members;
  }

  /** Text of a value: strings and numbers as written, lists one element a line, objects as JSON. */
  static String text(Object value) {
    if (value == null) {
      return null;
    }
    if (value instanceof List<?> items) {
      StringBuilder lines = new StringBuilder();
      for (Object item : items) {
        String line = text(item);
        if (line != null) {
          lines.append(lines.length() == 0 ? "" : "\n").append(line);
        }
      }
      return lines.toString();
    }
    if (value instanceof Map) {
      StringWriter out = new StringWriter();
      try (JsonGenerator generator = FACTORY.createGenerator(out)) {
        write(generator, value);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return out.toString();
    }
    return value.toString();
  }

  private static void write(JsonGenerator generator, Object value) throws IOException {
    if (value instanceof Map<?, ?> members) {
      generator.writeStartObject();
      for (Map.Entry<?, ?> member : members.entrySet()) {
        generator.writeFieldName((String) member.getKey());
        write(generator, member.getValue());
      }
      generator.writeEndObject();
    } else if (value instanceof List<?> items) {
      generator.writeStartArray();
      for (Object item : items) {
        write(generator, item);
      }
      generator.writeEndArray();
    } else if (value instanceof Num number) {
      generator.writeRawValue(number.text());
    } else if (value instanceof Boolean truth) {
      generator.writeBoolean(truth);
    } else if (value == null) {
      generator.writeNull();
    } else {
      generator.writeString((String) value);
    }
  }
}
