// SPDX-License-Identifier: Apache-2.0
package dev.whittle.pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.whittle.config.UserError;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * The right to write into a folder, of one process at a time: a file that names its holder and when
 * it expires, renewed while the holder lives.
 *
 * <p>A holder that was killed on this machine is known to be dead at once; one on another machine
 * is waited for until its lease expires, {@value #SECONDS} s after it was last renewed, so clocks
 * may differ by somewhat less. On file systems whose create is not exclusive (object stores) two
 * processes that start within a fraction of a second can both take it; the later one then holds it,
 * and the other one stops before it commits anything.
 */
public final class Lease implements AutoCloseable {
  static final String NAME = "_lease.json";

  /** How long a lease lasts without being renewed. */
  static final long SECONDS = 60;

  private static final long RENEW = SECONDS / 4;

  private final RunFiles files;
  private final String folder;
  private final String path;
  private final String owner = UUID.randomUUID().toString();
  private final Instant taken = Instant.now().truncatedTo(ChronoUnit.MILLIS);
  private final ScheduledExecutorService clock;
  private boolean held = true;

  /** What a renewal was to write that failed, of which a full disk may have taken a part. */
  private String cut = "";

  private Instant renewed = Instant.now();

  private Lease(RunFiles files, String folder) {
    this.files = files;
    this.folder = folder;
    this.path = folder + "/" + NAME;
    this.clock =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "whittle-lease");
              thread.setDaemon(true);
              return thread;
            });
  }

  /**
   * Takes the lease of a folder.
   *
   * @throws UserError when another process holds it, or the folder cannot be written to
   */
  public static Lease take(RunFiles files, String folder) {
    Lease lease = new Lease(files, folder);
    try {
      lease.take();
    } catch (UncheckedIOException e) {
      lease.clock.shutdownNow();
      throw new UserError(
          "Cannot write to "
              + folder
              + ": "
              + e.getCause().getMessage()
              + ". Name a folder that may be written to.",
          e);
    } catch (RuntimeException e) {
      lease.clock.shutdownNow();
      throw e;
    }
    lease.clock.scheduleAtFixedRate(lease::renew, RENEW, RENEW, TimeUnit.SECONDS);
    return lease;
  }

  private void take() {
    for (int attempt = 0; attempt < 2; attempt++) {
      if (files.create(path, words())) {
        return;
      }
      Optional<String> holder = holder();
      if (holder.isPresent()) {
        throw new UserError(
            "Cannot work in "
                + folder
                + ": "
                + holder.get()
                + " Wait for it or stop it; is it surely gone, delete "
                + path
                + ".");
      }
      files.delete(path);
    }
    throw new UserError("Cannot work in " + folder + ": another process just took its lease.");
  }

  /** Who holds the lease, in words; empty when it has expired or its holder is dead. */
  private Optional<String> holder() {
    Instant now = Instant.now();
    Optional<Instant> written = files.modified(path);
    if (written.isEmpty()) {
      return Optional.empty();
    }
    Instant expires = written.get().plusSeconds(SECONDS);
    String who = "another process holds its lease";
    try {
      JsonNode lease = RunFiles.JSON.readTree(files.read(path).orElse(""));
      if (lease.hasNonNull("expires_at")) {
        Instant said = Instant.parse(lease.path("expires_at").asText());
        expires = said.isAfter(expires) ? said : expires;
        String host = lease.path("host").asText();
        long pid = lease.path("pid").asLong();
        if (host.equals(host()) && !lives(pid, lease.path("process_started_at").asText(""))) {
          return Optional.empty();
        }
        who =
            "process "
                + pid
                + " on "
                + host
                + " works in it since "
                + lease.path("taken_at").asText();
      }
    } catch (IOException | RuntimeException e) {
      // Half written, or no lease at all: whoever wrote it last may live.
      who = "another process holds its lease";
    }
    return expires.isAfter(now)
        ? Optional.of(
            who + ", its lease lasts until " + expires.truncatedTo(ChronoUnit.SECONDS) + ".")
        : Optional.empty();
  }

  /**
   * Whether the process is there and is the one that wrote the lease, not a later one of its
   * number.
   */
  private static boolean lives(long pid, String started) {
    return ProcessHandle.of(pid).filter(process -> started.equals(started(process))).isPresent();
  }

  private static String started(ProcessHandle process) {
    return process.info().startInstant().map(Instant::toString).orElse("");
  }

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "unknown";
    }
  }

  private String words() {
    ProcessHandle process = ProcessHandle.current();
    ObjectNode lease = RunFiles.JSON.createObjectNode();
    lease.put("owner", owner);
    lease.put("host", host());
    lease.put("pid", process.pid());
    lease.put("process_started_at", started(process));
    lease.put("taken_at", taken.toString());
    lease.put(
        "expires_at",
        Instant.now().plus(Duration.ofSeconds(SECONDS)).truncatedTo(ChronoUnit.MILLIS).toString());
    return lease.toPrettyString() + "\n";
  }

  synchronized void renew() {
    String words = words();
    try {
      if (owned()) {
        cut = words;
        files.overwrite(path, words);
        cut = "";
        renewed = Instant.now();
      }
    } catch (RuntimeException e) {
      // Tried again in some seconds; should it never succeed, the lease expires, and check() tells.
      return;
    }
  }

  private boolean owned() {
    return held
        && files.read(path).map(text -> text.contains(owner) || ourHalf(text)).orElse(false);
  }

  /** Whether a renewal left this half, and nobody else can have taken the lease since. */
  private boolean ourHalf(String text) {
    return !cut.isEmpty()
        && cut.startsWith(text)
        && Instant.now().isBefore(renewed.plusSeconds(SECONDS));
  }

  /**
   * Stops whoever has lost the lease.
   *
   * @throws UserError when another process holds it by now, or its file is gone
   */
  public synchronized void check() {
    if (!owned()) {
      throw new UserError(
          "Cannot go on in "
              + folder
              + ": this process no longer holds its lease ("
              + path
              + "), another one may work there. What is finished is kept; run again.");
    }
  }

  @Override
  public synchronized void close() {
    clock.shutdownNow();
    if (owned()) {
      files.delete(path);
    }
    held = false;
  }
}
