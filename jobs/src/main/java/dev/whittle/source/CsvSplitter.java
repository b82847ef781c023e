// SPDX-License-Identifier: Apache-2.0
package dev.whittle.source;

import dev.whittle.pipeline.Reason;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * CSV as in RFC 4180: a header line, fields that may be quoted and then hold delimiters, line
 * breaks and doubled quotes. The delimiter is the one of comma, semicolon and tab that the header
 * holds most of. A quote that never closes takes the rest of the file: one row says from which
 * byte.
 */
final class CsvSplitter extends Splitter {
  private static final String DELIMITERS = ",;\t";

  private final List<String> header;
  private final char delimiter;
  private long line = 1;
  private boolean done;

  CsvSplitter(ByteFeed feed, int limit) throws IOException {
    super(feed, limit);
    feed.skipByteOrderMark();
    // A quoted name may hold a line break: the delimiter is not known yet, but quotes are.
    String first = copyRecord('\0') ? text() : "";
    delimiter = delimiter(first == null ? "" : first);
    List<String> names = new ArrayList<>();
    if (first == null || !fields(first, delimiter, names)) {
      names.clear();
    }
    header = List.copyOf(names);
  }

  private static char delimiter(String header) {
    char best = ',';
    long most = 0;
    for (char c : DELIMITERS.toCharArray()) {
      boolean quoted = false;
      long count = 0;
      for (int i = 0; i < header.length(); i++) {
        char h = header.charAt(i);
        quoted ^= h == '"';
        count += !quoted && h == c ? 1 : 0;
      }
      if (count > most) {
        most = count;
        best = c;
      }
    }
    return best;
  }

  List<String> header() {
    return header;
  }

  @Override
  boolean next() throws IOException {
    while (!done) {
      long at = line;
      long from = feed.position();
      boolean more = copyRecord(delimiter);
      order = at;
      position = "line " + at;
      if (!more) {
        return false;
      }
      if (done) {
        reject(
            Reason.MALFORMED_RECORD,
            "a quote is not closed, from byte " + from + " to the end of the file");
      }
      if (size() > 0) {
        return true;
      }
    }
    return false;
  }

  /** Copies a record without its line end; false when there is none. */
  private boolean copyRecord(int delimiter) throws IOException {
    start(line, null);
    if (feed.peek() < 0) {
      done = true;
      return false;
    }
    boolean quoted = false;
    boolean fieldStart = true;
    while (true) {
      int b = feed.read();
      if (b < 0) {
        done = quoted;
        return true;
      }
      if (b == '\n') {
        line++;
      }
      if (quoted) {
        add(b);
        if (b == '"') {
          if (feed.peek() == '"') {
            add(feed.read());
          } else {
            quoted = false;
          }
        }
        continue;
      }
      if (b == '\n' || (b == '\r' && feed.peek() == '\n')) {
        if (b == '\r') {
          feed.read();
          line++;
        }
        return true;
      }
      add(b);
      quoted = b == '"' && fieldStart;
      fieldStart = delimiter == 0 ? DELIMITERS.indexOf(b) >= 0 : b == delimiter;
    }
  }

  /** The record by column name, an empty field as null; or null with the reason set. */
  Map<String, Object> record(String text) {
    List<String> values = new ArrayList<>(header.size());
    if (!fields(text, delimiter, values)) {
      reject(Reason.MALFORMED_RECORD, "text after a closing quote");
      return null;
    }
    if (values.size() != header.size()) {
      reject(
          Reason.MALFORMED_RECORD, values.size() + " fields where the header has " + header.size());
      return null;
    }
    Map<String, Object> record = new LinkedHashMap<>();
    for (int i = 0; i < values.size(); i++) {
      record.put(header.get(i), values.get(i).isEmpty() ? null : values.get(i));
    }
    return record;
  }

  /** Cuts a record into its fields; false when text follows a closing quote. */
  private static boolean fields(String text, char delimiter, List<String> fields) {
    int at = 0;
    while (true) {
      StringBuilder field = new StringBuilder();
      if (at < text.length() && text.charAt(at) == '"') {
        at++;
        while (at < text.length()) {
          char c = text.charAt(at++);
          if (c != '"') {
            field.append(c);
          } else if (at < text.length() && text.charAt(at) == '"') {
            field.append('"');
            at++;
          } else {
            break;
          }
        }
        if (at < text.length() && text.charAt(at) != delimiter) {
          return false;
        }
      } else {
        int end = text.indexOf(delimiter, at);
        end = end < 0 ? text.length() : end;
        field.append(text, at, end);
        at = end;
      }
      fields.add(field.toString());
      if (at >= text.length()) {
        return true;
      }
      at++;
    }
  }
}
