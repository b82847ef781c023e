// SPDX-License-Identifier: Apache-2.0
package dev.whittle.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.management.ThreadMXBean;
import dev.whittle.text.CanonicalTokenStream;
import dev.whittle.text.MathText;
import dev.whittle.text.Shingles;
import dev.whittle.text.Similarity;
import dev.whittle.text.Sketch;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import java.util.zip.GZIPInputStream;
import org.apache.lucene.analysis.LowerCaseFilter;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.core.WhitespaceTokenizer;
import org.apache.lucene.analysis.minhash.MinHashFilter;
import org.apache.lucene.analysis.shingle.ShingleFilter;
import org.apache.lucene.analysis.standard.StandardTokenizer;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;

/**
 * Whittle's shingles and sketch beside Lucene's: texts a second, garbage, the error of the Jaccard estimate, and the
 * chance that a pair becomes a candidate. Arguments: how many texts, how many pairs a cell, files of JSON objects.
 */
public final class HashingBenchmark {
  private static final int VALUES = 128;
  private static final int BANDS = 25;
  private static final int ROWS = 5;
  private static final long SEED = 20261123;
  private static final ThreadMXBean THREAD = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final Sketch PERMUTATIONS = new Sketch(VALUES, 1, SEED);
  private static final Sketch SHIPPED = new Sketch(BANDS, ROWS, SEED);

  private HashingBenchmark() {}

  @FunctionalInterface
  private interface Work {
    long of(String text) throws IOException;
  }

  @FunctionalInterface
  private interface Chain {
    TokenStream of(String text);
  }

  /** Values by which two sets are compared: as many as a sketch has, in its order. */
  @FunctionalInterface
  private interface Values {
    long[] of(long[] shingles) throws IOException;
  }

  public static void main(String[] args) throws IOException {
    List<String> raw = new ArrayList<>();
    for (int i = 2; i < args.length; i++) {
      read(Path.of(args[i]), Integer.parseInt(args[0]), raw);
    }
    speed(raw);
    estimates(Integer.parseInt(args[1]));
    candidates(Integer.parseInt(args[1]));
  }

  private static void read(Path file, int most, List<String> texts) throws IOException {
    try (InputStream in = Files.newInputStream(file);
        InputStream plain = file.toString().endsWith(".gz") ? new GZIPInputStream(in) : in;
        MappingIterator<JsonNode> rows = new ObjectMapper().readerFor(JsonNode.class).readValues(plain)) {
      while (rows.hasNext() && texts.size() < most) {
        JsonNode row = rows.next();
        String text = row.path("problem").asText(row.path("question").asText(row.path("query").asText("")));
        if (!text.isEmpty()) {
          texts.add(text);
        }
      }
    }
  }

  // ---- speed and garbage

  private static void speed(List<String> raw) throws IOException {
    List<String> canonical = raw.stream().map(MathText::canonical).toList();
    double characters = raw.stream().mapToInt(String::length).average().orElse(0);
    double shingles = canonical.stream().mapToInt(text -> Shingles.of(text).length).average().orElse(0);
    System.out.printf(
        "%,d texts, %.0f characters and %.1f distinct shingles each; one thread, CPU time, best of 5%n%n",
        raw.size(), characters, shingles);
    System.out.println("| work on a canonical text | texts/s | us/text | bytes/text |");
    System.out.println("|---|---:|---:|---:|");
    time("(MathText.canonical of the statement itself)", raw, text -> MathText.canonical(text).length());
    time("Shingles", canonical, text -> Shingles.of(text).length);
    time("Shingles, Sketch of 128 values", canonical, text -> PERMUTATIONS.buckets(Shingles.of(text), 0)[0]);
    time("Shingles, Sketch of 25x5 as shipped", canonical, text -> SHIPPED.buckets(Shingles.of(text), 0)[0]);
    time("Lucene CanonicalTokenStream", canonical, lucene(CanonicalTokenStream::new));
    time("+ ShingleFilter(3)", canonical, lucene(text -> shingled(new CanonicalTokenStream(text))));
    time("Lucene StandardTokenizer, LowerCase", canonical, lucene(standard(tokens -> tokens)));
    time("+ ShingleFilter(3)", canonical, lucene(standard(HashingBenchmark::shingled)));
    time("WhitespaceTokenizer, ShingleFilter(3), MinHashFilter as shipped (1x512, rotation)", canonical, lucene(min(1, 512, 1, true)));
    time("... 1x128, rotation", canonical, lucene(min(1, 128, 1, true)));
    time("... 1x128, no rotation, own densification", canonical, dense());
    time("... bottom-128 (hashSetSize=128)", canonical, lucene(min(1, 1, 128, false)));
    time("... bottom-64", canonical, lucene(min(1, 1, 64, false)));
    time("... 128x1 (hashCount=128)", canonical.subList(0, Math.min(1000, canonical.size())), lucene(min(128, 1, 1, false)));
    System.out.println();
  }

