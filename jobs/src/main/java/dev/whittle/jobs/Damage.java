// SPDX-License-Identifier: Apache-2.0
package dev.whittle.jobs;

import java.io.FileNotFoundException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.nio.file.AccessDeniedException;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.ChecksumException;
import org.apache.hadoop.security.AccessControlException;

/**
 * Tells what happened to a file from every other error: damaged, cut, gone, not to be read, with no
 * room to be written, or on a server that cannot be reached.
 */
final class Damage {
  /** What parquet-java says of a page; it has no class of its own for it. */
  private static final String PAGE = "CRC checksum verification failed";

  /** Spark's condition for a file without the end of a Parquet file. */
  private static final String FOOTER = "CANNOT_READ_FILE_FOOTER";

  /** What every operating system's and Hadoop's message of a full disk holds. */
  private static final Pattern FULL =
      Pattern.compile("No space left on device|DSQuotaExceeded|could only be written to 0 of the");

  /** A file's address, up to its last ending: {@code .zstd.parquet} has two. */
  private static final Pattern FILE =
      Pattern.compile("[a-z0-9]+:/[^\\n,]*?\\.[a-z0-9]+(?=[\\s,;)\\]'\"]|[.:](?:\\s|$)|$)");

  /** What it comes to: the exit code and one message. */
  record Words(int code, String message) {}

  private Damage() {}

  /** One message for the user, if a file is what the error comes from. */
  static Optional<Words> words(Throwable error) {
    String file = "a file";
    String said = "";
    boolean damaged = false;
    boolean gone = false;
    boolean denied = false;
    String unreachable = "";
    int code = 1;
    for (Throwable cause = error; cause != null; cause = cause.getCause()) {
      String message = Objects.requireNonNullElse(cause.getMessage(), "");
      said += message + "\n";
      Matcher named = FILE.matcher(message);
      if (named.find()) {
        file = named.group();
      }
      damaged |= cause instanceof ChecksumException || message.contains(PAGE);
      gone |= cause instanceof FileNotFoundException || message.contains("FILE_NOT_EXIST");
      denied |=
          cause instanceof AccessControlException
              || cause instanceof AccessDeniedException
              || message.contains("Permission denied");
      if (cause instanceof UnknownHostException) {
        // Its message is the host's name; those around it are long.
        unreachable = firstLine(message);
        code = Main.FAULT;
      } else if (cause instanceof ConnectException && unreachable.isEmpty()) {
        // The outermost says whom; the innermost often says "Connection refused" alone.
        unreachable = firstLine(message);
      }
    }
    if (FULL.matcher(said).find()) {
      return words(
          1,
          "Cannot write: there is no space left where the run, or Spark's temporary files, are written. Free some and run"
              + " again: what is finished is not done anew.");
    }
    if (damaged) {
      return words(
          Main.BROKEN,
          "Cannot read "
              + file
              + ": its bytes are not those that were written (the checksum differs). Is it a stage's, delete the folders of that"
              + " stage and of those after it and run again; is it a source's, get it anew.");
    }
    if (said.contains(FOOTER)) {
      return words(
          Main.FAULT,
          "Cannot read "
              + file
              + ": it is no whole Parquet file, for it has no sound end. Get it anew, or leave it out.");
    }
    if (denied) {
      return words(
          Main.FAULT,
          "Cannot use "
              + file
              + ": permission denied. Let the user who runs Spark read or write it.");
    }
    if (gone) {
      return words(
          Main.FAULT,
          "Cannot read "
              + file
              + ": it is gone, though it was there when the run began. Bring it back, or run again without it under a new --run.");
    }
    if (!unreachable.isEmpty()) {
      return words(
          code,
          "Cannot reach a server that was named: "
              + unreachable
              + ". Check its address (of a store: its endpoint among Spark's settings spark.hadoop.*) and the network.");
    }
    return Optional.empty();
  }

  private static String firstLine(String message) {
    return message.lines().findFirst().orElse("");
  }

  private static Optional<Words> words(int code, String message) {
    return Optional.of(new Words(code, message));
  }
}
