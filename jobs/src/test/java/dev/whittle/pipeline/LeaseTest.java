// SPDX-License-Identifier: Apache-2.0
package dev.whittle.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.whittle.config.UserError;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeaseTest {
  @TempDir java.nio.file.Path folder;

  private final RunFiles files = new RunFiles(new Configuration());

  private Lease take() {
    return Lease.take(files, folder.toUri().toString().replaceAll("/$", ""));
  }

  /** Puts a lease there as somebody else would have written it. */
  private void foreign(String host, long pid, String started, Instant expires, Instant written)
      throws IOException {
    java.nio.file.Path file = folder.resolve(Lease.NAME);
    Files.deleteIfExists(folder.resolve("." + Lease.NAME + ".crc"));
    Files.writeString(
        file,
        "{\"owner\":\"other\",\"host\":\"%s\",\"pid\":%d,\"process_started_at\":\"%s\",\"taken_at\":\"%s\",\"expires_at\":\"%s\"}"
            .formatted(host, pid, started, written, expires));
    Files.setLastModifiedTime(file, FileTime.from(written));
  }

  @Test
  void isHeldByOneAtATime() {
    try (Lease first = take()) {
      assertThatThrownBy(this::take)
          .isInstanceOf(UserError.class)
          .hasMessageContaining("process " + ProcessHandle.current().pid() + " on ")
          .hasMessageContaining("its lease lasts until")
          .hasMessageContaining("delete ");
      assertThatCode(first::check).doesNotThrowAnyException();
    }
    assertThat(folder).isEmptyDirectory();
    take().close();
  }

  @Test
  void isTakenFromADeadProcessOfThisMachineAtOnce() throws Exception {
    String host = java.net.InetAddress.getLocalHost().getHostName();
    Process dead = new ProcessBuilder("true").start();
    dead.waitFor();
    Instant now = Instant.now();
    foreign(host, dead.pid(), "", now.plusSeconds(50), now);
    take().close();
    // A number that another process has by now: this very one, which did not start then.
    foreign(host, ProcessHandle.current().pid(), "2020-01-01T00:00:00Z", now.plusSeconds(50), now);
    take().close();
  }

  @Test
  void isWaitedForUntilItExpiresWhenItsHolderIsElsewhere() throws IOException {
    Instant now = Instant.now();
    foreign("another-host", 7, "", now.plusSeconds(50), now);
    assertThatThrownBy(this::take).hasMessageContaining("process 7 on another-host works in it");
    foreign("another-host", 7, "", now.minusSeconds(1), now.minusSeconds(Lease.SECONDS + 1));
    take().close();
  }

  @Test
  void isNotTakenFromAHolderWhoseFileCannotBeRead() throws IOException {
    Files.writeString(folder.resolve(Lease.NAME), "{\"own");
    assertThatThrownBy(this::take).hasMessageContaining("another process holds its lease");
    Files.setLastModifiedTime(
        folder.resolve(Lease.NAME), FileTime.from(Instant.now().minusSeconds(Lease.SECONDS + 1)));
    take().close();
  }

  @Test
  void saysWhenTheFolderCannotBeWrittenTo() throws IOException {
    java.nio.file.Path file = Files.writeString(folder.resolve("a-file"), "");
    assertThatThrownBy(() -> Lease.take(files, file.toUri() + "/run"))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith("Cannot write to file:")
        .hasMessageEndingWith("Name a folder that may be written to.");
  }

  @Test
  void stopsWhoeverLostIt() throws IOException {
    try (Lease lease = take()) {
      Instant now = Instant.now();
      foreign("another-host", 7, "", now.plusSeconds(50), now);
      assertThatThrownBy(lease::check)
          .isInstanceOf(UserError.class)
          .hasMessageContaining("no longer holds its lease");
    }
    assertThat(folder.resolve(Lease.NAME)).as("the other one's stays").exists();
  }

  @Test
  void isStillHeldAndGivenBackWhenTheDiskWasFullAtARenewal() {
    Configuration conf = new Configuration();
    conf.setClass("fs.file.impl", FullDisk.class, FileSystem.class);
    conf.setBoolean("fs.file.impl.disable.cache", true);
    RunFiles full = new RunFiles(conf);
    String path = folder.toUri().toString().replaceAll("/$", "");
    try (Lease lease = Lease.take(full, path)) {
      FullDisk.full = true;
      lease.renew();
      assertThat(folder.resolve(Lease.NAME)).isEmptyFile();
      assertThatCode(lease::check).doesNotThrowAnyException();
      FullDisk.full = false;
      lease.renew();
      assertThat(folder.resolve(Lease.NAME)).content().contains("\"owner\"");
      FullDisk.full = true;
      lease.renew();
    } finally {
      FullDisk.full = false;
    }
    assertThat(folder.resolve(Lease.NAME)).doesNotExist();
    FullDisk.full = true;
    try {
      assertThatThrownBy(() -> Lease.take(full, path))
          .isInstanceOf(UserError.class)
          .hasMessageContaining("No space left on device");
    } finally {
      FullDisk.full = false;
    }
    assertThat(folder.resolve(Lease.NAME)).doesNotExist();
    take().close();
  }

  @Test
  void isLostToWhoeverBeganAnotherFileAfterASoundRenewal() throws IOException {
    try (Lease lease = take()) {
      lease.renew();
      Files.deleteIfExists(folder.resolve("." + Lease.NAME + ".crc"));
      Files.writeString(folder.resolve(Lease.NAME), "");
      assertThatThrownBy(lease::check).hasMessageContaining("no longer holds its lease");
    }
    assertThat(folder.resolve(Lease.NAME)).as("the other one's stays").exists();
  }

  /** A disk that takes a file's name, and nothing into it, when it is full. */
  public static final class FullDisk extends LocalFileSystem {
    private static boolean full;

    @Override
    public FSDataOutputStream create(
        Path path,
        FsPermission permission,
        boolean overwrite,
        int buffer,
        short replication,
        long block,
        Progressable progress)
        throws IOException {
      FSDataOutputStream out =
          super.create(path, permission, overwrite, buffer, replication, block, progress);
      if (!full) {
        return out;
      }
      OutputStream none =
          new OutputStream() {
            @Override
            public void write(int b) throws IOException {
              throw new IOException("No space left on device");
            }

            @Override
            public void close() throws IOException {
              out.close();
            }
          };
      return new FSDataOutputStream(none, null);
    }
  }
}
