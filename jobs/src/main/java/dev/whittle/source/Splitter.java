// SPDX-License-Identifier: Apache-2.0
package dev.whittle.source;

import dev.whittle.pipeline.Reason;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Cuts a stream of bytes into records without understanding them more than it must, so that one bad
 * record is one bad row. Holds one record at a time, and of a record above the limit only its
 * start.
 */
abstract class Splitter implements Closeable {
  /** What is kept of a record that cannot be used. */
  static final int RAW = 4096;

  final ByteFeed feed;
  private final int limit;
  private final CharsetDecoder utf8 =
      StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .onUnmappableCharacter(CodingErrorAction.REPORT);
  private byte[] bytes = new byte[1 << 12];
  private long size;

  /** Orders the records of a file: a count, or an offset. */
  long order;

  /** Where the record is, for people. */
  String position;

  /** Why the record cannot be used; null while it may be. */
  Reason reason;

  /** The reason in more words. */
  String fault;

  Splitter(ByteFeed feed, int limit) {
    this.feed = feed;
    this.limit = limit;
  }

  /** Goes to the next record; false at the end. */
  abstract boolean next() throws IOException;

  /** Starts an empty record. */
  final void start(long order, String position) {
    this.order = order;
    this.position = position;
    size = 0;
    reason = null;
    fault = null;
  }

  final void add(int b) {
    if (size < bytes.length) {
      bytes[(int) size] = (byte) b;
    } else if (size < limit) {
      bytes = Arrays.copyOf(bytes, (int) Math.min(limit, Math.max(bytes.length * 2L, RAW)));
      bytes[(int) size] = (byte) b;
    }
    size++;
  }

  final long size() {
    return size;
  }

  final void reject(Reason reason, String fault) {
    if (this.reason == null) {
      this.reason = reason;
      this.fault = fault;
    }
  }

  /** The record's text, or null, with the reason set, when it is too large or no UTF-8. */
  final String text() {
    if (size > limit) {
      // Whatever else is wrong with it was found while looking for its end.
      reject(Reason.OVERSIZE, size + " bytes");
      return null;
    }
    try {
      CharBuffer text = utf8.reset().decode(ByteBuffer.wrap(bytes, 0, (int) size));
      return text.toString();
    } catch (CharacterCodingException e) {
      reject(Reason.INVALID_UTF8, "bytes that are not UTF-8");
      return null;
    }
  }

  /** The start of the record; bytes that are no UTF-8 become U+FFFD. */
  final String raw() {
    int length = (int) Math.min(Math.min(size, bytes.length), RAW);
    // Not to cut a character in two.
    while (length > 0 && length < size && (bytes[length] & 0xc0) == 0x80) {
      length--;
    }
    return new String(bytes, 0, length, StandardCharsets.UTF_8);
  }

  @Override
  public void close() throws IOException {
    feed.close();
  }
}
