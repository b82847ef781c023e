// SPDX-License-Identifier: Apache-2.0
package dev.whittle.source;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileChecksum;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** Hashes of the files of sources; {@link SourceReader#fingerprint} says of what. */
final class ContentHash {
  private static final long WHOLE = 64L << 20;
  private static final int BLOCK = 64 << 10;
  private static final int BLOCKS = 64;

  private ContentHash() {}

  static Map<String, String> of(
      Map<String, List<String>> paths,
      Inspector inspector,
      Configuration configuration,
      ReadLimits limits) {
    String root = Paths.qualified(limits.root(), configuration);
    Map<String, String> hashes = new LinkedHashMap<>();
    paths.forEach(
        (source, globs) -> {
          MessageDigest digest = Ids.sha256();
          for (FileStatus status : inspector.files(source, globs)) {
            String uri = status.getPath().toString();
            byte[] name = Paths.relative(root, uri).getBytes(StandardCharsets.UTF_8);
            digest.update(ByteBuffer.allocate(4).putInt(name.length).array());
            digest.update(name);
            digest.update(ByteBuffer.allocate(8).putLong(status.getLen()).array());
            try {
              digest.update(content(status, configuration));
            } catch (IOException e) {
              throw new UncheckedIOException("Cannot read " + uri, e);
            }
          }
          hashes.put(source, HexFormat.of().formatHex(digest.digest()));
        });
    return hashes;
  }

  private static byte[] content(FileStatus status, Configuration configuration) throws IOException {
    Path path = status.getPath();
    FileSystem system = FileSystem.get(path.toUri(), configuration);
    long length = status.getLen();
    if (length > WHOLE) {
      FileChecksum checksum = system.getFileChecksum(path);
      if (checksum != null) {
        MessageDigest digest = Ids.sha256();
        digest.update(checksum.getAlgorithmName().getBytes(StandardCharsets.UTF_8));
        return digest.digest(checksum.getBytes());
      }
    }
    MessageDigest digest = Ids.sha256();
    byte[] buffer = new byte[BLOCK];
    try (FSDataInputStream in = system.open(path)) {
      if (length <= WHOLE) {
        int read = in.read(buffer, 0, BLOCK);
        while (read >= 0) {
          digest.update(buffer, 0, read);
          read = in.read(buffer, 0, BLOCK);
        }
      } else {
        for (int i = 0; i < BLOCKS; i++) {
          in.readFully((length - BLOCK) / (BLOCKS - 1) * i, buffer);
          digest.update(buffer);
        }
        in.readFully(length - BLOCK, buffer);
        digest.update(buffer);
      }
    }
    return digest.digest();
  }
}
