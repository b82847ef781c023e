// SPDX-License-Identifier: Apache-2.0
package dev.whittle.source;

import dev.whittle.config.UserError;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * Literal text with JSON Pointers: <code>${/body} ${/question}</code>. A lone pointer gives its
 * text untouched. Mixed with other text, what is missing gives nothing, both ends are trimmed, and
 * the whole is null when every pointer of it is.
 *
 * @param literals one more than pointers: the text before, between and after them
 */
record Template(List<String> literals, List<Pointer> pointers) implements Serializable {
  /** Reads a template; what stands in <code>${}</code> without a slash is an unknown variable. */
  static Template parse(String text) {
    List<String> literals = new ArrayList<>();
    List<Pointer> pointers = new ArrayList<>();
    int at = 0;
    int open;
    while ((open = text.indexOf("${", at)) >= 0) {
      int close = text.indexOf('}', open);
      if (close < 0) {
        throw new UserError("Cannot read the template '" + text + "': a '${' lacks its '}'.");
      }
      String inside = text.substring(open + 2, close);
      if (!inside.isEmpty() && inside.charAt(0) != '/') {
        throw new UserError(
            "Cannot read the template '"
                + text
                + "': '"
                + inside
                + "' is an unknown variable. Write ${/"
                + inside
                + "} for a field.");
      }
      literals.add(text.substring(at, open));
      pointers.add(Pointer.parse(inside));
      at = close + 1;
    }
    literals.add(text.substring(at));
    return new Template(List.copyOf(literals), List.copyOf(pointers));
  }

  private boolean isLonePointer() {
    return pointers.size() == 1 && literals.get(0).isEmpty() && literals.get(1).isEmpty();
  }

  /** Its text for a record, or null. */
  String text(Object record) {
    if (pointers.isEmpty()) {
      return literals.get(0);
    }
    if (isLonePointer()) {
      return text(pointers.get(0), record);
    }
    StringBuilder text = new StringBuilder(literals.get(0));
    boolean found = false;
    for (int i = 0; i < pointers.size(); i++) {
      String value = text(pointers.get(i), record);
      if (value != null) {
        found = true;
        text.append(value);
      }
      text.append(literals.get(i + 1));
    }
    return found ? text.toString().strip() : null;
  }

  private static String text(Pointer pointer, Object record) {
    List<Object> hits = new ArrayList<>(1);
    pointer.find(record, hits);
    return switch (hits.size()) {
      case 0 -> null;
      case 1 -> Json.text(hits.get(0));
      default -> Json.text(hits);
    };
  }

  /**
   * The texts of a record's values one by one: a lone pointer that hits a list gives each element.
   */
  List<String> texts(Object record) {
    List<String> texts = new ArrayList<>();
    if (!isLonePointer()) {
      String text = text(record);
      if (text != null) {
        texts.add(text);
      }
      return texts;
    }
    List<Object> hits = new ArrayList<>(1);
    pointers.get(0).find(record, hits);
    for (Object hit : hits) {
      for (Object item : hit instanceof List<?> items ? items : java.util.Arrays.asList(hit)) {
        if (item != null) {
          texts.add(Json.text(item));
        }
      }
    }
    return texts;
  }
}
