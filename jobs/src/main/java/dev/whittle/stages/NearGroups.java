// SPDX-License-Identifier: Apache-2.0
package dev.whittle.stages;

import dev.whittle.config.NearDedupConfig;
import dev.whittle.text.Profile;
import dev.whittle.text.Similarity;
import dev.whittle.text.Sketch;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/**
 * Verdicts on the candidates of a shard, which come sorted by key, rank and id.
 *
 * <p>Within a guarded key, from the best rank down, a candidate is rejected when a verified edge
 * leads to one that is kept (the best-ranked of those); else it is kept. Only what is kept stays in
 * memory, so that a million copies of a text cost no more than one. In a group with many kept ones
 * the neighbours are found by the bands of a MinHash signature, and verified all the same.
 *
 * <p>Within a report's meeting the anchor is compared with all others.
 */
final class NearGroups implements Iterator<byte[]> {
  static final String NEAR = "near";
  static final String NUMERIC_VARIANT = "numeric-variant";
  static final String PARAPHRASE = "paraphrase-candidate";

  private final Iterator<byte[]> sorted;
  private final NearDedupConfig config;
  private final Sketch sketch;
  private final ArrayDeque<byte[]> ready = new ArrayDeque<>();
  private final List<Candidate> kept = new ArrayList<>();
  private int[] duplicates = new int[16];
  private BandIndex index;
  private boolean any;
  private long key;
  private long members;
  private long groups;
  private long largest;
  private long compared;
  private long reported;
  private boolean ended;

  NearGroups(Iterator<byte[]> sorted, NearDedupConfig config, long seed) {
    this.sorted = sorted;
    this.config = config;
    this.sketch = new Sketch(config.bands(), config.rows(), seed);
  }

  @Override
  public boolean hasNext() {
    while (ready.isEmpty() && !ended) {
      if (sorted.hasNext()) {
        Candidate candidate = Candidate.of(sorted.next());
        if (!any || candidate.key() != key) {
          end();
          any = true;
          key = candidate.key();
        }
        take(candidate);
      } else {
        end();
        ready.add(NearFinding.statistics(groups, largest, compared, reported));
        ended = true;
      }
    }
    return !ready.isEmpty();
  }

  @Override
  public byte[] next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return ready.poll();
  }

  private boolean isMeeting() {
    return (key & 1) == 1;
  }

  private void take(Candidate candidate) {
    members++;
    if (isMeeting() || candidate.isEarlier()) {
      keep(candidate, null);
      return;
    }
    long[] bands = index == null ? null : sketch.buckets(candidate.profile().shingles(), 0);
    int[] others = index == null ? null : index.sharing(bands);
    int count = index == null ? kept.size() : others.length;
    Candidate lookalike = null;
    for (int i = 0; i < count; i++) {
      int number = others == null ? i : others[i];
      Candidate better = kept.get(number);
      String edge = edge(better, candidate);
      if (edge == null) {
        continue;
      }
      if (edge.equals(NEAR)) {
        duplicates[number]++;
        ready.add(
            NearFinding.duplicate(
                candidate, better, jaccard(better, candidate), containment(better, candidate)));
        return;
      }
      if (edge.equals(PARAPHRASE) && lookalike == null) {
        lookalike = better;
      }
    }
    if (lookalike != null) {
      report(lookalike, candidate);
    }
    keep(candidate, bands);
  }

  private void keep(Candidate candidate, long[] bands) {
    kept.add(candidate);
    if (kept.size() > duplicates.length) {
      duplicates = Arrays.copyOf(duplicates, 2 * duplicates.length);
    }
    if (isMeeting()) {
      return;
    }
    if (index != null) {
      index.add(
          kept.size() - 1,
          bands == null ? sketch.buckets(candidate.profile().shingles(), 0) : bands);
    } else if (kept.size() > config.allPairsUpTo()) {
      index = new BandIndex(config.cappedFrom());
      for (int i = 0; i < kept.size(); i++) {
        index.add(i, sketch.buckets(kept.get(i).profile().shingles(), 0));
      }
    }
  }

  private void end() {
    if (any && isMeeting()) {
      for (Candidate anchor : kept) {
        if (anchor.anchor()) {
          meet(anchor);
        }
      }
    } else if (any) {
      for (int i = 0; i < kept.size(); i++) {
        if (duplicates[i] > 0 && !kept.get(i).isEarlier()) {
          ready.add(NearFinding.represents(kept.get(i), duplicates[i]));
        }
      }
      if (index != null) {
        index.crowded(
            (first, last, size) ->
                ready.add(
                    NearFinding.capped(kept.get(first).place(), kept.get(last).place(), size)));
      }
      groups++;
      largest = Math.max(largest, members);
    }
    kept.clear();
    duplicates = new int[16];
    index = null;
    members = 0;
  }

  private void meet(Candidate anchor) {
    boolean worse = false;
    for (Candidate other : kept) {
      if (other == anchor) {
        // Sorted: who comes after the anchor ranks below it.
        worse = true;
      } else if (!(anchor.isEarlier() && other.isEarlier())) {
        Candidate better = worse ? anchor : other;
        Candidate lesser = worse ? other : anchor;
        if (PARAPHRASE.equals(edge(better, lesser))) {
          report(better, lesser);
        }
      }
    }
  }

  private void report(Candidate better, Candidate worse) {
    reported++;
    ready.add(
        NearFinding.reported(worse, better, jaccard(better, worse), containment(better, worse)));
  }

  private static double jaccard(Candidate one, Candidate other) {
    return Similarity.jaccard(one.profile().shingles(), other.profile().shingles());
  }

  private static double containment(Candidate one, Candidate other) {
    return Similarity.containment(one.profile().shingles(), other.profile().shingles());
  }

  /** The class of the edge between two problems; null if they are not similar enough. */
  private String edge(Candidate better, Candidate worse) {
    Profile one = better.profile();
    Profile other = worse.profile();
    int less = Math.min(one.shingles().length, other.shingles().length);
    int more = Math.max(one.shingles().length, other.shingles().length);
    compared++;
    // Sets of very different sizes cannot be similar enough.
    if (less < config.threshold() * more || jaccard(better, worse) < config.threshold()) {
      return null;
    }
    NearDedupConfig.Guards guards = config.guards();
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
