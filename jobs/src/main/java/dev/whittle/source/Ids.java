// SPDX-License-Identifier: Apache-2.0
package dev.whittle.source;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Ids from content: the first 32 hex digits of sha256 over parts that cannot run together. */
final class Ids {
  private static final int BYTES = 16;

  private Ids() {}

  /** Each part is preceded by its length in bytes; null is not the empty text. */
  static String of(String... parts) {
    MessageDigest digest = sha256();
    for (String part : parts) {
      if (part == null) {
        digest.update(ByteBuffer.allocate(4).putInt(-1).array());
      } else {
        byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
        digest.update(ByteBuffer.allocate(4).putInt(bytes.length).array());
        digest.update(bytes);
      }
    }
    return HexFormat.of().formatHex(digest.digest(), 0, BYTES);
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
