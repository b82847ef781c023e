// SPDX-License-Identifier: Apache-2.0
package dev.whittle.source;

import dev.whittle.config.UserError;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A JSON Pointer (RFC 6901) with two additions: {@code last} names the last element of an array,
 * and {@code *} every element of an array or every member of an object. A member whose name is
 * exactly that comes first.
 */
record Pointer(List<String> tokens) implements Serializable {
  static final String ALL = "*";
  static final String LAST = "last";

  /** Reads a pointer: empty for the whole record, or starting with a slash. */
  static Pointer parse(String text) {
    if (text.isEmpty()) {
      return new Pointer(List.of());
    }
    if (text.charAt(0) != '/') {
      throw new UserError(
          "Cannot read the JSON Pointer '"
              + text
              + "': it must start with '/'. Write /"
              + text
              + ".");
    }
    List<String> tokens = new ArrayList<>();
    for (String token : text.substring(1).split("/", -1)) {
      tokens.add(token.replace("~1", "/").replace("~0", "~"));
    }
    return new Pointer(List.copyOf(tokens));
  }

  /** Adds every value it hits, nulls too; nothing when it hits nothing. */
  void find(Object record, List<Object> hits) {
    find(record, 0, hits);
  }

  private void find(Object node, int depth, List<Object> hits) {
    if (depth == tokens.size()) {
      hits.add(node);
      return;
    }
    String token = tokens.get(depth);
    if (node instanceof Map<?, ?> members) {
      Object member = members.get(token);
      if (member != null || members.containsKey(token)) {
        find(member, depth + 1, hits);
      } else if (token.equals(ALL)) {
        members.values().forEach(value -> find(value, depth + 1, hits));
      }
    } else if (node instanceof List<?> items) {
      if (token.equals(ALL)) {
        items.forEach(item -> find(item, depth + 1, hits));
      } else {
        int index = token.equals(LAST) ? items.size() - 1 : index(token);
        if (index >= 0 && index < items.size()) {
          find(items.get(index), depth + 1, hits);
        }
      }
    }
  }

  /** The index an array token stands for, or -1. */
  static int index(String token) {
    if (token.isEmpty() || token.length() > 9) {
      return -1;
    }
    int index = 0;
    for (int i = 0; i < token.length(); i++) {
      char c = token.charAt(i);
      if (c < '0' || c > '9') {
        return -1;
      }
      index = index * 10 + (c - '0');
    }
    return index;
  }

  /** The member of the record it needs, or {@code *} when it may need all of them. */
  String field() {
    return tokens.isEmpty() ? ALL : tokens.get(0);
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (String token : tokens) {
      text.append('/').append(token.replace("~", "~0").replace("/", "~1"));
    }
    return text.toString();
  }
}
