// SPDX-License-Identifier: Apache-2.0
package dev.whittle.source;

import dev.whittle.config.SourceFormat;
import dev.whittle.pipeline.Reason;
import java.io.Closeable;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * The records of a piece of a file, in order, every one of them: what cannot be read is a record
 * with a reason. A file system that fails is an exception, because trying again may help; a file
 * whose compression is broken is a record that says from where.
 */
final class PieceReader implements Iterator<SourceRecord>, Closeable {
  private final String name;
  private final Stored stored;
  private final Set<String> fields;
  private Splitter splitter;
  private SourceRecord next;
  private boolean done;

  /** Remembers that it was the file system that failed, and not what unpacks its bytes. */
  private static final class Stored extends FilterInputStream {
    private boolean failed;

    Stored(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      try {
        return in.read();
      } catch (IOException e) {
        failed = true;
        throw e;
      }
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      try {
        return in.read(target, offset, length);
      } catch (IOException e) {
        failed = true;
        throw e;
      }
    }
  }

  /**
   * Opens a piece.
   *
   * @param fields the members of a JSON record to keep; empty keeps all
   * @throws IOException when the file cannot be opened or its compression is broken at the start
   */
  PieceReader(Piece piece, Set<String> fields, int limit, Configuration configuration)
      throws IOException {
    SourceFile file = piece.file();
    this.name = file.name();
    this.fields = fields;
    Path path = new Path(file.uri());
    FSDataInputStream in = FileSystem.get(path.toUri(), configuration).open(path);
    stored = new Stored(in);
    try {
      long start = 0;
      if (!piece.isWhole()) {
        start = Math.max(0, piece.start() - 1);
        in.seek(start);
      }
      splitter = splitter(piece, new ByteFeed(file.compression().open(stored), start), limit);
    } catch (IOException e) {
      spoil(e);
    }
  }

  private static Splitter splitter(Piece piece, ByteFeed feed, int limit) throws IOException {
    SourceFile file = piece.file();
    return switch (file.format()) {
      case JSONL ->
          piece.isWhole()
              ? LineSplitter.whole(feed, limit)
              : LineSplitter.range(feed, limit, piece.start(), piece.end());
      case JSON -> new JsonSplitter(feed, limit, file.records());
      case CSV -> new CsvSplitter(feed, limit);
      default -> throw new IllegalArgumentException("Not split here: " + file.format());
    };
  }

  /** The column names of a CSV file; empty for other formats. */
  List<String> header() {
    return splitter instanceof CsvSplitter csv ? csv.header() : List.of();
  }

  @Override
  public boolean hasNext() {
    if (next == null && !done) {
      try {
        if (splitter.next()) {
          next = record();
        } else {
          done = true;
        }
      } catch (IOException e) {
        try {
          spoil(e);
        } catch (IOException again) {
          throw new UncheckedIOException("Cannot read " + name, again);
        }
      }
    }
    return next != null;
  }

  /** Makes a record of what cannot be unpacked. */
  private void spoil(IOException e) throws IOException {
    if (stored.failed) {
      throw e;
    }
    done = true;
    long order = splitter == null ? 0 : splitter.order + 1;
    String from = splitter == null ? "start" : "byte " + splitter.feed.position() + " unpacked";
    next =
        new SourceRecord(
            null,
            name,
            order,
            splitter == null || splitter.position == null ? "start" : "after " + splitter.position,
            null,
            Reason.MALFORMED_RECORD,
            "cannot be unpacked, from " + from + " to the end of the file");
  }

  private SourceRecord record() {
    // What the splitter found to be wrong is said first: its record is larger than what it holds.
    String text = splitter.reason == null ? splitter.text() : null;
    Object value = null;
    if (text != null) {
      value = value(text);
    }
    return new SourceRecord(
        value,
        name,
        splitter.order,
        splitter.position,
        value == null ? splitter.raw() : text,
        splitter.reason,
        splitter.fault);
  }

  private Object value(String text) {
    if (splitter instanceof CsvSplitter csv) {
      return csv.record(text);
    }
    try {
      Object value = Json.parse(text, fields);
      if (value instanceof Map || value instanceof List) {
        return value;
      }
      splitter.reject(Reason.MALFORMED_RECORD, "neither an object nor an array");
    } catch (Json.Malformed e) {
      splitter.reject(Reason.MALFORMED_RECORD, e.getMessage());
    }
    return null;
  }

  @Override
  public SourceRecord next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    SourceRecord record = next;
    next = null;
    return record;
  }

  @Override
  public void close() throws IOException {
    if (splitter != null) {
      splitter.close();
    }
    stored.close();
  }

  /** Whether this reads the format; the rest is Spark's. */
  static boolean reads(SourceFormat format) {
    return format != SourceFormat.PARQUET;
  }
}
