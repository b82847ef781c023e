// SPDX-License-Identifier: Apache-2.0
package dev.whittle.source;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;

/** Unpacked bytes one by one, with the place in the unpacked stream. */
final class ByteFeed implements Closeable {
  // Small: of a damaged file, what cannot be unpacked takes the rest of this buffer with it.
  private final InputStream in;
  private final byte[] buffer = new byte[1 << 13];
  private int at;
  private int end;
  private long base;

  /**
   * @param position where in the file the stream starts
   */
  ByteFeed(InputStream in, long position) {
    this.in = in;
    this.base = position;
  }

  /** The next byte, 0..255, or -1 at the end. */
  int read() throws IOException {
    if (at == end && !fill()) {
      return -1;
    }
    return buffer[at++] & 0xff;
  }

  /** The next byte, which stays to be read, or -1 at the end. */
  int peek() throws IOException {
    if (at == end && !fill()) {
      return -1;
    }
    return buffer[at] & 0xff;
  }

  private boolean fill() throws IOException {
    base += end;
    at = 0;
    end = 0;
    int read = in.read(buffer, 0, buffer.length);
    while (read == 0) {
      read = in.read(buffer, 0, buffer.length);
    }
    end = Math.max(0, read);
    return read > 0;
  }

  /** Offset of the byte that is read next. */
  long position() {
    return base + at;
  }

  /** Drops a UTF-8 byte order mark if the stream starts with one. */
  void skipByteOrderMark() throws IOException {
    if (peek() == 0xef
        && end - at >= 3
        && buffer[at + 1] == (byte) 0xbb
        && buffer[at + 2] == (byte) 0xbf) {
      at += 3;
    }
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
