// SPDX-License-Identifier: Apache-2.0
package dev.whittle.stages;

import dev.whittle.config.NearDedupConfig;
import dev.whittle.text.Profile;
import dev.whittle.text.Similarity;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import scala.Tuple2;

/**
 * Verifies pairs by their exact shingle sets and the guards. The candidates of a component meet in
 * one partition, each sent once.
 */
final class Verification implements Serializable {
  static final String NEAR = "near";
  static final String NUMERIC_VARIANT = "numeric-variant";
  static final String PARAPHRASE = "paraphrase-candidate";

  private final NearDedupConfig config;
  private final Broadcast<Components> components;
  private final int shards;
  private final Preferences preferences;

  Verification(NearDedupConfig config, Broadcast<Components> components, int shards) {
    this.config = config;
    this.components = components;
    this.shards = shards;
    this.preferences = new Preferences(config.prefer());
  }

  Iterator<Tuple2<Integer, byte[]>> candidates(Iterator<Row> texts) {
    Components all = components.value();
    Iterable<Row> rows = () -> texts;
    return StreamSupport.stream(rows.spliterator(), false)
        .filter(text -> !text.isNullAt(1) && all.of(PairFinder.node(text.getString(0))) >= 0)
        .map(
            text -> {
              long node = PairFinder.node(text.getString(0));
              Candidate candidate =
                  new Candidate(
                      node,
                      PairFinder.rank(preferences, text),
                      text.getString(0),
                      text.getString(2),
                      Profile.of(text.getString(1)));
              return new Tuple2<>(shard(all.of(node)), candidate.bytes());
            })
        .iterator();
  }

  Iterator<Tuple2<Integer, long[]>> pairs(Iterator<Row> pairs) {
    Components all = components.value();
    return LongBlocks.of(
        pairs,
        shards,
        2,
        (pair, sink) -> sink.put(shard(all.of(pair.getLong(0))), pair.getLong(0), pair.getLong(1)));
  }

  private int shard(int component) {
    return LongBlocks.target(component * 0x9e3779b97f4a7c15L >>> 16, shards);
  }

  Iterator<Row> edges(
      Iterator<Tuple2<Integer, byte[]>> texts, Iterator<Tuple2<Integer, long[]>> pairs) {
    Map<Long, Candidate> candidates = new HashMap<>();
    while (texts.hasNext()) {
      Candidate candidate = Candidate.of(texts.next()._2());
      candidates.merge(
          candidate.node(), candidate, (one, other) -> one.isBetterThan(other) ? one : other);
    }
    List<Row> edges = new ArrayList<>();
    while (pairs.hasNext()) {
      long[] block = pairs.next()._2();
      for (int i = 0; i < block.length; i += 2) {
        Candidate one = candidates.get(block[i]);
        Candidate other = candidates.get(block[i + 1]);
        Row edge = one.isBetterThan(other) ? edge(one, other) : edge(other, one);
        if (edge != null) {
          edges.add(edge);
        }
      }
    }
    return edges.iterator();
  }

  private Row edge(Candidate better, Candidate worse) {
    long[] one = better.profile().shingles();
    long[] other = worse.profile().shingles();
    // Sets of very different sizes cannot be similar enough.
    if (Math.min(one.length, other.length)
        < config.threshold() * Math.max(one.length, other.length)) {
      return null;
    }
    double jaccard = Similarity.jaccard(one, other);
    if (jaccard < config.threshold()) {
      return null;
    }
    String edgeClass = edgeClass(better, worse);
    if (edgeClass.equals(NUMERIC_VARIANT)) {
      return null;
    }
    return RowFactory.create(
        better.node(),
        worse.node(),
        better.rank(),
        better.id(),
        worse.id(),
        jaccard,
        Similarity.containment(one, other),
        edgeClass);
  }

  private String edgeClass(Candidate better, Candidate worse) {
    NearDedupConfig.Guards guards = config.guards();
    Profile one = better.profile();
    Profile other = worse.profile();
    boolean same =
        (!guards.numbers() || one.sameNumbers(other))
            && (!guards.operators() || one.sameOperators(other))
            && (!guards.words() || one.words() == other.words())
            && (!guards.symbols() || one.symbols() == other.symbols())
            && (!guards.answers() || !Preferences.conflict(better.answer(), worse.answer()));
    if (same) {
      return NEAR;
    }
    return one.template().equals(other.template()) ? NUMERIC_VARIANT : PARAPHRASE;
  }
}
