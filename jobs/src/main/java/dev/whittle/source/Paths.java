// SPDX-License-Identifier: Apache-2.0
package dev.whittle.source;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** Names of files that do not depend on where the data lies. */
final class Paths {
  private Paths() {}

  /** The root as a full URI without a trailing slash; empty stays empty. */
  static String qualified(String root, Configuration configuration) {
    if (root.isEmpty()) {
      return root;
    }
    try {
      Path path = new Path(root);
      return FileSystem.get(path.toUri(), configuration).makeQualified(path).toString();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot find the file system of " + root, e);
    }
  }

  /** The URI below the root without it, any other as it is. */
  static String relative(String root, String uri) {
    boolean below = !root.isEmpty() && uri.startsWith(root) && uri.startsWith("/", root.length());
    return below ? uri.substring(root.length() + 1) : uri;
  }
}
