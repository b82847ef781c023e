// SPDX-License-Identifier: Apache-2.0
package dev.whittle.pipeline;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.whittle.config.UserError;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.FileUtil;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;

/**
 * The small files of a run, on any Hadoop file system. Files are written whole under a temporary
 * name and renamed, so a reader sees the old one or the new one.
 */
public final class RunFiles {
  static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private final Configuration hadoop;

  public RunFiles(Configuration hadoop) {
    this.hadoop = hadoop;
  }

  /**
   * The path as a full URI without a trailing slash, so that driver and executors mean the same
   * place.
   */
  public String qualified(String path) {
    try {
      Path given = new Path(path);
      return given.getFileSystem(hadoop).makeQualified(given).toString();
    } catch (IllegalArgumentException | IOException e) {
      throw new UserError(
          "Cannot use the path '"
              + path
              + "': "
              + e.getMessage()
              + ". Give a path or a Hadoop URI.",
          e);
    }
  }

  public boolean exists(String path) {
    try {
      return fileSystem(path).exists(new Path(path));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public void delete(String path) {
    try {
      fileSystem(path).delete(new Path(path), true);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The text of a file, or empty when there is none. */
  public Optional<String> read(String path) {
    try (InputStream in = fileSystem(path).open(new Path(path))) {
      return Optional.of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (FileNotFoundException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The JSON of a file, or empty when there is none. */
  public Optional<JsonNode> json(String path) {
    return read(path)
        .map(
            text -> {
              try {
                return JSON.readTree(text);
              } catch (JsonProcessingException e) {
                throw new UserError(
                    "Cannot read "
                        + path
                        + ": it is not JSON ("
                        + e.getOriginalMessage()
                        + "). Delete the folder it stands in and run again.",
                    e);
              }
            });
  }

  /** Writes a file that is not there yet: whether it was this call that made it. */
  boolean create(String path, String text) {
    OutputStream out;
    try {
      out = fileSystem(path).create(new Path(path), false);
    } catch (FileAlreadyExistsException e) {
      return false;
    } catch (IOException e) {
      if (exists(path)) {
        return false;
      }
      throw new UncheckedIOException(e);
    }
    try (out) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    } catch (FileAlreadyExistsException e) {
      // A store that finds out when the file is closed.
      return false;
    } catch (IOException e) {
      try {
        // Half a file, on a full disk, would tell everybody to keep away; another's is left alone.
        if (read(path).map(text::startsWith).orElse(false)) {
          delete(path);
        }
      } catch (RuntimeException again) {
        e.addSuppressed(again);
      }
      throw new UncheckedIOException(e);
    }
    return true;
  }

  /** Writes a file in its place: unlike {@link #write}, there is no moment without it. */
  void overwrite(String path, String text) {
    try (OutputStream out = fileSystem(path).create(new Path(path), true)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** When a file was last written, or empty when there is none. */
  Optional<Instant> modified(String path) {
    try {
      return Optional.of(
          Instant.ofEpochMilli(
              fileSystem(path).getFileStatus(new Path(path)).getModificationTime()));
    } catch (FileNotFoundException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Copies a folder, whose target must not be there; which appears whole. */
  public void copy(String from, String to) {
    Path target = new Path(to);
    Path temporary = new Path(target.getParent(), "." + target.getName() + ".tmp");
    try {
      FileSystem files = fileSystem(to);
      files.delete(temporary, true);
      FileUtil.copy(fileSystem(from), new Path(from), files, temporary, false, hadoop);
      if (!files.rename(temporary, target)) {
        throw new IOException("Cannot rename " + temporary + " to " + target.getName());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes a file whole. */
  public void write(String path, String text) {
    Path target = new Path(path);
    Path temporary = new Path(target.getParent(), "." + target.getName() + ".tmp");
    try {
      FileSystem files = fileSystem(path);
      try (OutputStream out = files.create(temporary, true)) {
        out.write(text.getBytes(StandardCharsets.UTF_8));
      }
      // Hadoop's rename does not replace; the gap between delete and rename loses nothing that is
      // not rewritten.
      files.delete(target, false);
      if (!files.rename(temporary, target)) {
        throw new IOException("Cannot rename " + temporary + " to " + target.getName());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes a value as indented JSON. */
  public void writeJson(String path, Object value) {
    try {
      write(path, JSON.writeValueAsString(value) + "\n");
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A value as plain maps, lists and scalars, as it would be read back from JSON. */
  public static Object plain(Object value) {
    return JSON.convertValue(value, Object.class);
  }

  /** A data file under a folder: its path relative to the folder and its length in bytes. */
  public record DataFile(String name, long bytes) {}

  /** The Parquet files below a folder, sorted by name. */
  public List<DataFile> parquet(String folder) {
    List<DataFile> found = new ArrayList<>();
    try {
      FileSystem files = fileSystem(folder);
      Path root = files.makeQualified(new Path(folder));
      if (!files.exists(root)) {
        return found;
      }
      RemoteIterator<LocatedFileStatus> walk = files.listFiles(root, true);
      while (walk.hasNext()) {
        FileStatus file = walk.next();
        if (file.getPath().getName().endsWith(".parquet")) {
          String name = file.getPath().toString().substring(root.toString().length() + 1);
          found.add(new DataFile(name, file.getLen()));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    found.sort((a, b) -> a.name().compareTo(b.name()));
    return found;
  }

  /** Names of the entries of a folder, sorted; none when there is no such folder. */
  public List<String> list(String folder) {
    List<String> names = new ArrayList<>();
    try {
      for (FileStatus entry : fileSystem(folder).listStatus(new Path(folder))) {
        names.add(entry.getPath().getName());
      }
    } catch (FileNotFoundException e) {
      return names;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    names.sort(null);
    return names;
  }

  private FileSystem fileSystem(String path) throws IOException {
    return new Path(path).getFileSystem(hadoop);
  }
}
