// SPDX-License-Identifier: Apache-2.0
package dev.whittle.stages;

import dev.whittle.config.NearDedupConfig;
import dev.whittle.pipeline.StageContext;
import dev.whittle.schema.Columns;
import dev.whittle.schema.Schemas;
import dev.whittle.text.Hash128;
import dev.whittle.text.Sketch;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.rdd.PartitionPruningRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.StorageLevel;
import org.apache.spark.unsafe.types.UTF8String;
import scala.Tuple2;
import scala.runtime.AbstractFunction1;

/**
 * The passes of one use of near-dedup. Problems of an earlier run are read as if they followed the
 * new ones: their partitions are numbered on.
 */
final class NearPlan {
  private static final StructType ADDS =
      Schemas.concat(
          Schemas.NEAR_DEDUP,
          Schemas.struct(Schemas.field(Columns.REASON, DataTypes.StringType, "why")));

  private final NearDedupConfig config;
  private final long seed;
  private final StageContext context;
  private final Scan scan;
  private final Optional<Scan> earlier;
  private final int own;
  private final int all;
  private final NearKeys near;
  private final Preferences preferences;

  NearPlan(
      NearDedupConfig config,
      long seed,
      Dataset<Row> problems,
      Optional<Dataset<Row>> earlier,
      StageContext context) {
    this.config = config;
    this.seed = seed;
    this.context = context;
    this.scan = Scan.of(problems, context);
    this.earlier = earlier.map(rows -> Scan.of(rows, "earlier", context));
    this.own = scan.partitions();
    this.all = own + this.earlier.map(Scan::partitions).orElse(0);
    this.near = new NearKeys(config, seed + 1, Math.max(1, all));
    this.preferences = new Preferences(config.prefer());
  }

  /** What is known of the rows of a partition: their keys, and what they share with others. */
  private record Known(long[] keys, int width, NearMarks marks) implements Serializable {}

  Dataset<Row> judged() {
    // What is persisted is dropped by Spark when the stage's result has been written and forgotten.
    JavaRDD<long[]> keys =
        read(Columns.PROBLEM_ID, Columns.PROBLEM)
            .mapPartitions(near::of)
            .persist(StorageLevel.MEMORY_AND_DISK());
    JavaRDD<long[]> told = told(keys).persist(StorageLevel.MEMORY_AND_DISK());
    JavaRDD<Known> known = known(keys, told).persist(StorageLevel.MEMORY_AND_DISK());
    NearDedupConfig config = this.config;
    long seed = this.seed;
    JavaRDD<byte[]> findings =
        sorted(candidates(known))
            .mapPartitions(candidates -> new NearGroups(candidates, config, seed))
            .persist(StorageLevel.MEMORY_AND_DISK());
    statistics(known, findings);
    capped(told, findings);
    // All that is in them is in what is known.
    keys.unpersist(false);
    told.unpersist(false);
    JavaPairRDD<Integer, byte[]> settled =
        settled(known, findings).persist(StorageLevel.MEMORY_AND_DISK());
    tables(findings, settled);
    return scan.with(ADDS, first(known, own), settled, NearPlan::columns);
  }

  private JavaRDD<InternalRow> read(String... columns) {
    JavaRDD<InternalRow> rows = scan.read(columns);
    return earlier.map(other -> rows.union(other.read(columns))).orElse(rows);
  }

  /** Some of the first partitions. */
  private static <T> JavaRDD<T> first(JavaRDD<T> rdd, int partitions) {
    return rdd.getNumPartitions() == partitions
        ? rdd
        : PartitionPruningRDD.create(rdd.rdd(), new Below(partitions)).toJavaRDD();
  }

  private static final class Below extends AbstractFunction1<Object, Object>
      implements Serializable {
    private final int limit;

    Below(int limit) {
      this.limit = limit;
    }

    @Override
    public Object apply(Object index) {
      return (Integer) index < limit;
    }
  }

  // ---- who has company

  /** What {@link NearKeys#shared} tells the rows: one array a partition. */
  private JavaRDD<long[]> told(JavaRDD<long[]> keys) {
    NearKeys near = this.near;
    int all = this.all;
    return keys.mapPartitionsWithIndex(
            (partition, mine) -> near.records(partition, mine.next()), true)
        .mapToPair(pair -> pair)
        .partitionBy(new LongBlocks.ByIndex(near.targets()))
        .mapPartitionsWithIndex((target, blocks) -> near.shared(target, blocks, all), true)
        .mapToPair(pair -> pair)
        .partitionBy(new LongBlocks.ByIndex(all))
        .mapPartitions(blocks -> List.of(LongBlocks.gathered(blocks)).iterator());
  }