  private static void time(String name, List<String> texts, Work work) throws IOException {
    long best = Long.MAX_VALUE;
    long bytes = 0;
    long sum = 0;
    for (int round = 0; round < 6; round++) {
      long allocated = THREAD.getThreadAllocatedBytes(Thread.currentThread().getId());
      long start = THREAD.getCurrentThreadCpuTime();
      for (String text : texts) {
        sum += work.of(text);
      }
      long took = THREAD.getCurrentThreadCpuTime() - start;
      bytes = THREAD.getThreadAllocatedBytes(Thread.currentThread().getId()) - allocated;
      best = round == 0 ? best : Math.min(best, took);
    }
    System.out.printf(
        "| %s | %,.0f | %.2f | %,d |%s%n",
        name, texts.size() * 1e9 / best, best / 1e3 / texts.size(), bytes / texts.size(), sum == 42 ? " " : "");
  }

  /** Reused streams, so that Lucene is at its best; tokens of a canonical text are separated by spaces. */
  private static Chain min(int hashes, int buckets, int size, boolean rotation) {
    WhitespaceTokenizer tokenizer = new WhitespaceTokenizer();
    TokenStream filter = new MinHashFilter(shingled(tokenizer), hashes, buckets, size, rotation);
    return text -> {
      tokenizer.setReader(new StringReader(text));
      return filter;
    };
  }

  private static Work lucene(Chain chain) {
    return text -> {
      try (TokenStream stream = chain.of(text)) {
        CharTermAttribute term = stream.addAttribute(CharTermAttribute.class);
        long sum = 0;
        stream.reset();
        while (stream.incrementToken()) {
          sum += term.length();
        }
        stream.end();
        return sum;
      }
    };
  }

  private static Chain standard(UnaryOperator<TokenStream> then) {
    StandardTokenizer tokenizer = new StandardTokenizer();
    TokenStream filter = then.apply(new LowerCaseFilter(tokenizer));
    return text -> {
      tokenizer.setReader(new StringReader(text));
      return filter;
    };
  }

  private static TokenStream shingled(TokenStream tokens) {
    ShingleFilter filter = new ShingleFilter(tokens, 3, 3);
    filter.setOutputUnigrams(false);
    filter.setOutputUnigramsIfNoShingles(true);
    return filter;
  }

  private static Work dense() {
    Chain chain = min(1, VALUES, 1, false);
    return text -> densified(terms(chain.of(text)))[0];
  }

  // ---- sets of shingles through Lucene

  /** A set of shingles as tokens: distinct, so that no repetition evicts a minimum. */
  private static final class SetStream extends TokenStream {
    private final CharTermAttribute term = addAttribute(CharTermAttribute.class);
    private final long[] shingles;
    private int at;

    SetStream(long[] shingles) {
      this.shingles = shingles;
    }

    @Override
    public boolean incrementToken() {
      clearAttributes();
      if (at == shingles.length) {
        return false;
      }
      term.append(Long.toHexString(shingles[at++]));
      return true;
    }
  }

  private static Values through(int hashes, int buckets, int size, boolean rotation) {
    return set -> terms(new MinHashFilter(new SetStream(set), hashes, buckets, size, rotation));
  }

