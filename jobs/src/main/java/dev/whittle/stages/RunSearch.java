// SPDX-License-Identifier: Apache-2.0
package dev.whittle.stages;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_set;
import static org.apache.spark.sql.functions.count_distinct;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.udf;
import static org.apache.spark.sql.functions.when;

import dev.whittle.config.DecontaminateConfig;
import dev.whittle.config.DecontaminateConfig.Mode;
import dev.whittle.pipeline.StageContext;
import dev.whittle.schema.Columns;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.api.java.UDF2;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Decontamination as others publish it: any run of words shared with an item (s1, open-r1: 8 words;
 * others 10 or 13), or, for Light-R1, 32 words or the whole text but for its digits. Words are what
 * stands between white space, in lower case.
 *
 * <p>An item of fewer words than a run is not found; that is what these recipes do, and a note says
 * how many there are. Light-R1 does not publish how it normalises a text: lower case and single
 * spaces are taken from s1.
 */
final class RunSearch {
  static final String NGRAM = "ngram";
  static final String WITHOUT_DIGITS = "without-digits";

  private static final int LIGHT_R1_WORDS = 32;
  private static final String ITEM = BenchmarkItems.ITEM;
  private static final String KEY = "key";
  private static final String RUNS = "runs";

  private static final StructType ITEMS =
      new StructType()
          .add(ITEM, DataTypes.IntegerType)
          .add(KEY, DataTypes.LongType)
          .add(RUNS, DataTypes.createArrayType(DataTypes.LongType));

  private static final StructType RUN =
      new StructType()
          .add("run_id", DataTypes.StringType)
          .add("run", DataTypes.LongType)
          .add("place", DataTypes.IntegerType);

  private static final StructType WHOLE =
      new StructType().add("key_id", DataTypes.StringType).add(KEY, DataTypes.LongType);

  private final DecontaminateConfig config;
  private final int words;
  private final boolean whole;

  RunSearch(DecontaminateConfig config) {
    this.config = config;
    whole = config.mode() == Mode.LIGHT_R1;
    words = whole ? LIGHT_R1_WORDS : config.ngram();
  }

  /** The problems with the columns of {@link Decontaminate#MATCHED}. */
  Dataset<Row> find(Dataset<Row> problems, Dataset<Row> numbered, StageContext context) {
    int length = words;
    boolean keyed = whole;
    MapFunction<Row, Row> hash =
        row -> {
          Grams grams = Grams.of(row.getString(1));
          Set<Long> runs = new LinkedHashSet<>();
          for (int i = 0; i < grams.runs(length); i++) {
            runs.add(grams.hash(i, length));
          }
          return RowFactory.create(
              row.getInt(0), keyed ? key(grams) : 0L, runs.toArray(new Long[0]));
        };
    Dataset<Row> items =
        context.checkpoint(
            "runs", numbered.select(ITEM, Columns.PROBLEM).map(hash, Encoders.row(ITEMS)));
    Row counted =
        items
            .agg(sum(size(col(RUNS))), sum(when(size(col(RUNS)).equalTo(0), 1).otherwise(0)))
            .first();
    long runs = counted.isNullAt(0) ? 0 : counted.getLong(0);
    context.metric("benchmark_ngrams", runs);
    if (!counted.isNullAt(1) && counted.getLong(1) > 0) {
      context.note(
          counted.getLong(1)
              + " benchmark items have fewer than "
              + words
              + " words: this mode cannot see them in a problem");
    }
    return runs <= config.broadcastLimit()
        ? broadcasting(problems, items, context)
        : joining(problems, items);
  }

  private static long key(Grams grams) {
    String text = grams.withoutDigits();
    return text.isEmpty() ? 0 : Numbers.hash(text, 0, text.length());
  }

  // ---- small benchmarks: one narrow pass

  private Dataset<Row> broadcasting(
      Dataset<Row> problems, Dataset<Row> items, StageContext context) {
    List<RunIndex.Item> hashed = new ArrayList<>();
    // Hashes only, and at most as many as the configured limit.
    for (Row row : items.collectAsList()) {
      hashed.add(
          new RunIndex.Item(
              row.getInt(0),
              row.getLong(1),
              row.<Long>getList(2).stream().mapToLong(Long::longValue).toArray()));
    }
    Broadcast<RunIndex> index =
        JavaSparkContext.fromSparkContext(context.spark().sparkContext())
            .broadcast(new RunIndex(hashed, words));
    return Decontaminate.spread(
        problems,
        udf(new Matcher(index, config.maxSpan(), whole), Decontaminate.MATCHED)
            .asNondeterministic()
            .apply(col(Columns.PROBLEM)));
  }

