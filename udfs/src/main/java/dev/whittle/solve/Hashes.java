// SPDX-License-Identifier: Apache-2.0
package dev.whittle.solve;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Hashes of keys that stay the same on every machine and Java version. */
final class Hashes {
  private Hashes() {}

  /**
   * The first 64 bits of SHA-256 over the parts, each with its length, so that no two lists
   * collide.
   */
  static long first64(String... parts) {
    return ByteBuffer.wrap(sha256(parts)).getLong();
  }

  static String hex32(String... parts) {
    return HexFormat.of().formatHex(sha256(parts), 0, 16);
  }

  private static byte[] sha256(String... parts) {
    MessageDigest digest;
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256.", e);
    }
    for (String part : parts) {
      byte[] bytes = part == null ? new byte[0] : part.getBytes(StandardCharsets.UTF_8);
      digest.update(ByteBuffer.allocate(4).putInt(part == null ? -1 : bytes.length).array());
      digest.update(bytes);
    }
    return digest.digest();
  }

  /** SplitMix64 (Steele, Lea and Flood 2014), spelled out so that no library changes the draws. */
  static final class Stream {
    private long state;

    Stream(long seed) {
      state = seed;
    }

    long next() {
      state += 0x9e3779b97f4a7c15L;
      long z = state;
      z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
      z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
      return z ^ (z >>> 31);
    }

    /** Uniform in [0, bound); the bias of at most bound / 2^63 is far below anything measurable. */
    int below(int bound) {
      return (int) Math.multiplyHigh(next() >>> 1, (long) bound << 1);
    }
  }
}