  private JavaRDD<Known> known(JavaRDD<long[]> keys, JavaRDD<long[]> told) {
    int width = near.width();
    return keys.zipPartitions(
        told,
        (mine, theirs) -> {
          long[] rows = mine.next();
          NearMarks marks = new NearMarks(rows.length / width, theirs.next());
          return List.of(new Known(rows, width, marks)).iterator();
        });
  }

  // ---- verdicts

  private JavaRDD<byte[]> candidates(JavaRDD<Known> known) {
    int own = this.own;
    Preferences preferences = this.preferences;
    return read(NearCandidates.COLUMNS)
        .zipPartitions(
            known,
            (rows, knowns) -> {
              Known one = knowns.next();
              int partition = TaskContext.getPartitionId();
              boolean isEarlier = partition >= own;
              return new NearCandidates(
                  rows, one.marks(), one.keys(), one.width(), preferences, partition, isEarlier);
            });
  }

  private JavaRDD<byte[]> sorted(JavaRDD<byte[]> records) {
    return records
        .mapToPair(bytes -> new Tuple2<byte[], Boolean>(bytes, null))
        .repartitionAndSortWithinPartitions(new ByFirstLong(Math.max(1, all)), new Unsigned())
        .keys();
  }

  private static final class Unsigned implements Comparator<byte[]>, Serializable {
    @Override
    public int compare(byte[] one, byte[] other) {
      return Arrays.compareUnsigned(one, other);
    }
  }

  /**
   * The findings about problems at their partitions: no report on or to a problem that is rejected,
   * and one of each kind a problem.
   */
  private JavaPairRDD<Integer, byte[]> settled(JavaRDD<Known> known, JavaRDD<byte[]> findings) {
    LongBlocks.ByIndex partitioner = new LongBlocks.ByIndex(all);
    JavaPairRDD<Integer, Long> rejected =
        of(findings, NearFinding.DUPLICATE)
            .mapToPair(
                finding -> {
                  long place = NearFinding.place(finding);
                  return new Tuple2<>(Scan.partition(place), place);
                })
            .partitionBy(partitioner);
    JavaRDD<byte[]> about =
        of(findings, NearFinding.DUPLICATE)
            .union(of(findings, NearFinding.REPRESENTS))
            .union(
                of(findings, NearFinding.REPORTED)
                    .mapToPair(
                        finding -> {
                          long better = NearFinding.betterPlace(finding);
                          return new Tuple2<>(Scan.partition(better), finding);
                        })
                    .partitionBy(partitioner)
                    .zipPartitions(rejected, NearPlan::betterIsKept));
    if (config.numericVariants().keep() > 0) {
      about = about.union(variants(known, rejected));
    }
    return about
        .mapToPair(finding -> new Tuple2<>(Scan.partition(NearFinding.place(finding)), finding))
        .partitionBy(new LongBlocks.ByIndex(own))
        .mapPartitionsToPair(NearPlan::settle, true);
  }

  private static Iterator<byte[]> betterIsKept(
      Iterator<Tuple2<Integer, byte[]>> reported, Iterator<Tuple2<Integer, Long>> rejected) {
    Set<Long> gone = places(rejected);
    List<byte[]> left = new ArrayList<>();
    while (reported.hasNext()) {
      byte[] finding = reported.next()._2();
      if (!gone.contains(NearFinding.betterPlace(finding))) {
        left.add(finding);
      }
    }
    return left.iterator();
  }

  private static Set<Long> places(Iterator<Tuple2<Integer, Long>> rejected) {
    Set<Long> places = new HashSet<>();
    rejected.forEachRemaining(pair -> places.add(pair._2()));
    return places;
  }

  private static Iterator<Tuple2<Integer, byte[]>> settle(
      Iterator<Tuple2<Integer, byte[]>> findings) {
    List<Tuple2<Integer, byte[]>> sorted = new ArrayList<>();
    findings.forEachRemaining(sorted::add);
    // By place, then by kind, for the head is the same for all of a problem.
    sorted.sort((one, other) -> Arrays.compareUnsigned(one._2(), other._2()));
    List<Tuple2<Integer, byte[]>> settled = new ArrayList<>();
    for (Tuple2<Integer, byte[]> pair : sorted) {
      byte[] finding = pair._2();
      byte[] last = settled.isEmpty() ? null : settled.get(settled.size() - 1)._2();
      boolean reported = NearFinding.kind(finding) == NearFinding.REPORTED;
      if (last != null && reported && NearFinding.place(last) == NearFinding.place(finding)) {
        if (NearFinding.kind(last) == NearFinding.DUPLICATE) {
          continue;
        }
        if (NearFinding.kind(last) == NearFinding.REPORTED) {
          settled.set(
              settled.size() - 1, new Tuple2<>(pair._1(), NearFinding.better(last, finding)));
          continue;
        }
      }
      settled.add(pair);
    }
    return settled.iterator();
  }

