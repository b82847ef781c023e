// SPDX-License-Identifier: Apache-2.0
package dev.whittle.pipeline;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** Which build this is, as Maven wrote it into the jar. */
public final class Build {
  private Build() {}

  /** Version and commit, such as {@code 0.1.0-SNAPSHOT (1a2b3c4)}. */
  public static String version() {
    Properties properties = new Properties();
    try (InputStream in = Build.class.getResourceAsStream("/whittle.properties")) {
      if (in != null) {
        properties.load(in);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return properties.getProperty("version", "unknown")
        + " ("
        + properties.getProperty("revision", "unknown")
        + ")";
  }
}
