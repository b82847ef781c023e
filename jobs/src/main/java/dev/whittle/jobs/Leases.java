// SPDX-License-Identifier: Apache-2.0
package dev.whittle.jobs;

import dev.whittle.pipeline.Lease;
import dev.whittle.pipeline.RunFiles;
import java.util.ArrayDeque;
import java.util.Deque;

/** The folders that a command writes to, each of which no other process may write to meanwhile. */
final class Leases implements AutoCloseable {
  private final RunFiles files;
  private final Deque<Lease> held = new ArrayDeque<>();

  Leases(RunFiles files) {
    this.files = files;
  }

  /** Takes the lease of a folder; when another process has it, that is the user's fault. */
  void take(String folder) {
    held.push(Lease.take(files, folder));
  }

  /** Throws when one of them was lost. */
  void check() {
    held.forEach(Lease::check);
  }

  @Override
  public void close() {
    held.forEach(Lease::close);
  }
}
