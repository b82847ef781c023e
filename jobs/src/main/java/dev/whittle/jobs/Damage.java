// SPDX-License-Identifier: Apache-2.0
package dev.whittle.jobs;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.ChecksumException;

/** Tells a file whose bytes are not those that were written from every other error. */
final class Damage {
  /** What parquet-java says of a page; it has no class of its own for it. */
  private static final String PAGE = "CRC checksum verification failed";

  private static final Pattern FILE = Pattern.compile("[a-z0-9]+:/[^\\s,]*\\.parquet");

  private Damage() {}

  /** One message for the user, if damage is what the error comes from. */
  static Optional<String> words(Throwable error) {
    String file = "a file";
    boolean damaged = false;
    for (Throwable cause = error; cause != null; cause = cause.getCause()) {
      String message = String.valueOf(cause.getMessage());
      Matcher named = FILE.matcher(message);
      if (named.find()) {
        file = named.group();
      }
      damaged |= cause instanceof ChecksumException || message.contains(PAGE);
    }
    return damaged
        ? Optional.of(
            "Cannot read "
                + file
                + ": its bytes are not those that were written (the checksum differs). Is it a stage's, delete the folders of that"
                + " stage and of those after it and run again; is it a source's, get it anew.")
        : Optional.empty();
  }
}
