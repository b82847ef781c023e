// SPDX-License-Identifier: Apache-2.0
package dev.whittle.stages;

import dev.whittle.text.Hash128;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.TreeSet;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.unsafe.types.UTF8String;
import scala.Tuple2;

/**
 * The problems of one canonical text. A member costs 20 bytes here whatever its text, so that a
 * cluster of millions fits into one task.
 */
final class ExactCluster {
  static final UTF8String SAME = UTF8String.fromString("exact");
  private static final UTF8String REFORMATTED = UTF8String.fromString("format-only");

  private final Hash128 key;
  private final TreeSet<String> sources = new TreeSet<>();
  private final TreeSet<String> licenses = new TreeSet<>();
  private final TreeSet<String> answers = new TreeSet<>();
  private long[] places = new long[2];
  private long[] texts = new long[2];
  private int[] idHashes = new int[2];
  private int size;
  private long bestRank;
  private String bestId;
  private String bestAnswer;
  private long bestText;
  private long bestPlace;

  private ExactCluster(Hash128 key) {
    this.key = key;
  }

  /** The clusters of a shard's members, as bytes. */
  static Iterator<byte[]> of(Iterator<Tuple2<Integer, byte[]>> members) {
    Map<Hash128, ExactCluster> clusters = new HashMap<>();
    while (members.hasNext()) {
      try (DataInputStream in =
          new DataInputStream(new ByteArrayInputStream(members.next()._2()))) {
        Hash128 key = new Hash128(in.readLong(), in.readLong());
        clusters.computeIfAbsent(key, ExactCluster::new).add(in);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return clusters.values().stream().map(ExactCluster::bytes).iterator();
  }

  private void add(DataInputStream in) throws IOException {
    if (size == places.length) {
      places = Arrays.copyOf(places, size * 2);
      texts = Arrays.copyOf(texts, size * 2);
      idHashes = Arrays.copyOf(idHashes, size * 2);
    }
    places[size] = in.readLong();
    idHashes[size] = in.readInt();
    long rank = in.readLong();
    long text = in.readLong();
    texts[size++] = text;
    String id = Bytes.read(in);
    String answer = Bytes.read(in);
    listed(sources, Bytes.read(in), ExactDedup.MAX_LISTED);
    listed(licenses, Bytes.read(in), ExactDedup.MAX_LISTED);
    listed(answers, answer, ExactDedup.MAX_COMPARED);
    if (bestId == null || rank < bestRank || rank == bestRank && id.compareTo(bestId) < 0) {
      bestRank = rank;
      bestId = id;
      bestAnswer = answer;
      bestText = text;
      bestPlace = places[size - 1];
    }
  }

  /** Keeps the smallest, so that it does not matter in which order they come. */
  private static void listed(TreeSet<String> all, String one, int most) {
    if (one != null) {
      all.add(one);
      if (all.size() > most) {
        all.pollLast();
      }
    }
  }

  /** Key, length of what all members share, that, and the members. */
  private byte[] bytes() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(256 + 14 * size);
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeLong(key.high());
      out.writeLong(key.low());
      byte[] shared = shared();
      out.writeInt(shared.length);
      out.write(shared);
      for (int i = 0; i < size; i++) {
        out.writeLong(places[i]);
        out.writeInt(idHashes[i]);
        out.writeBoolean(places[i] == bestPlace);
        out.writeBoolean(texts[i] == bestText);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private byte[] shared() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeInt(size);
    Bytes.write(out, bestId);
    out.writeBoolean(answers.stream().anyMatch(answer -> Preferences.conflict(bestAnswer, answer)));
    Bytes.write(out, sources);
    Bytes.write(out, licenses);
    Bytes.write(
        out,
        answers.stream()
            .map(a -> a.substring(0, Math.min(a.length(), ExactDedup.MAX_LISTED_CHARS)))
            .distinct()
            .limit(ExactDedup.MAX_LISTED)
            .toList());
    return bytes.toByteArray();
  }

  // ---- what becomes of the bytes of a cluster

  /** A row of the table of clusters. */
  static Row row(byte[] cluster) throws IOException {
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(cluster));
    String key = new Hash128(in.readLong(), in.readLong()).hex();
    in.readInt();
    long members = in.readInt();
    return RowFactory.create(
        key,
        Bytes.read(in),
        members,
        in.readBoolean(),
        Bytes.list(in),
        Bytes.list(in),
        Bytes.list(in));
  }

  /** What every member gets, on its way to its partition. */
  static Iterator<Tuple2<Integer, byte[]>> evidence(byte[] cluster) {
    ByteBuffer in = ByteBuffer.wrap(cluster, 16, cluster.length - 16);
    int length = in.getInt();
    int shared = in.position();
    in.position(shared + length);
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return in.hasRemaining();
      }

      @Override
      public Tuple2<Integer, byte[]> next() {
        if (!in.hasRemaining()) {
          throw new NoSuchElementException();
        }
        long place = in.getLong();
        byte[] evidence = new byte[Scan.HEAD + 2 + length];
        ByteBuffer out = ByteBuffer.wrap(evidence);
        out.putLong(Scan.number(place)).putInt(in.getInt()).put(in.get()).put(in.get());
        out.put(cluster, shared, length);
        return new Tuple2<>(Scan.partition(place), evidence);
      }
    };
  }

  /** Fills in the columns of {@link dev.whittle.schema.Schemas#EXACT_DEDUP} but the key. */
  static void fill(byte[] evidence, Object[] values) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(evidence))) {
      in.skipBytes(Scan.HEAD);
      boolean representative = in.readBoolean();
      boolean same = in.readBoolean();
      values[3] = in.readInt() - 1;
      UTF8String id = Bytes.utf8(in);
      if (!representative) {
        values[1] = id;
        values[2] = same ? SAME : REFORMATTED;
      }
      values[4] = in.readBoolean();
      values[5] = Bytes.array(in);
      values[6] = Bytes.array(in);
      values[7] = Bytes.array(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
