// SPDX-License-Identifier: Apache-2.0
package dev.whittle.stages;

import dev.whittle.pipeline.Reason;
import dev.whittle.schema.Schemas;
import java.nio.ByteBuffer;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * What near-dedup found out about a row, as bytes: the head of {@link Scan} (with the whole place),
 * the kind, and what the kind says.
 */
final class NearFinding {
  /** The row is a near duplicate. */
  static final byte DUPLICATE = 0;

  /** The row stands for others. */
  static final byte REPRESENTS = 1;

  /** The row looks like a better-ranked one, but a guard differs. */
  static final byte REPORTED = 2;

  /** The row is one numeric variant too many. */
  static final byte VARIANT = 3;

  /** Not about a row: two members of a bucket that was capped, and its size. */
  static final byte CAPPED = 4;

  /** Not about a row: counts of a task. */
  static final byte STATISTICS = 5;

  private static final int KIND = Scan.HEAD;
  private static final int BODY = Scan.HEAD + 1;

  /** The table of clusters: a row a near duplicate. */
  static final StructType CLUSTERS =
      Schemas.struct(
          Schemas.field("problem_id", DataTypes.StringType, "the near duplicate, rejected"),
          Schemas.field(
              "representative", DataTypes.StringType, "problem_id of the one kept for it"),
          Schemas.field("edge_class", DataTypes.StringType, "near"),
          Schemas.field("jaccard", DataTypes.DoubleType, "similarity of the shingle sets"),
          Schemas.field("containment", DataTypes.DoubleType, "shared by the smaller set"),
          Schemas.field("source", DataTypes.StringType, "source of the near duplicate"),
          Schemas.field("license", DataTypes.StringType, "its licence"),
          Schemas.field("representative_source", DataTypes.StringType, "source of the one kept"),
          Schemas.field("representative_license", DataTypes.StringType, "its licence"),
          Schemas.field(
              "earlier_run",
              DataTypes.BooleanType,
              "whether the representative is of the run named by near-dedup.against"));

  /** The table of pairs that only a guard keeps apart. */
  static final StructType CANDIDATES =
      Schemas.struct(
          Schemas.field("problem_id", DataTypes.StringType, "the worse-ranked one, kept"),
          Schemas.field("of", DataTypes.StringType, "problem_id of the better-ranked one, kept"),
          Schemas.field("edge_class", DataTypes.StringType, "paraphrase-candidate"),
          Schemas.field("jaccard", DataTypes.DoubleType, "similarity of the shingle sets"),
          Schemas.field("containment", DataTypes.DoubleType, "shared by the smaller set"));

  private NearFinding() {}

  static byte kind(byte[] finding) {
    return finding[KIND];
  }

  /** The place of the row it is about; it begins with it until it is on its way to the row. */
  static long place(byte[] finding) {
    return ByteBuffer.wrap(finding).getLong();
  }

  private static ByteBuffer begin(Candidate about, byte kind, int more) {
    return ByteBuffer.allocate(BODY + more).putLong(about.place()).putInt(about.idHash()).put(kind);
  }

  static byte[] duplicate(Candidate worse, Candidate better, double jaccard, double containment) {
    byte[][] texts = {
      Candidate.utf8(better.id()),
      Candidate.utf8(worse.id()),
      Candidate.utf8(worse.source()),
      Candidate.utf8(worse.license()),
      Candidate.utf8(better.source()),
      Candidate.utf8(better.license())
    };
    int length = 17;
    for (byte[] text : texts) {
      length += 4 + Candidate.length(text);
    }
    ByteBuffer out = begin(worse, DUPLICATE, length);
    out.putDouble(jaccard).putDouble(containment).put((byte) (better.isEarlier() ? 1 : 0));
    for (byte[] text : texts) {
      Candidate.put(out, text);
    }
    return out.array();
  }

  static byte[] represents(Candidate kept, int duplicates) {
    return begin(kept, REPRESENTS, 4).putInt(duplicates).array();
  }

