// SPDX-License-Identifier: Apache-2.0
package dev.whittle.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.cjk.CJKBigramFilter;
import org.apache.lucene.analysis.shingle.ShingleFilter;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.junit.jupiter.api.Test;

class ShinglesTest {
  private static final String LONG =
      "find the sum of the first x terms of the series b + c + d + e";
  private static final String CHINESE =
      "\u5c0f\u660e\u6709\u4e00\u4e2a\u82f9\u679c\u548c\u4e00\u4e2a\u68a8\u5b50";

  @Test
  void areTheTrigramsOfLucenesShingleFilter() throws IOException {
    ShingleFilter filter = new ShingleFilter(new CanonicalTokenStream(LONG), 3, 3);
    filter.setOutputUnigrams(false);
    TreeSet<Long> expected = new TreeSet<>();
    for (String shingle : terms(filter)) {
      long[] h = new TokenScan(shingle).hashes;
      expected.add(Hash128.mix(Hash128.mix(Hash128.mix(h[0]) * 31 + h[1]) * 31 + h[2]));
    }
    assertThat(Shingles.of(LONG)).isEqualTo(array(expected));
  }

  @Test
  void areTheBigramsOfLucenesCjkFilter() throws IOException {
    TreeSet<Long> expected = new TreeSet<>();
    for (String bigram : terms(new CJKBigramFilter(new CanonicalTokenStream(CHINESE)))) {
      long[] h = new TokenScan(bigram).hashes;
      expected.add(Hash128.mix(Hash128.mix(h[0]) * 31 + h[1]));
    }
    assertThat(Shingles.of(CHINESE)).isEqualTo(array(expected));
  }

  @Test
  void areNeverMissingFromATextThatSaysSomething() {
    assertThat(Shingles.of("")).isEmpty();
    assertThat(Shingles.of("x")).hasSize(1);
    assertThat(Shingles.of("x y")).hasSize(1);
    assertThat(Shingles.of("x y z")).hasSize(2);
    assertThat(Shingles.of("\u5c0f")).hasSize(1);
    assertThat(Shingles.of("\u5c0f\u660e")).hasSize(1);
    assertThat(Shingles.of("x x x x x x")).hasSize(1);
  }

  @Property(tries = 300)
  void areSortedAndDistinct(@ForAll String text) {
    long[] shingles = Shingles.of(MathText.canonical(text));
    for (int i = 1; i < shingles.length; i++) {
      assertThat(shingles[i]).isGreaterThan(shingles[i - 1]);
    }
    assertThat(shingles.length == 0).isEqualTo(MathText.canonical(text).isEmpty());
  }

  @Test
  void measureSimilarityOfSets() {
    long[] one = {1, 2, 3, 4};
    long[] other = {3, 4, 5};
    assertThat(Similarity.jaccard(one, other)).isEqualTo(0.4);
    assertThat(Similarity.containment(one, other)).isEqualTo(2 / 3.0);
    assertThat(Similarity.jaccard(one, one)).isEqualTo(1);
    assertThat(Similarity.jaccard(new long[0], new long[0])).isZero();
    assertThat(Similarity.containment(one, new long[0])).isZero();
  }

  @Property(tries = 40)
  void estimateJaccardWithinThreeSigma(@ForAll @IntRange(min = 1, max = 1_000_000) int seed) {
    Random random = new Random(seed);
    long[] one = random.longs(60).sorted().toArray();
    long[] other = random.longs(60).toArray();
    System.arraycopy(one, 0, other, 0, 50);
    Arrays.sort(other);
    int[] left = new Sketch(512, 1, 5).signature(one);
    int[] right = new Sketch(512, 1, 5).signature(other);
    double equal = 0;
    for (int i = 0; i < left.length; i++) {
      equal += left[i] == right[i] ? 1 : 0;
    }
    double jaccard = Similarity.jaccard(one, other);
    double sigma = Math.sqrt(jaccard * (1 - jaccard) / 512);
    // Forty tries of three sigma: one in ten runs would be beyond by chance; four sigma hold.
    assertThat(equal / 512).isCloseTo(jaccard, within(4 * sigma));
  }

  @Test
  void makeCandidatesAsOftenAsTheSCurveSays() {
    Sketch sketch = new Sketch(20, 5, 11);
    Random random = new Random(3);
    int pairs = 2000;
    int candidates = 0;
    for (int i = 0; i < pairs; i++) {
      long[] one = random.longs(40).sorted().toArray();
      long[] other = random.longs(40).toArray();
      System.arraycopy(one, 0, other, 0, 23);
      Arrays.sort(other);
      if (shareABucket(sketch.buckets(one, 1), sketch.buckets(other, 1))) {
        candidates++;
      }
    }
    assertThat((double) candidates / pairs).isCloseTo(sketch.chance(23 / 57.0), within(0.04));
    assertThat(sketch.chance(0.8)).isGreaterThan(0.999);
  }

  @Test
  void shareNoBucketAcrossSalts() {
    long[] shingles = Shingles.of(LONG);
    Sketch sketch = new Sketch(20, 5, 11);
    assertThat(shareABucket(sketch.buckets(shingles, 1), sketch.buckets(shingles, 2))).isFalse();
    assertThat(sketch.buckets(shingles, 1)).isEqualTo(sketch.buckets(shingles, 1));
  }

  private static boolean shareABucket(long[] one, long[] other) {
    for (int i = 0; i < one.length; i++) {
      if (one[i] == other[i]) {
        return true;
      }
    }
    return false;
  }

  private static List<String> terms(TokenStream stream) throws IOException {
    List<String> terms = new ArrayList<>();
    try (stream) {
      CharTermAttribute term = stream.addAttribute(CharTermAttribute.class);
      stream.reset();
      while (stream.incrementToken()) {
        terms.add(term.toString());
      }
      stream.end();
    }
    return terms;
  }

  private static long[] array(TreeSet<Long> values) {
    return values.stream().mapToLong(Long::longValue).toArray();
  }
}
