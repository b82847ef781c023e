// SPDX-License-Identifier: Apache-2.0
package dev.whittle.jobs;

import dev.whittle.pipeline.Lease;
import dev.whittle.pipeline.RunFiles;
import java.util.LinkedHashMap;
import java.util.Map;

/** The folders that a command writes to, each of which no other process may write to meanwhile. */
final class Leases implements AutoCloseable {
  private final RunFiles files;
  private final Map<String, Lease> held = new LinkedHashMap<>();

  Leases(RunFiles files) {
    this.files = files;
  }

  /** Takes the lease of a folder, once; when another process has it, that is the user's fault. */
  void take(String folder) {
    held.computeIfAbsent(folder, path -> Lease.take(files, path));
  }

  /** Throws when one of them was lost. */
  void check() {
    held.values().forEach(Lease::check);
  }

  @Override
  public void close() {
    held.values().forEach(Lease::close);
  }
}
