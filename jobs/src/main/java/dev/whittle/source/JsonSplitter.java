// SPDX-License-Identifier: Apache-2.0
package dev.whittle.source;

import dev.whittle.pipeline.Reason;
import java.io.IOException;
import java.util.List;

/**
 * Records of a JSON array, of several, or objects one after the other: cut where braces and
 * brackets outside of strings balance, which no byte of a longer UTF-8 character can be mistaken
 * for; so that a record that is no JSON spoils itself only. A record that never balances takes the
 * rest of the file: one row says from which byte.
 */
final class JsonSplitter extends Splitter {
  private final List<String> path;
  private long count;
  private boolean inArray;
  private boolean done;

  /**
   * @param records tokens of the pointer to the array of records inside of the one document; empty
   *     for a file of records
   */
  JsonSplitter(ByteFeed feed, int limit, List<String> records) throws IOException {
    super(feed, limit);
    this.path = records;
    feed.skipByteOrderMark();
  }

  @Override
  boolean next() throws IOException {
    if (done) {
      return false;
    }
    if (!path.isEmpty() && count == 0 && !inArray) {
      long from = feed.position();
      if (!descend()) {
        return broken(from, "no array at /" + String.join("/", path));
      }
      inArray = true;
    }
    int b = skipSpace();
    while (b == ',' || (b == '[' && !inArray) || (b == ']' && inArray)) {
      feed.read();
      if (b == '[') {
        inArray = true;
      } else if (b == ']') {
        inArray = false;
        if (!path.isEmpty()) {
          done = true;
          return false;
        }
      }
      b = skipSpace();
    }
    long from = feed.position();
    if (b < 0) {
      return inArray && broken(from, "the array is not closed");
    }
    start(++count, "record " + count);
    if (!copyValue()) {
      done = true;
      reject(
          Reason.MALFORMED_RECORD,
          "not closed, from byte " + from + " to the end of the file, " + size() + " bytes");
    }
    return true;
  }

  private boolean broken(long from, String words) {
    done = true;
    start(++count, "record " + count);
    reject(Reason.MALFORMED_RECORD, words + ", from byte " + from + " to the end of the file");
    return true;
  }

  private int skipSpace() throws IOException {
    int b = feed.peek();
    while (b == ' ' || b == '\n' || b == '\r' || b == '\t') {
      feed.read();
      b = feed.peek();
    }
    return b;
  }

  /** Copies a value of any kind into the record; false when the stream ended inside of it. */
  private boolean copyValue() throws IOException {
    int b = feed.read();
    add(b);
    if (b == '"') {
      return copyString();
    }
    if (b != '{' && b != '[') {
      return copyScalar(b);
    }
    int depth = 1;
    while (depth > 0) {
      b = feed.read();
      if (b < 0) {
        return false;
      }
      add(b);
      if (b == '"') {
        if (!copyString()) {
          return false;
        }
      } else if (b == '{' || b == '[') {
        depth++;
      } else if (b == '}' || b == ']') {
        depth--;
      }
    }
    return true;
  }

  private boolean copyString() throws IOException {
    int b = feed.read();
    while (b >= 0) {
      add(b);
      if (b == '"') {
        return true;
      }
      if (b == '\\') {
        b = feed.read();
        if (b < 0) {
          return false;
        }
        add(b);
      }
      b = feed.read();
    }
    return false;
  }

  /** A number, a word, or what should not be there: up to what may start or end another value. */
  private boolean copyScalar(int first) throws IOException {
    if (first == '}' || first == ']') {
      return true;
    }
    int b = feed.peek();
    while (b > ' ' && b != ',' && b != '{' && b != '[' && b != '}' && b != ']' && b != '"') {
      add(feed.read());
      b = feed.peek();
    }
    return true;
  }

  /** Goes into the array at the path; false when there is none. */
  private boolean descend() throws IOException {
    for (String token : path) {
      if (skipSpace() != '{') {
        return false;
      }
      feed.read();
      if (!seek(token)) {
        return false;
      }
    }
    if (skipSpace() != '[') {
      return false;
    }
    feed.read();
    return true;
  }

  /** Skips the members of the object entered until the value of the named one is next. */
  private boolean seek(String name) throws IOException {
    while (true) {
      int b = skipSpace();
      if (b == ',') {
        feed.read();
        continue;
      }
      if (b != '"') {
        return false;
      }
      start(0, null);
      copyValue();
      String key = text();
      if (skipSpace() != ':') {
        return false;
      }
      feed.read();
      skipSpace();
      if (key != null && matches(key, name)) {
        return true;
      }
      start(0, null);
      if (feed.peek() < 0 || !copyValue()) {
        return false;
      }
    }
  }

  private static boolean matches(String quoted, String name) {
    try {
      return name.equals(Json.parse(quoted, java.util.Set.of()));
    } catch (Json.Malformed e) {
      return false;
    }
  }

  /** The tokens of a records pointer. */
  static List<String> path(String pointer) {
    return Pointer.parse(pointer).tokens();
  }
}
