// SPDX-License-Identifier: Apache-2.0
package dev.whittle.report;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.UnsupportedFileSystemException;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.util.SerializableConfiguration;

/**
 * Writes one file (not a folder of parts) out of the rows of one partition, on the executor that
 * has them: rows never come to the driver. The file appears whole, or stays what it was: it is
 * written beside its place and renamed by the driver, so a task that is tried again or run twice
 * does no harm.
 *
 * <p>The target must lie on a file system that driver and executors share; where it does not, this
 * fails and says so.
 */
final class OneFile {
  private static final int BUFFER = 1 << 16;

  private OneFile() {}

  /** Writes the content; sent to the executor. */
  @FunctionalInterface
  interface Body extends Serializable {
    /**
     * Writes all rows; does not close the stream.
     *
     * @return a few counts for the driver, all zero when there are no rows
     */
    long[] write(Iterator<Row> rows, OutputStream out) throws IOException;
  }

  private record Written(String path, long[] counts) implements Serializable {}

  /** Writes the rows of a table of one partition (or none) to {@code target}, replacing it. */
  static long[] write(Dataset<Row> ranked, String target, Body body) {
    Configuration hadoop = ranked.sparkSession().sparkContext().hadoopConfiguration();
    SerializableConfiguration settings = new SerializableConfiguration(hadoop);
    try (Beside beside = new Beside(hadoop, target)) {
      String folder = beside.folder.toString();
      List<Written> all =
          ranked
              .toJavaRDD()
              .mapPartitions(
                  rows -> List.of(attempt(settings.value(), folder, rows, body)).iterator())
              .collect();
      if (all.size() > 1) {
        throw new IllegalStateException("one file out of " + all.size() + " partitions");
      }
      // Spark may plan an empty table as no partition at all: then no task has written.
      Written written =
          all.isEmpty()
              ? put(
                  beside.files, new Path(beside.folder, "empty"), Collections.emptyIterator(), body)
              : all.get(0);
      beside.publish(new Path(written.path()));
      return written.counts();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write " + target + ": " + e.getMessage(), e);
    }
  }

  /** Writes a table of one partition as a single Parquet file, replacing it. */
  static void writeParquet(Dataset<Row> ranked, String target) {
    Configuration hadoop = ranked.sparkSession().sparkContext().hadoopConfiguration();
    try (Beside beside = new Beside(hadoop, target)) {
      Path parts = new Path(beside.folder, "parts");
      ranked.write().option("compression", "zstd").parquet(parts.toString());
      for (FileStatus file : beside.files.listStatus(parts)) {
        if (file.getPath().getName().endsWith(".parquet")) {
          beside.publish(file.getPath());
          return;
        }
      }
      throw notShared(target);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write " + target + ": " + e.getMessage(), e);
    }
  }

  private static Written attempt(Configuration hadoop, String folder, Iterator<Row> rows, Body body)
      throws IOException {
    // Its own name: the same task can run twice at once.
    Path path = new Path(folder, "attempt-" + TaskContext.get().taskAttemptId());
    return put(files(hadoop, path), path, rows, body);
  }

  private static Written put(FileSystem files, Path path, Iterator<Row> rows, Body body)
      throws IOException {
    try (OutputStream out = new BufferedOutputStream(files.create(path, true), BUFFER)) {
      return new Written(path.toString(), body.write(rows, out));
    }
  }

  /** The file system of a path; a local one without the hidden checksum files it likes to leave. */
  private static FileSystem files(Configuration hadoop, Path path) throws IOException {
    FileSystem files = path.getFileSystem(hadoop);
    return files instanceof LocalFileSystem local ? local.getRawFileSystem() : files;
  }

  private static IOException notShared(String target) {
    return new IOException(
        "an executor wrote it where the driver does not see it; give a path on a file system that"
            + " both share, not "
            + target);
  }

  /** A hidden folder beside the target for the time of writing. */
  private static final class Beside implements AutoCloseable {
    final Path folder;
    final FileSystem files;
    private final Configuration hadoop;
    private final Path target;

    Beside(Configuration hadoop, String target) throws IOException {
      this.hadoop = hadoop;
      Path given = new Path(target);
      this.files = files(hadoop, given);
      this.target = files.makeQualified(given);
      this.folder =
          new Path(this.target.getParent(), "." + given.getName() + "-" + UUID.randomUUID());
      files.mkdirs(folder);
    }

    /** Puts a finished file in the target's place. */
    void publish(Path written) throws IOException {
      if (!files.exists(written)) {
        throw notShared(target.toString());
      }
      if (files.getUri().getScheme().equals("file")) {
        // rename(2) replaces.
        rename(written);
        return;
      }
      try {
        FileContext.getFileContext(target.toUri(), hadoop)
            .rename(written, target, Options.Rename.OVERWRITE);
      } catch (UnsupportedFileSystemException e) {
        files.delete(target, false);
        rename(written);
      }
    }

    private void rename(Path written) throws IOException {
      if (!files.rename(written, target)) {
        throw new IOException("cannot rename " + written + " to " + target.getName());
      }
    }

    @Override
    public void close() throws IOException {
      files.delete(folder, true);
    }
  }
}
