// SPDX-License-Identifier: Apache-2.0
package dev.whittle.source;

import com.github.luben.zstd.ZstdInputStream;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

/** What a file is packed with, told by its first bytes and not by its name. */
enum Compression {
  NONE,
  GZIP,
  ZSTD,
  BZIP2,
  XZ;

  private static final int[] GZIP_MAGIC = {0x1f, 0x8b};
  private static final int[] ZSTD_MAGIC = {0x28, 0xb5, 0x2f, 0xfd};
  private static final int[] BZIP2_MAGIC = {'B', 'Z', 'h'};
  private static final int[] XZ_MAGIC = {0xfd, '7', 'z', 'X', 'Z', 0};

  static Compression of(byte[] head) {
    if (starts(head, GZIP_MAGIC)) {
      return GZIP;
    }
    if (starts(head, ZSTD_MAGIC)) {
      return ZSTD;
    }
    if (starts(head, BZIP2_MAGIC) && head.length > 9 && head[4] == 0x31 && head[5] == 0x41) {
      return BZIP2;
    }
    return starts(head, XZ_MAGIC) ? XZ : NONE;
  }

  private static boolean starts(byte[] head, int[] magic) {
    if (head.length < magic.length) {
      return false;
    }
    for (int i = 0; i < magic.length; i++) {
      if ((head[i] & 0xff) != magic[i]) {
        return false;
      }
    }
    return true;
  }

  /** The unpacked bytes, of all members or frames; needs bounded memory. */
  InputStream open(InputStream packed) throws IOException {
    return switch (this) {
      case NONE -> packed;
      // Not the JDK's: it asks available() whether another member follows, and a network says 0.
      case GZIP ->
          GzipCompressorInputStream.builder()
              .setInputStream(new BufferedInputStream(packed, 1 << 16))
              .setDecompressConcatenated(true)
              .get();
      case ZSTD -> new ZstdInputStream(packed);
      case BZIP2 -> new BZip2CompressorInputStream(new BufferedInputStream(packed, 1 << 16), true);
      case XZ ->
          XZCompressorInputStream.builder()
              .setInputStream(packed)
              .setDecompressConcatenated(true)
              .get();
    };
  }
}
