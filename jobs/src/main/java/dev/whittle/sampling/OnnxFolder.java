// SPDX-License-Identifier: Apache-2.0
package dev.whittle.sampling;

import dev.whittle.config.ModelConfig;
import dev.whittle.config.OnnxConfig;
import dev.whittle.config.UserError;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkFiles;

/**
 * Where a model's folder is, seen from an executor.
 *
 * <p>A folder on the driver's disk is used where it is when there is no other machine, and shipped
 * with the job when there is; a folder on a shared file system is copied by every executor once.
 *
 * @param folder a URI
 * @param how it comes to an executor
 * @param checksum SHA-256 of its files, in hex: of names, lengths and bytes in the order of names
 */
record OnnxFolder(String folder, How how, String checksum) implements Serializable {
  /** How an executor comes to it. */
  enum How {
    HERE,
    SHIPPED,
    COPIED
  }

  private static final String NETWORK = "model.onnx";
  private static final int BUFFER = 1 << 20;

  /**
   * Bytes of a folder that is sent along with the job; larger ones belong on a shared file system.
   */
  private static final long MOST_SENT = 512L << 20;

  /** Digits of a checksum in names: enough to tell folders apart. */
  private static final int SHORT = 16;

  /**
   * Finds a folder, and compares it with the revision where that says a checksum.
   *
   * @throws UserError when it is not there, or is another one
   */
  static OnnxFolder of(SparkContext spark, String label, String revision, OnnxConfig config) {
    Configuration hadoop = spark.hadoopConfiguration();
    try {
      Path path = path(label, config.folder(), hadoop);
      FileSystem files = path.getFileSystem(hadoop);
      String checksum = checksum(files, path);
      if (revision.startsWith(ModelConfig.CHECKED)) {
        String wanted = revision.substring(ModelConfig.CHECKED.length());
        if (wanted.length() < SHORT || !checksum.startsWith(wanted)) {
          throw new UserError(
              "Cannot sample "
                  + label
                  + ": its revision is "
                  + revision
                  + ", but the folder's checksum is "
                  + checksum
                  + " ("
                  + path
                  + "). Take the folder that was meant, or say the new revision: its attempts are bought anew.");
        }
      }
      String uri = path.toUri().toString();
      if (!"file".equals(files.getScheme())) {
        return new OnnxFolder(uri, How.COPIED, checksum);
      }
      return new OnnxFolder(
          path.toUri().getPath(), spark.isLocal() ? How.HERE : How.SHIPPED, checksum);
    } catch (IOException e) {
      throw new UserError(
          "Cannot sample " + label + ": its folder cannot be read: " + e.getMessage());
    }
  }

  /**
   * A folder of the driver's disk as one archive for the executors, where there are others.
   *
   * @throws UserError when it is too large to be sent
   */
  Optional<byte[]> packed() {
    if (how != How.SHIPPED) {
      return Optional.empty();
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ZipOutputStream entries = new ZipOutputStream(out);
        var listed = Files.list(java.nio.file.Path.of(folder))) {
      // Weights do not get smaller.
      entries.setLevel(1);
      for (java.nio.file.Path file :
          listed
              .filter(Files::isRegularFile)
              .filter(file -> belongs(file.getFileName().toString()))
              .sorted()
              .toList()) {
        if (out.size() + Files.size(file) > MOST_SENT) {
          throw new UserError(
              "Cannot send the model in "
                  + folder
                  + " to the executors: it has more than "
                  + MOST_SENT / (1 << 20)
                  + " MB. Put it on a file system that they share, and name it by its URI.");
        }
        entries.putNextEntry(new ZipEntry(file.getFileName().toString()));
        Files.copy(file, entries);
        entries.closeEntry();
      }
    } catch (IOException | UncheckedIOException e) {
      throw new UserError(
          "Cannot send the model in " + folder + " to the executors: " + e.getMessage());
    }
    return Optional.of(out.toByteArray());
  }

