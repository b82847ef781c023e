// SPDX-License-Identifier: Apache-2.0
package dev.whittle.source;

import java.io.Serializable;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/** Makes rows of the records of one source. */
interface Mapping extends Serializable {
  /** The rows it makes. */
  StructType schema();

  /** Every template by its key in the configuration. */
  Map<String, Template> templates();

  /** Makes the rows of a record: at least one, if it has a reason only that. */
  void map(SourceRecord record, Consumer<Row> rows);

  /** The members of a record that the mapping needs; empty for all. */
  default Set<String> fields() {
    return fields(templates().values());
  }

  private static Set<String> fields(Collection<Template> templates) {
    Set<String> fields = new HashSet<>();
    for (Template template : templates) {
      for (Pointer pointer : template.pointers()) {
        if (pointer.field().equals(Pointer.ALL) || pointer.field().equals(Pointer.LAST)) {
          return Set.of();
        }
        fields.add(pointer.field());
      }
    }
    // A mapping without pointers still tells objects from other records.
    return fields.isEmpty() ? Set.of() : Set.copyOf(fields);
  }

  /** What several mappings share: the statement without its heads and tails. */
  static String stripped(String text, List<String> prefixes, List<String> suffixes) {
    String rest = text;
    for (String prefix : prefixes) {
      if (rest.startsWith(prefix)) {
        rest = rest.substring(prefix.length());
      }
    }
    for (String suffix : suffixes) {
      if (rest.endsWith(suffix)) {
        rest = rest.substring(0, rest.length() - suffix.length());
      }
    }
    // Spaces that parted the text from a head or a tail went with it.
    return rest.length() == text.length() ? text : rest.strip();
  }

  /** Whether the text holds half a character, which no UTF-8 can. */
  static boolean isBroken(String text) {
    if (text == null) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isHighSurrogate(c)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        i++;
      } else if (Character.isSurrogate(c)) {
        return true;
      }
    }
    return false;
  }

  /** The start of a text, of at most {@link Splitter#RAW} bytes. */
  static String cut(String text) {
    if (text == null || text.length() <= Splitter.RAW / 3) {
      return text;
    }
    int bytes = 0;
    int at = 0;
    while (at < text.length()) {
      int c = text.codePointAt(at);
      bytes += c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
      if (bytes > Splitter.RAW) {
        break;
      }
      at += Character.charCount(c);
    }
    return text.substring(0, at);
  }
}
