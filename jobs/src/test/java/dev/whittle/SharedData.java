// SPDX-License-Identifier: Apache-2.0
package dev.whittle;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/** The real data beside the repository, which not every machine has. */
public final class SharedData {
  private SharedData() {}

  /** {@code ../shared/data}; skips the test where it is missing. */
  public static Path data() {
    Path folder = Path.of(System.getProperty("user.dir")).toAbsolutePath();
    while (folder != null && !Files.isDirectory(folder.resolve("udfs"))) {
      folder = folder.getParent();
    }
    Path given =
        System.getProperty("whittle.shared") == null
            ? null
            : Path.of(System.getProperty("whittle.shared"));
    Path shared = given != null || folder == null ? given : folder.resolve("../shared").normalize();
    Assumptions.assumeTrue(
        shared != null && Files.isDirectory(shared.resolve("data")),
        "needs ../shared, which this machine lacks");
    return shared.resolve("data");
  }
}