  /** Puts what {@link #packed} made where {@link #local} says, once an executor. */
  void unpack(byte[] archive) throws IOException {
    synchronized (OnnxFolder.class) {
      java.nio.file.Path target = sent();
      if (Files.isDirectory(target)) {
        return;
      }
      java.nio.file.Path part = Files.createTempDirectory(target.getParent(), name(checksum));
      try (ZipInputStream entries = new ZipInputStream(new ByteArrayInputStream(archive))) {
        for (ZipEntry entry = entries.getNextEntry();
            entry != null;
            entry = entries.getNextEntry()) {
          Files.copy(entries, part.resolve(java.nio.file.Path.of(entry.getName()).getFileName()));
        }
      }
      Files.move(part, target);
    }
  }

  private java.nio.file.Path sent() {
    return java.nio.file.Path.of(SparkFiles.getRootDirectory()).resolve(name(checksum));
  }

  /** Where it is on this executor's disk. */
  java.nio.file.Path local(Configuration hadoop) throws IOException {
    return switch (how) {
      case HERE -> java.nio.file.Path.of(folder);
      case SHIPPED -> sent();
      case COPIED -> copied(hadoop);
    };
  }

  private java.nio.file.Path copied(Configuration hadoop) throws IOException {
    java.nio.file.Path target = sent();
    if (Files.isDirectory(target)) {
      return target;
    }
    Path source = new Path(folder);
    FileSystem files = source.getFileSystem(hadoop);
    java.nio.file.Path part = Files.createTempDirectory(target.getParent(), name(checksum));
    for (FileStatus file : inOrder(files, source)) {
      files.copyToLocalFile(
          false,
          file.getPath(),
          new Path(part.resolve(file.getPath().getName()).toUri().toString()),
          true);
    }
    Files.move(part, target);
    return target;
  }

  private static String name(String checksum) {
    return "whittle-model-" + checksum.substring(0, SHORT);
  }

  /** A relative folder is looked for where the command runs, then where Whittle is installed. */
  private static Path path(String label, String folder, Configuration hadoop) throws IOException {
    List<Path> tried = new ArrayList<>();
    tried.add(new Path(folder));
    String home = System.getenv("WHITTLE_HOME");
    if (home != null && tried.get(0).toUri().getScheme() == null && !tried.get(0).isAbsolute()) {
      tried.add(new Path(new Path("file://" + home), folder));
    }
    for (Path path : tried) {
      FileSystem files = path.getFileSystem(hadoop);
      if (files.exists(new Path(path, NETWORK))) {
        return files.makeQualified(path);
      }
    }
    Path first = tried.get(0).getFileSystem(hadoop).makeQualified(tried.get(0));
    boolean there = first.getFileSystem(hadoop).exists(first);
    throw new UserError(
        "Cannot sample "
            + label
            + ": "
            + (there ? "there is no " + NETWORK + " in the folder " : "there is no folder ")
            + first
            + ". Name a folder as Hugging Face Optimum exports it under onnx.folder.");
  }

  private static List<FileStatus> inOrder(FileSystem files, Path folder) throws IOException {
    return Arrays.stream(files.listStatus(folder))
        .filter(FileStatus::isFile)
        .filter(file -> belongs(file.getPath().getName()))
        .sorted(Comparator.comparing(file -> file.getPath().getName()))
        .toList();
  }

  /** Not a card, nor what Hadoop leaves beside files. */
  private static boolean belongs(String name) {
    return !name.startsWith(".") && !name.endsWith(".md");
  }

  private static String checksum(FileSystem files, Path folder) throws IOException {
    MessageDigest digest;
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
    byte[] buffer = new byte[BUFFER];
    for (FileStatus file : inOrder(files, folder)) {
      String head = file.getPath().getName() + "\n" + file.getLen() + "\n";
      digest.update(head.getBytes(StandardCharsets.UTF_8));
      try (InputStream in = files.open(file.getPath())) {
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
          digest.update(buffer, 0, read);
        }
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }
}