  /** The upper halves of a filter's 128-bit terms. */
  private static long[] terms(TokenStream filter) throws IOException {
    long[] values = new long[16];
    int size = 0;
    try (filter) {
      CharTermAttribute term = filter.addAttribute(CharTermAttribute.class);
      filter.reset();
      while (filter.incrementToken()) {
        if (size == values.length) {
          values = Arrays.copyOf(values, size * 2);
        }
        long value = 0;
        for (int i = 0; i < 4; i++) {
          value = value << 16 | term.charAt(i);
        }
        values[size++] = value;
      }
      filter.end();
    }
    return Arrays.copyOf(values, size);
  }

  /** One value a bucket: an empty bucket copies a filled one, chosen by the same hashes for every set. */
  private static long[] densified(long[] terms) {
    long[] dense = new long[VALUES];
    boolean[] filled = new boolean[VALUES];
    for (long term : terms) {
      int bucket = (int) ((term >>> 32) / ((1L << 32) / VALUES));
      dense[bucket] = term;
      filled[bucket] = true;
    }
    for (int bucket = 0; bucket < VALUES && terms.length > 0; bucket++) {
      long h = bucket + 1;
      int from = bucket;
      while (!filled[from]) {
        h = mixed(h);
        from = (int) (h >>> 57);
      }
      dense[bucket] = dense[from];
    }
    return dense;
  }

  private static long mixed(long seed) {
    long h = seed + 0x9e3779b97f4a7c15L;
    h = (h ^ h >>> 30) * 0xbf58476d1ce4e5b9L;
    h = (h ^ h >>> 27) * 0x94d049bb133111ebL;
    return h ^ h >>> 31;
  }

  // ---- quality

  /** Two random sets of so many elements and about so great a similarity, and what they have of it. */
  private record Pair(long[] one, long[] other, double jaccard) {
    static Pair of(int size, double wanted, SplittableRandom random) {
      int shared = (int) Math.round(2 * size * wanted / (1 + wanted));
      long[] one = new long[size];
      long[] other = new long[size];
      for (int i = 0; i < size; i++) {
        one[i] = random.nextLong();
        other[i] = i < shared ? one[i] : random.nextLong();
      }
      Arrays.sort(one);
      Arrays.sort(other);
      return new Pair(one, other, Similarity.jaccard(one, other));
    }
  }

  private static double agreement(long[] one, long[] other) {
    int same = 0;
    int size = Math.min(one.length, other.length);
    for (int i = 0; i < size; i++) {
      same += one[i] == other[i] ? 1 : 0;
    }
    return size == 0 ? 0 : (double) same / size;
  }

  /** The share of the smallest values of both sets together that are in both. */
  private static double bottom(long[] one, long[] other, int size) {
    Arrays.sort(one);
    Arrays.sort(other);
    long[] all = Arrays.copyOf(one, one.length + other.length);
    System.arraycopy(other, 0, all, one.length, other.length);
    long[] union = Arrays.stream(all).distinct().boxed().sorted(Long::compareUnsigned).limit(size).mapToLong(x -> x).toArray();
    int both = 0;
    for (long value : union) {
      both += Arrays.binarySearch(one, value) >= 0 && Arrays.binarySearch(other, value) >= 0 ? 1 : 0;
    }
    return union.length == 0 ? 0 : (double) both / union.length;
  }

  private static void estimates(int pairs) throws IOException {
    int[] sizes = {20, 40, 80, 160};
    System.out.printf("Root mean square error of the Jaccard estimate at 0.8 (bias), %,d pairs a cell%n%n", pairs);
    System.out.println("| estimator | n=20 | n=40 | n=80 | n=160 |");
    System.out.println("|---|---:|---:|---:|---:|");
    StringBuilder theory = new StringBuilder("| independent permutations, theory |");
    for (int size : sizes) {
      double jaccard = Pair.of(size, 0.8, new SplittableRandom(1)).jaccard();
      theory.append(String.format(" %.3f |", Math.sqrt(jaccard * (1 - jaccard) / VALUES)));
    }
    System.out.println(theory);
    estimate("Sketch, 128 values", set -> PERMUTATIONS.buckets(set, 0), sizes, pairs, 0);
    estimate("Lucene as shipped, 1x512, rotation", through(1, 512, 1, true), sizes, pairs, 0);
    estimate("Lucene 1x128, rotation", through(1, 128, 1, true), sizes, pairs, 0);
    estimate("Lucene 1x128, no rotation, own densification", set -> densified(through(1, 128, 1, false).of(set)), sizes, pairs, 0);
    estimate("Lucene 128x1", through(128, 1, 1, false), sizes, Math.min(pairs, 300), 0);
    estimate("Lucene bottom-128", through(1, 1, 128, false), sizes, pairs, 128);
    estimate("Lucene bottom-64", through(1, 1, 64, false), sizes, pairs, 64);
    System.out.println();
  }