  /** Numeric variants beyond the best-ranked few of a template. */
  private JavaRDD<byte[]> variants(JavaRDD<Known> known, JavaPairRDD<Integer, Long> rejected) {
    int own = this.own;
    int keep = config.numericVariants().keep();
    Preferences preferences = this.preferences;
    JavaRDD<Tuple2<Known, Set<Long>>> given =
        known.zipPartitions(
            rejected,
            (knowns, gone) -> List.of(new Tuple2<>(knowns.next(), places(gone))).iterator());
    JavaRDD<byte[]> records =
        read(NearCandidates.COLUMNS)
            .zipPartitions(
                given,
                (rows, givens) -> {
                  Tuple2<Known, Set<Long>> one = givens.next();
                  int partition = TaskContext.getPartitionId();
                  return new NearVariants.Records(
                      rows,
                      number ->
                          one._1().marks().inTemplate(number)
                                  && !one._2().contains(Scan.place(partition, number))
                              ? template(one._1(), number)
                              : null,
                      partition >= own ? null : preferences,
                      partition);
                });
    return sorted(records).mapPartitions(sorted -> NearVariants.beyond(sorted, keep));
  }

  private static Hash128 template(Known known, int number) {
    int at = number * known.width();
    return new Hash128(known.keys()[at + 1], known.keys()[at + 2]);
  }

  private static void columns(Known known, int number, List<byte[]> found, Object[] values) {
    for (byte[] finding : found) {
      NearFinding.fill(finding, values);
    }
    if (known.marks().inTemplate(number)) {
      values[4] = UTF8String.fromString(template(known, number).hex());
      if (values[1] == null) {
        values[1] = UTF8String.fromString(NearGroups.NUMERIC_VARIANT);
      }
    }
    if (values[5] == null) {
      values[5] = 0;
    }
  }

  // ---- for people

  private void statistics(JavaRDD<Known> known, JavaRDD<byte[]> findings) {
    long[] statistics =
        of(findings, NearFinding.STATISTICS)
            .map(NearFinding::statistics)
            .fold(
                new long[3], (a, b) -> new long[] {a[0] + b[0], Math.max(a[1], b[1]), a[2] + b[2]});
    context.metric("groups", statistics[0]);
    context.metric("largest_group", statistics[1]);
    context.metric("pairs", statistics[2]);
    context.metric(
        "templates", first(known, own).map(one -> one.marks().templates()).fold(0L, Long::sum));
    context.metric("s_curve", curve());
  }

  /** The chance of being found in a large group, at similarities of 0.05 to 0.95. */
  private Map<String, Double> curve() {
    Sketch sketch = new Sketch(config.bands(), config.rows(), seed);
    Map<String, Double> curve = new LinkedHashMap<>();
    for (int i = 1; i <= 19; i++) {
      double jaccard = i / 20.0;
      curve.put(Double.toString(jaccard), Math.round(sketch.chance(jaccard) * 1e6) / 1e6);
    }
    return curve;
  }

  private void tables(JavaRDD<byte[]> findings, JavaPairRDD<Integer, byte[]> settled) {
    SparkSession spark = context.spark();
    JavaRDD<byte[]> duplicates = of(findings, NearFinding.DUPLICATE);
    JavaRDD<byte[]> reported = of(settled.values(), NearFinding.REPORTED);
    Map<String, Long> edges = new LinkedHashMap<>();
    edges.put(NearGroups.NEAR, duplicates.count());
    edges.put(NearGroups.PARAPHRASE, reported.count());
    context.metric("edges", edges);
    context.table(
        "clusters",
        spark.createDataFrame(duplicates.map(NearFinding::clusterRow), NearFinding.CLUSTERS));
    context.table(
        "paraphrase-candidates",
        spark.createDataFrame(reported.map(NearFinding::candidateRow), NearFinding.CANDIDATES));
  }

  private void capped(JavaRDD<long[]> told, JavaRDD<byte[]> findings) {
    CappedBuckets buckets = CappedBuckets.of(told, of(findings, NearFinding.CAPPED));
    context.metric("capped_buckets", buckets.count());
    if (buckets.count() > 0) {
      context.table(
          "capped-buckets",
          buckets.table(context.spark(), read(Columns.PROBLEM_ID, Columns.PROBLEM)));
      context.note(
          String.format(
              "%,d buckets hold more than %,d problems: see tables/near-dedup-capped-buckets",
              buckets.count(), config.cappedFrom()));
    }
  }

  private static JavaRDD<byte[]> of(JavaRDD<byte[]> findings, byte kind) {
    return findings.filter(finding -> NearFinding.kind(finding) == kind);
  }
}
