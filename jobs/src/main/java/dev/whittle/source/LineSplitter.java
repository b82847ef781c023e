// SPDX-License-Identifier: Apache-2.0
package dev.whittle.source;

import java.io.IOException;

/**
 * One record a line. Lines end at line feeds only: a JSON text may hold any other line separator of
 * Unicode. Blank lines are no records.
 */
final class LineSplitter extends Splitter {
  private final long end;
  private final boolean whole;
  // The first line is the first piece's, though a byte order mark may reach beyond that piece.
  private boolean atStart;
  private long line;

  private LineSplitter(ByteFeed feed, int limit, long end, boolean whole, boolean atStart) {
    super(feed, limit);
    this.end = end;
    this.whole = whole;
    this.atStart = atStart;
  }

  /** Every line of a stream, told by its number. */
  static LineSplitter whole(ByteFeed feed, int limit) throws IOException {
    feed.skipByteOrderMark();
    return new LineSplitter(feed, limit, Long.MAX_VALUE, true, true);
  }

  /**
   * The lines that start in a range of a file, told by their first byte.
   *
   * @param feed stands one byte before the range, or at 0
   */
  static LineSplitter range(ByteFeed feed, int limit, long start, long end) throws IOException {
    if (start == 0) {
      feed.skipByteOrderMark();
    } else {
      // The byte before tells whether a line starts just at the range's start.
      int b = feed.read();
      while (b >= 0 && b != '\n') {
        b = feed.read();
      }
    }
    return new LineSplitter(feed, limit, end, false, start == 0);
  }

  @Override
  boolean next() throws IOException {
    while (atStart || feed.position() < end) {
      atStart = false;
      long offset = feed.position();
      line++;
      start(whole ? line : offset, null);
      boolean blank = true;
      int b = feed.read();
      if (b < 0) {
        return false;
      }
      while (b >= 0 && b != '\n') {
        blank &= b == ' ' || b == '\t' || b == '\r';
        add(b);
        b = feed.read();
      }
      if (!blank) {
        position = whole ? "line " + line : "byte " + offset;
        return true;
      }
    }
    return false;
  }
}