  private static void estimate(String name, Values values, int[] sizes, int pairs, int bottom) throws IOException {
    StringBuilder line = new StringBuilder("| ").append(name).append(" |");
    for (int size : sizes) {
      SplittableRandom random = new SplittableRandom(SEED + size);
      double squares = 0;
      double bias = 0;
      for (int i = 0; i < pairs; i++) {
        Pair pair = Pair.of(size, 0.8, random);
        long[] one = values.of(pair.one());
        long[] other = values.of(pair.other());
        double error = (bottom == 0 ? agreement(one, other) : bottom(one, other, bottom)) - pair.jaccard();
        squares += error * error;
        bias += error;
      }
      line.append(String.format(" %.3f (%+.3f) |", Math.sqrt(squares / pairs), bias / pairs));
    }
    System.out.println(line);
  }

  private static void candidates(int pairs) throws IOException {
    double[] points = {0.3, 0.5, 0.7, 0.8, 0.9};
    System.out.printf("Share of pairs that become candidates with %dx%d bands, sets of 40, %,d pairs a cell%n%n", BANDS, ROWS, pairs);
    System.out.println("| bands of | J=0.3 | J=0.5 | J=0.7 | J=0.8 | J=0.9 |");
    System.out.println("|---|---:|---:|---:|---:|---:|");
    StringBuilder theory = new StringBuilder("| theory, 1-(1-J^5)^25 |");
    for (double point : points) {
      theory.append(String.format(" %.4f |", SHIPPED.chance(Pair.of(40, point, new SplittableRandom(1)).jaccard())));
    }
    System.out.println(theory);
    int stride = BANDS;
    curve("Sketch as shipped", set -> PERMUTATIONS.buckets(set, 0), 1, ROWS, points, pairs);
    curve("Lucene 1x128, rotation, neighbouring values", through(1, 128, 1, true), 1, ROWS, points, pairs);
    curve("Lucene 1x128, rotation, strided values", through(1, 128, 1, true), stride, 1, points, pairs);
    curve("Lucene 1x128, no rotation, own densification", set -> densified(through(1, 128, 1, false).of(set)), 1, ROWS, points, pairs);
    curve("Lucene 128x1", through(128, 1, 1, false), 1, ROWS, points, Math.min(pairs, 300));
    curve("Lucene bottom-128, Sketch over its values", set -> PERMUTATIONS.buckets(sorted(through(1, 1, 128, false).of(set)), 0), 1, ROWS, points, pairs);
    curve("Lucene bottom-64, Sketch over its values", set -> PERMUTATIONS.buckets(sorted(through(1, 1, 64, false).of(set)), 0), 1, ROWS, points, pairs);
  }

  private static long[] sorted(long[] values) {
    Arrays.sort(values);
    return values;
  }

  /** Row j of band i is value {@code i*band + j*row}. */
  private static void curve(String name, Values values, int row, int band, double[] points, int pairs) throws IOException {
    StringBuilder line = new StringBuilder("| ").append(name).append(" |");
    for (double point : points) {
      SplittableRandom random = new SplittableRandom(SEED + (long) (point * 100));
      int found = 0;
      for (int n = 0; n < pairs; n++) {
        Pair pair = Pair.of(40, point, random);
        long[] one = values.of(pair.one());
        long[] other = values.of(pair.other());
        boolean candidate = false;
        for (int i = 0; i < BANDS && !candidate; i++) {
          candidate = true;
          for (int j = 0; j < ROWS && candidate; j++) {
            candidate = one[i * band + j * row] == other[i * band + j * row];
          }
        }
        found += candidate ? 1 : 0;
      }
      line.append(String.format(" %.4f |", (double) found / pairs));
    }
    System.out.println(line);
  }
}
