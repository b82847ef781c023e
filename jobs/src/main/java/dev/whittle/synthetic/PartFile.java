// SPDX-License-Identifier: Apache-2.0
package dev.whittle.synthetic;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;

/**
 * A file that appears whole under its final name when {@link #publish} is called, and is removed
 * when it is closed before. Two tasks that write the same file write the same bytes, so it does not
 * matter whose stays.
 */
final class PartFile implements AutoCloseable {
  private static final int BUFFER = 1 << 16;

  private final FileSystem files;
  private final Path target;
  private final Path beside;
  private final OutputStream out;
  private boolean published;

  PartFile(Configuration hadoop, String target, long attempt) throws IOException {
    this.target = new Path(target);
    FileSystem found = this.target.getFileSystem(hadoop);
    // A local one without the hidden checksum files it likes to leave.
    this.files = found instanceof LocalFileSystem local ? local.getRawFileSystem() : found;
    this.beside =
        new Path(this.target.getParent(), "_writing-" + attempt + "-" + this.target.getName());
    this.out = new BufferedOutputStream(files.create(beside, true), BUFFER);
  }

  OutputStream out() {
    return out;
  }

  /** Gives the file its name; the stream must be closed. */
  void publish() throws IOException {
    files.delete(target, false);
    if (!files.rename(beside, target)) {
      throw new IOException("cannot rename " + beside + " to " + target.getName());
    }
    published = true;
  }

  @Override
  public void close() throws IOException {
    if (!published) {
      out.close();
      files.delete(beside, false);
    }
  }
}