  /** Looks a statement up in the broadcast index. */
  private record Matcher(Broadcast<RunIndex> index, int maxSpan, boolean whole)
      implements UDF1<String, Row> {
    @Override
    public Row call(String problem) {
      if (problem == null) {
        return Decontaminate.CLEAN;
      }
      Grams grams = Grams.of(problem);
      long key = whole ? key(grams) : 0;
      int item = key == 0 ? -1 : index.value().whole(key);
      if (item >= 0) {
        return RowFactory.create(
            item, WITHOUT_DIGITS, 1.0, grams.text(0, grams.size(), maxSpan), null);
      }
      RunIndex.Match match = index.value().overlap(grams);
      return match.item() < 0
          ? Decontaminate.CLEAN
          : RowFactory.create(
              match.item(),
              NGRAM,
              match.overlap(),
              grams.text(match.start(), match.end(), maxSpan),
              null);
    }
  }

  // ---- large benchmarks: joins on hashes

  private Dataset<Row> joining(Dataset<Row> problems, Dataset<Row> items) {
    Dataset<Row> texts =
        problems
            .select(Columns.PROBLEM_ID, Columns.PROBLEM)
            .where(col(Columns.PROBLEM).isNotNull());
    int length = words;
    FlatMapFunction<Row, Row> runs = row -> runs(row, length);
    MapFunction<Row, Row> keys =
        row -> RowFactory.create(row.getString(0), key(Grams.of(row.getString(1))));
    Dataset<Row> keyed = whole ? texts : texts.limit(0);
    Dataset<Row> wholes =
        keyed
            .map(keys, Encoders.row(WHOLE))
            .where(col(KEY).notEqual(0))
            .join(items.select(ITEM, KEY), KEY)
            .groupBy("key_id")
            .agg(min(ITEM).as("whole_item"));
    Dataset<Row> itemRuns =
        items.select(col(ITEM), size(col(RUNS)).as("total"), explode(col(RUNS)).as("item_run"));
    Dataset<Row> overlaps =
        texts
            .flatMap(runs, Encoders.row(RUN))
            .join(itemRuns, col("run").equalTo(col("item_run")))
            .groupBy("run_id", ITEM)
            .agg(
                count_distinct(col("run")).divide(max("total")).as("share"),
                collect_set("place").as("places"))
            .groupBy("run_id")
            // The largest share; of equal ones the smallest item.
            .agg(
                max(struct(col("share"), lit(0).minus(col(ITEM)).as("minus_item"), col("places")))
                    .as("best"));
    Dataset<Row> found =
        problems
            .join(wholes, problems.col(Columns.PROBLEM_ID).equalTo(wholes.col("key_id")), "left")
            .join(
                overlaps, problems.col(Columns.PROBLEM_ID).equalTo(overlaps.col("run_id")), "left");
    Column isWhole = col("whole_item").isNotNull();
    Column hasBest = col("best").isNotNull();
    Column span =
        udf(new Span(words, config.maxSpan()), DataTypes.StringType)
            .apply(col(Columns.PROBLEM), when(isWhole, null).otherwise(col("best.places")));
    return found
        .withColumn(
            ITEM, when(isWhole, col("whole_item")).otherwise(lit(0).minus(col("best.minus_item"))))
        .withColumn(
            "contaminated_match", when(isWhole, lit(WITHOUT_DIGITS)).when(hasBest, lit(NGRAM)))
        .withColumn(
            "overlap", when(isWhole, lit(1.0)).when(hasBest, col("best.share")).otherwise(lit(0.0)))
        .withColumn("matched_span", when(isWhole.or(hasBest), span))
        .withColumn("numbers_agree", lit(null).cast(DataTypes.BooleanType))
        .drop("key_id", "whole_item", "run_id", "best");
  }

  private static Iterator<Row> runs(Row row, int length) {
    Grams grams = Grams.of(row.getString(1));
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < grams.runs(length); i++) {
      rows.add(RowFactory.create(row.getString(0), grams.hash(i, length), i));
    }
    return rows.iterator();
  }

  /** The longest run of a statement that the places of shared runs cover; all of it, if null. */
  private record Span(int words, int maxSpan)
      implements UDF2<String, scala.collection.Seq<Integer>, String> {
    @Override
    public String call(String problem, scala.collection.Seq<Integer> places) {
      if (problem == null) {
        return null;
      }
      Grams grams = Grams.of(problem);
      if (places == null) {
        return grams.text(0, grams.size(), maxSpan);
      }
      List<int[]> runs = new ArrayList<>();
      for (int place : scala.jdk.javaapi.CollectionConverters.asJava(places)) {
        runs.add(new int[] {place, words});
      }
      int[] run = RunIndex.longestRun(runs);
      return grams.text(run[0], run[1], maxSpan);
    }
  }
}
