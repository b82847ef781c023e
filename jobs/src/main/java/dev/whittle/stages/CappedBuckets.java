// SPDX-License-Identifier: Apache-2.0
package dev.whittle.stages;

import dev.whittle.schema.Schemas;
import dev.whittle.text.MathText;
import dev.whittle.text.Shingles;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import scala.Tuple2;

/** The buckets that were capped, the largest of them with what their members share. */
final class CappedBuckets {
  private static final int LISTED = 1000;
  private static final int LISTED_SHINGLES = 20;

  private static final StructType TABLE =
      Schemas.struct(
          Schemas.field("family", DataTypes.StringType, "group, or report"),
          Schemas.field("size", DataTypes.LongType, "problems in the bucket"),
          Schemas.field("problem_id", DataTypes.StringType, "one of them"),
          Schemas.field("other_id", DataTypes.StringType, "another"),
          Schemas.field(
              "shared_shingles",
              DataTypes.createArrayType(DataTypes.StringType),
              "shingles that both have, at most 20"));

  private final long count;
  private final List<long[]> largest;

  private CappedBuckets(long count, List<long[]> largest) {
    this.count = count;
    this.largest = largest;
  }

  /**
   * @param told what {@link NearKeys#shared} tells the rows
   * @param findings of the kind {@link NearFinding#CAPPED}
   */
  static CappedBuckets of(JavaRDD<long[]> told, JavaRDD<byte[]> findings) {
    JavaRDD<long[]> buckets =
        told.mapPartitionsWithIndex(
                (partition, arrays) -> reported(partition, arrays.next()).iterator(), true)
            .union(
                findings.map(
                    finding -> {
                      long[] bucket = NearFinding.capped(finding);
                      return new long[] {bucket[2], bucket[0], bucket[1], 0};
                    }));
    // A thousand times four longs at most.
    List<long[]> largest = buckets.top(LISTED, new BySize());
    return new CappedBuckets(largest.size() < LISTED ? largest.size() : buckets.count(), largest);
  }

  private static final class BySize implements Comparator<long[]>, java.io.Serializable {
    @Override
    public int compare(long[] one, long[] other) {
      return java.util.Arrays.compare(one, other);
    }
  }

  /** Size, the places of two members, and 1. */
  private static List<long[]> reported(int partition, long[] told) {
    List<long[]> buckets = new ArrayList<>();
    for (int i = 0; i < told.length; i += 3) {
      if ((told[i + 1] & (1 << NearKeys.KIND_BITS) - 1) == NearKeys.CAPPED) {
        buckets.add(
            new long[] {
              told[i + 1] >>> NearKeys.KIND_BITS, Scan.place(partition, told[i]), told[i + 2], 1
            });
      }
    }
    return buckets;
  }

  long count() {
    return count;
  }

  /**
   * The largest, at most {@value #LISTED}.
   *
   * @param rows ids and statements of all problems
   */
  Dataset<Row> table(SparkSession spark, JavaRDD<InternalRow> rows) {
    List<long[]> largest = this.largest;
    Set<Long> places = new HashSet<>();
    largest.forEach(
        bucket -> {
          places.add(bucket[1]);
          places.add(bucket[2]);
        });
    JavaRDD<Row> table =
        rows.mapPartitionsWithIndex(
                (partition, all) -> {
                  List<Tuple2<Long, Tuple2<String, String>>> found = new ArrayList<>();
                  for (long number = 0; all.hasNext(); number++) {
                    InternalRow row = all.next();
                    long place = Scan.place(partition, number);
                    if (places.contains(place)) {
                      found.add(
                          new Tuple2<>(place, new Tuple2<>(Scan.text(row, 0), Scan.text(row, 1))));
                    }
                  }
                  return found.iterator();
                },
                true)
            .mapToPair(pair -> pair)
            .flatMapToPair(
                text -> {
                  List<Tuple2<Integer, Tuple2<Long, Tuple2<String, String>>>> members =
                      new ArrayList<>();
                  for (int i = 0; i < largest.size(); i++) {
                    long[] bucket = largest.get(i);
                    if (bucket[1] == text._1() || bucket[2] == text._1()) {
                      members.add(new Tuple2<>(i, text));
                    }
                  }
                  return members.iterator();
                })
            .groupByKey()
            .map(bucket -> row(largest.get(bucket._1()), bucket._2()));
    return spark.createDataFrame(table, TABLE).orderBy(org.apache.spark.sql.functions.desc("size"));
  }

  private static Row row(long[] bucket, Iterable<Tuple2<Long, Tuple2<String, String>>> members) {
    Map<Long, Tuple2<String, String>> texts = new HashMap<>();
    members.forEach(member -> texts.put(member._1(), member._2()));
    Tuple2<String, String> one = texts.get(bucket[1]);
    Tuple2<String, String> other = texts.get(bucket[2]);
    List<String> shared =
        Shingles.shared(MathText.body(one._2()), MathText.body(other._2())).stream()
            .limit(LISTED_SHINGLES)
            .toList();
    return RowFactory.create(
        bucket[3] == 1 ? "report" : "group", bucket[0], one._1(), other._1(), shared.toArray());
  }
}