  static byte[] reported(Candidate worse, Candidate better, double jaccard, double containment) {
    byte[] of = Candidate.utf8(better.id());
    byte[] id = Candidate.utf8(worse.id());
    ByteBuffer out = begin(worse, REPORTED, 32 + 8 + of.length + id.length);
    out.putLong(better.place()).putLong(better.rank()).putDouble(jaccard).putDouble(containment);
    Candidate.put(out, of);
    Candidate.put(out, id);
    return out.array();
  }

  static byte[] variant(long place, int idHash) {
    return ByteBuffer.allocate(BODY).putLong(place).putInt(idHash).put(VARIANT).array();
  }

  static byte[] capped(long one, long other, long size) {
    return ByteBuffer.allocate(BODY + 16)
        .putLong(one)
        .putInt(0)
        .put(CAPPED)
        .putLong(other)
        .putLong(size)
        .array();
  }

  static byte[] statistics(long groups, long largest, long compared, long reported) {
    return ByteBuffer.allocate(BODY + 32)
        .putLong(0)
        .putInt(0)
        .put(STATISTICS)
        .putLong(groups)
        .putLong(largest)
        .putLong(compared)
        .putLong(reported)
        .array();
  }

  /** Groups, members of the largest, pairs compared, pairs reported. */
  static long[] statistics(byte[] finding) {
    ByteBuffer in = body(finding);
    return new long[] {in.getLong(), in.getLong(), in.getLong(), in.getLong()};
  }

  /** One member's place, another's, and the size of the bucket. */
  static long[] capped(byte[] finding) {
    ByteBuffer in = body(finding);
    return new long[] {place(finding), in.getLong(), in.getLong()};
  }

  private static ByteBuffer body(byte[] finding) {
    return ByteBuffer.wrap(finding).position(BODY);
  }

  /** The place of the better-ranked one of a {@link #REPORTED}. */
  static long betterPlace(byte[] reported) {
    return body(reported).getLong();
  }

  /** The better of two of a row: of two {@link #REPORTED} the one with the better-ranked other. */
  static byte[] better(byte[] one, byte[] other) {
    ByteBuffer a = body(one);
    ByteBuffer b = body(other);
    a.getLong();
    b.getLong();
    int ranks = Long.compare(a.getLong(), b.getLong());
    if (ranks == 0) {
      a.position(a.position() + 16);
      b.position(b.position() + 16);
      ranks = Candidate.text(a).compareTo(Candidate.text(b));
    }
    return ranks <= 0 ? one : other;
  }

  static Row clusterRow(byte[] duplicate) {
    ByteBuffer in = body(duplicate);
    double jaccard = in.getDouble();
    double containment = in.getDouble();
    boolean earlier = in.get() == 1;
    String of = Candidate.text(in);
    String id = Candidate.text(in);
    String source = Candidate.text(in);
    String license = Candidate.text(in);
    return RowFactory.create(
        id,
        of,
        NearGroups.NEAR,
        jaccard,
        containment,
        source,
        license,
        Candidate.text(in),
        Candidate.text(in),
        earlier);
  }

  static Row candidateRow(byte[] reported) {
    ByteBuffer in = body(reported);
    in.getLong();
    in.getLong();
    double jaccard = in.getDouble();
    double containment = in.getDouble();
    String of = Candidate.text(in);
    return RowFactory.create(Candidate.text(in), of, NearGroups.PARAPHRASE, jaccard, containment);
  }

  /** Puts a finding into the columns of {@link Schemas#NEAR_DEDUP} and the reason. */
  static void fill(byte[] finding, Object[] values) {
    ByteBuffer in = body(finding);
    switch (kind(finding)) {
      case DUPLICATE -> {
        values[2] = in.getDouble();
        values[3] = in.getDouble();
        in.get();
        values[0] = UTF8String.fromBytes(Candidate.bytes(in));
        values[1] = UTF8String.fromString(NearGroups.NEAR);
        values[6] = UTF8String.fromString(Reason.NEAR_DUPLICATE.code());
      }
      case REPRESENTS -> values[5] = in.getInt();
      case REPORTED -> values[1] = UTF8String.fromString(NearGroups.PARAPHRASE);
      case VARIANT -> values[6] = UTF8String.fromString(Reason.NUMERIC_VARIANT_CAP.code());
      default -> throw new IllegalStateException("kind " + kind(finding));
    }
  }
}
