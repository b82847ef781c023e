// SPDX-License-Identifier: Apache-2.0
package dev.whittle.stages;

import dev.whittle.text.Hash128;
import dev.whittle.text.Profile;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * A problem with all that is needed to verify that another is its duplicate, and to document it.
 *
 * @param key of those it is compared with
 * @param rank by {@link Preferences}, the smaller the better; {@link #EARLIER} for a problem that
 *     an earlier run kept, which nothing outranks
 * @param anchor whether those of its key are compared with this one only
 */
record Candidate(
    long key,
    long rank,
    String id,
    long place,
    int idHash,
    boolean anchor,
    String answer,
    String source,
    String license,
    Profile profile) {

  /** The rank of what an earlier run kept. */
  static final long EARLIER = -1;

  private static final int PROFILE_LONGS = 9;

  boolean isEarlier() {
    return rank == EARLIER;
  }

  /**
   * As bytes whose unsigned order is that of key, rank and id, so that they can be sorted as they
   * are.
   */
  byte[] bytes() {
    byte[] idBytes = utf8(id);
    byte[] answerBytes = utf8(answer);
    byte[] sourceBytes = utf8(source);
    byte[] licenseBytes = utf8(license);
    long[] shingles = profile.shingles();
    ByteBuffer out =
        ByteBuffer.allocate(
            8
                + 8
                + idBytes.length
                + 1
                + 8
                + 4
                + 1
                + 3 * 4
                + length(answerBytes)
                + length(sourceBytes)
                + length(licenseBytes)
                + 8 * PROFILE_LONGS
                + 4
                + 8 * shingles.length);
    out.putLong(key).putLong(rank + 1).put(idBytes).put((byte) 0);
    out.putLong(place).putInt(idHash).put((byte) (anchor ? 1 : 0));
    put(out, answerBytes);
    put(out, sourceBytes);
    put(out, licenseBytes);
    out.putLong(profile.numbers()).putLong(profile.operators());
    out.putLong(profile.words()).putLong(profile.symbols());
    out.putLong(profile.order()).putLong(profile.before()).putLong(profile.after());
    out.putLong(profile.template().high()).putLong(profile.template().low());
    out.putInt(shingles.length);
    for (long shingle : shingles) {
      out.putLong(shingle);
    }
    return out.array();
  }

  /** The same candidate on its way to where it is compared with others. */
  static byte[] at(byte[] bytes, long key, boolean anchor) {
    byte[] other = bytes.clone();
    ByteBuffer.wrap(other).putLong(key);
    int end = 16;
    while (bytes[end] != 0) {
      end++;
    }
    other[end + 1 + 8 + 4] = (byte) (anchor ? 1 : 0);
    return other;
  }

  /** The key alone. */
  static long key(byte[] bytes) {
    return ByteBuffer.wrap(bytes).getLong();
  }

  static Candidate of(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    long key = in.getLong();
    long rank = in.getLong() - 1;
    int start = in.position();
    int end = start;
    while (bytes[end] != 0) {
      end++;
    }
    String id = new String(bytes, start, end - start, StandardCharsets.UTF_8);
    in.position(end + 1);
    long place = in.getLong();
    int idHash = in.getInt();
    boolean anchor = in.get() == 1;
    String answer = text(in);
    String source = text(in);
    String license = text(in);
    long numbers = in.getLong();
    long operators = in.getLong();
    long words = in.getLong();
    long symbols = in.getLong();
    long order = in.getLong();
    long before = in.getLong();
    long after = in.getLong();
    Hash128 template = new Hash128(in.getLong(), in.getLong());
    long[] shingles = new long[in.getInt()];
    in.asLongBuffer().get(shingles);
    return new Candidate(
        key,
        rank,
        id,
        place,
        idHash,
        anchor,
        answer,
        source,
        license,
        new Profile(shingles, numbers, operators, words, symbols, order, before, after, template));
  }

  static byte[] utf8(String text) {
    return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
  }

  static int length(byte[] text) {
    return text == null ? 0 : text.length;
  }

  static void put(ByteBuffer out, byte[] text) {
    if (text == null) {
      out.putInt(-1);
    } else {
      out.putInt(text.length).put(text);
    }
  }

  static byte[] bytes(ByteBuffer in) {
    int length = in.getInt();
    if (length < 0) {
      return null;
    }
    byte[] text = new byte[length];
    in.get(text);
    return text;
  }

  static String text(ByteBuffer in) {
    byte[] text = bytes(in);
    return text == null ? null : new String(text, StandardCharsets.UTF_8);
  }
}
