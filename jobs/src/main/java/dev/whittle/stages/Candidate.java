// SPDX-License-Identifier: Apache-2.0
package dev.whittle.stages;

import dev.whittle.text.Hash128;
import dev.whittle.text.Profile;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** A problem with all that is needed to verify that another is its duplicate. */
record Candidate(long node, long rank, String id, String answer, Profile profile) {

  /** Whether this one is preferred. */
  boolean isBetterThan(Candidate other) {
    return rank != other.rank ? rank < other.rank : id.compareTo(other.id) < 0;
  }

  byte[] bytes() {
    long[] shingles = profile.shingles();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(160 + 8 * shingles.length);
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeLong(node);
      out.writeLong(rank);
      Bytes.write(out, id);
      Bytes.write(out, answer);
      out.writeLong(profile.numbers());
      out.writeLong(profile.operators());
      out.writeLong(profile.words());
      out.writeLong(profile.symbols());
      out.writeLong(profile.order());
      out.writeLong(profile.before());
      out.writeLong(profile.after());
      out.writeLong(profile.template().high());
      out.writeLong(profile.template().low());
      out.writeInt(shingles.length);
      for (long shingle : shingles) {
        out.writeLong(shingle);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  static Candidate of(byte[] bytes) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      long node = in.readLong();
      long rank = in.readLong();
      String id = Bytes.read(in);
      String answer = Bytes.read(in);
      long numbers = in.readLong();
      long operators = in.readLong();
      long words = in.readLong();
      long symbols = in.readLong();
      long order = in.readLong();
      long before = in.readLong();
      long after = in.readLong();
      Hash128 template = new Hash128(in.readLong(), in.readLong());
      long[] shingles = new long[in.readInt()];
      for (int i = 0; i < shingles.length; i++) {
        shingles[i] = in.readLong();
      }
      Profile profile =
          new Profile(shingles, numbers, operators, words, symbols, order, before, after, template);
      return new Candidate(node, rank, id, answer, profile);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
