// SPDX-License-Identifier: Apache-2.0
package dev.whittle.stages;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_list;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.first;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.shiftrightunsigned;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.udf;
import static org.apache.spark.sql.functions.xxhash64;

import dev.whittle.config.DecontaminateConfig;
import dev.whittle.pipeline.StageContext;
import dev.whittle.schema.Columns;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.api.java.UDF2;
import org.apache.spark.sql.api.java.UDF3;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Decontamination of our own. The three-token runs of the items, with their numbers and with every
 * number alike, are counted in the problems; from their inverse document frequency each token of an
 * item has a weight. A problem is compared with the few items whose rare runs it shares, see {@link
 * ItemMatcher}, and the best match is told.
 *
 * <p>Frequencies are counted in a sample of the problems, chosen by their ids, so that the verdicts
 * depend on no order and on no partitioning.
 */
final class WordingSearch {
  static final String EXACT = "exact";
  static final String HELD = "held";
  static final String PART = "part";
  static final String VARIANT = "numeric-variant";

  /** A longer answer is not compared. */
  private static final int LONGEST_ANSWER = 256;

  private static final String ITEM = BenchmarkItems.ITEM;
  private static final String HASHES = "hashes";
  private static final String TOKENS = "tokens";
  private static final String KINDS = "kinds";
  private static final String ANSWER = "answer_bytes";
  private static final String SHINGLE = "shingle";
  private static final String WEIGHT = "weight";

  /** Half of the key, the other half, and the hash of the drawings are the {@code hashes}. */
  private static final StructType ITEMS =
      new StructType()
          .add(ITEM, DataTypes.IntegerType)
          .add(HASHES, DataTypes.createArrayType(DataTypes.LongType))
          .add(TOKENS, DataTypes.createArrayType(DataTypes.LongType))
          .add(KINDS, DataTypes.BinaryType)
          .add(ANSWER, DataTypes.BinaryType);

  private final DecontaminateConfig config;

  WordingSearch(DecontaminateConfig config) {
    this.config = config;
  }

  /** The problems with the columns of {@link Decontaminate#MATCHED}. */
  Dataset<Row> find(Dataset<Row> problems, Dataset<Row> numbered, StageContext context) {
    MapFunction<Row, Row> read = WordingSearch::item;
    Dataset<Row> items =
        context.checkpoint(
            "wordings",
            numbered
                .select(ITEM, Columns.PROBLEM, BenchmarkItems.ITEM_ANSWER)
                .map(read, Encoders.row(ITEMS)));
    Row counted = items.agg(sum(size(col(TOKENS))), count(lit(1))).first();
    long tokens = counted.getLong(0);
    context.metric("benchmark_tokens", tokens);
    Dataset<Row> sample = sample(problems);
    return tokens <= config.broadcastLimit()
        ? broadcasting(problems, sample, items, context)
        : joining(problems, sample, items, counted.getLong(1), context);
  }

  /** Problems chosen by their ids: about as many as are configured, or all. */
  private Dataset<Row> sample(Dataset<Row> problems) {
    long all = problems.count();
    Dataset<Row> texts =
        problems
            .select(Columns.PROBLEM_ID, Columns.PROBLEM)
            .where(col(Columns.PROBLEM).isNotNull());
    if (all <= config.ours().frequencyRows()) {
      return texts;
    }
    long range = 1L << 40;
    long limit = (long) (config.ours().frequencyRows() / (double) all * range);
    return texts.where(shiftrightunsigned(xxhash64(col(Columns.PROBLEM_ID)), 24).lt(lit(limit)));
  }

  private static Row item(Row row) {
    Wording wording = Wording.of(row.getString(1));
    String answer = row.getString(2);
    byte[] bytes = answer == null ? null : answer.getBytes(StandardCharsets.UTF_8);
    return RowFactory.create(
        row.getInt(0),
        new long[] {wording.keyHigh(), wording.keyLow(), wording.drawing()},
        wording.tokens(),
        wording.kinds(),
        bytes == null || bytes.length > LONGEST_ANSWER ? null : bytes);
  }

  private static Wording wording(Row row, int from) {
    long[] hashes = longs(row, from);
    return Wording.read(hashes[0], hashes[1], hashes[2], longs(row, from + 1), row.getAs(from + 2));
  }

  private static long[] longs(Row row, int column) {
    return row.<Long>getList(column).stream().mapToLong(Long::longValue).toArray();
  }

  private static String answer(Row row, int column) {
    return row.isNullAt(column)
        ? null
        : new String(row.<byte[]>getAs(column), StandardCharsets.UTF_8);
  }

  /** A match as a row of {@link Decontaminate#MATCHED}. */
  private static Row told(ItemMatcher.Match match, Wording problem, int maxSpan) {
    String kind =
        switch (match.kind()) {
          case EXACT -> EXACT;
          case HELD -> HELD;
          case PART -> PART;
          case VARIANT -> VARIANT;
          case NONE -> null;
        };
    return kind == null
        ? RowFactory.create(null, null, match.score(), null, null)
        : RowFactory.create(
            match.item(),
            kind,
            match.score(),
            problem.span(match.start(), match.end(), maxSpan),
            match.numbersAgree());
  }

  // ---- small benchmarks: one narrow pass

  private Dataset<Row> broadcasting(
      Dataset<Row> problems, Dataset<Row> sample, Dataset<Row> items, StageContext context) {
    List<Wording> wordings = new ArrayList<>();
    List<String> answers = new ArrayList<>();
    // Hashes and short answers, at most as many as the configured limit.
    for (Row row : items.orderBy(ITEM).collectAsList()) {
      wordings.add(wording(row, 1));
      answers.add(answer(row, 4));
    }
    ItemIndex index = new ItemIndex(wordings);
    JavaSparkContext spark = JavaSparkContext.fromSparkContext(context.spark().sparkContext());
    Broadcast<ItemIndex> plain = spark.broadcast(index);
    JavaRDD<Row> texts = sample.select(Columns.PROBLEM).javaRDD();
    Counts counts =
        texts.getNumPartitions() == 0
            ? new Counts(new int[index.shingles()], 0)
            : texts
                .mapPartitions(rows -> List.of(counted(rows, plain.value())).iterator())
                .treeReduce(Counts::plus);
    plain.destroy();
    index.weigh(wordings, answers, counts.shingles(), counts.problems());
    Broadcast<ItemIndex> weighed = spark.broadcast(index);
    return Decontaminate.spread(
        problems,
        udf(new Matcher(weighed, config), Decontaminate.MATCHED)
            .asNondeterministic()
            .apply(col(Columns.PROBLEM), col(Columns.ANSWER)));
  }

  /** In how many of some problems each shingle of the items stands. */
  private record Counts(int[] shingles, long problems) implements Serializable {
    Counts plus(Counts other) {
      for (int i = 0; i < shingles.length; i++) {
        shingles[i] += other.shingles[i];
      }
      return new Counts(shingles, problems + other.problems);
    }
  }

  private static Counts counted(Iterator<Row> rows, ItemIndex index) {
    int[] shingles = new int[index.shingles()];
    long problems = 0;
    while (rows.hasNext()) {
      index.count(Wording.of(rows.next().getString(0)), shingles);
      problems++;
    }
    return new Counts(shingles, problems);
  }

  /** Looks a statement up in the broadcast index. */
  private static final class Matcher implements UDF2<String, String, Row> {
    private final Broadcast<ItemIndex> index;
    private final DecontaminateConfig config;
    private transient ItemIndex.Search search;

    Matcher(Broadcast<ItemIndex> index, DecontaminateConfig config) {
      this.index = index;
      this.config = config;
    }

    @Override
    public Row call(String problem, String answer) {
      if (problem == null) {
        return Decontaminate.CLEAN;
      }
      if (search == null) {
        search = index.value().search(new ItemMatcher(config.ours()));
      }
      Wording wording = Wording.of(problem);
      return told(search.best(wording, answer), wording, config.maxSpan());
    }
  }

  // ---- large benchmarks: joins on hashes

  private static final StructType SHINGLES =
      new StructType()
          .add("id", DataTypes.StringType)
          .add(HASHES, DataTypes.createArrayType(DataTypes.LongType))
          .add("shingles", DataTypes.createArrayType(DataTypes.LongType))
          .add("runs", DataTypes.IntegerType);

  private static final StructType WEIGHED =
      new StructType()
          .add(ITEM, DataTypes.IntegerType)
          .add("raw", DataTypes.createArrayType(DataTypes.IntegerType))
          .add("masked", DataTypes.createArrayType(DataTypes.IntegerType));

  private Dataset<Row> joining(
      Dataset<Row> problems,
      Dataset<Row> sample,
      Dataset<Row> items,
      long itemCount,
      StageContext context) {
    MapFunction<Row, Row> ofItem =
        row -> {
          Wording wording = wording(row, 1);
          return RowFactory.create(
              Integer.toString(row.getInt(0)),
              new long[] {wording.keyHigh(), wording.keyLow()},
              wording.allShingles(),
              wording.shingles());
        };
    MapFunction<Row, Row> ofProblem =
        row -> {
          Wording wording = Wording.of(row.getString(1));
          return RowFactory.create(
              row.getString(0),
              new long[] {wording.keyHigh(), wording.keyLow()},
              wording.allShingles(),
              wording.shingles());
        };
    Dataset<Row> itemShingles =
        items
            .map(ofItem, Encoders.row(SHINGLES))
            .select(
                col("id").cast(DataTypes.IntegerType).as(ITEM),
                explode(col("shingles")).as(SHINGLE));
    Dataset<Row> texts =
        context.checkpoint(
            "shingles",
            problems
                .select(Columns.PROBLEM_ID, Columns.PROBLEM)
                .where(col(Columns.PROBLEM).isNotNull())
                .map(ofProblem, Encoders.row(SHINGLES)));
    Dataset<Row> weights =
        context.checkpoint("weights", weights(itemShingles, texts, sample, itemCount));
    Dataset<Row> weighed = context.checkpoint("weighed", weighed(items, itemShingles, weights));
    Dataset<Row> candidates = candidates(texts, items, itemShingles, weights);
    return compared(problems, candidates, items, weighed);
  }

  /** The weight of each shingle of the items, and how many items have it. */
  private Dataset<Row> weights(
      Dataset<Row> itemShingles, Dataset<Row> texts, Dataset<Row> sample, long itemCount) {
    Dataset<Row> chosen = sample.select(col(Columns.PROBLEM_ID).as("id"));
    long all = chosen.count() + itemCount;
    Dataset<Row> held = itemShingles.groupBy(SHINGLE).agg(count(lit(1)).as("items"));
    Dataset<Row> frequencies =
        texts
            .join(chosen, "id")
            .select(explode(col("shingles")).as(SHINGLE))
            .join(held.select(SHINGLE), SHINGLE)
            .groupBy(SHINGLE)
            .agg(count(lit(1)).as("problems"));
    UDF2<Long, Long, Integer> weight = (holding, items) -> WeighedItem.weight(holding + items, all);
    return held.join(frequencies, held.col(SHINGLE).equalTo(frequencies.col(SHINGLE)), "left")
        .select(
            held.col(SHINGLE),
            col("items"),
            udf(weight, DataTypes.IntegerType)
                .apply(coalesce(col("problems"), lit(0L)), col("items"))
                .as(WEIGHT));
  }

  /** The weights of the tokens of each item. */
  private static Dataset<Row> weighed(
      Dataset<Row> items, Dataset<Row> itemShingles, Dataset<Row> weights) {
    // As many as the item has shingles.
    Dataset<Row> ofItem =
        itemShingles
            .join(weights, SHINGLE)
            .groupBy(col(ITEM).as("weighed_item"))
            .agg(collect_list(struct(SHINGLE, WEIGHT)).as("weights"));
    MapFunction<Row, Row> weigh =
        row -> {
          Map<Long, Integer> known = new HashMap<>();
          if (!row.isNullAt(5)) {
            for (Row pair : row.<Row>getList(5)) {
              known.put(pair.getLong(0), pair.getInt(1));
            }
          }
          WeighedItem item = WeighedItem.of(row.getInt(0), wording(row, 1), null, known::get);
          return RowFactory.create(row.getInt(0), ints(item.raw()), ints(item.masked()));
        };
    return items
        .join(ofItem, items.col(ITEM).equalTo(ofItem.col("weighed_item")), "left")
        .select(ITEM, HASHES, TOKENS, KINDS, ANSWER, "weights")
        .map(weigh, Encoders.row(WEIGHED));
  }

  private static Integer[] ints(short[] weights) {
    Integer[] ints = new Integer[weights.length];
    for (int i = 0; i < ints.length; i++) {
      ints[i] = (int) weights[i];
    }
    return ints;
  }

  private static short[] shorts(List<Integer> weights) {
    short[] shorts = new short[weights.size()];
    for (int i = 0; i < shorts.length; i++) {
      shorts[i] = weights.get(i).shortValue();
    }
    return shorts;
  }

  /** Pairs of a problem and an item that are worth a comparison. */
  private static Dataset<Row> candidates(
      Dataset<Row> texts, Dataset<Row> items, Dataset<Row> itemShingles, Dataset<Row> weights) {
    Dataset<Row> telling =
        itemShingles.join(
            weights.where(
                col(WEIGHT)
                    .geq(ItemIndex.LEAST_WEIGHT)
                    .and(col("items").leq(ItemIndex.MOST_ITEMS))),
            SHINGLE);
    Dataset<Row> totals = telling.groupBy(col(ITEM).as("total_item")).agg(sum(WEIGHT).as("total"));
    Dataset<Row> shared =
        texts
            .select(col("id"), col("runs"), explode(col("shingles")).as(SHINGLE))
            .join(telling.select(SHINGLE, ITEM, WEIGHT), SHINGLE)
            .groupBy("id", ITEM)
            .agg(sum(WEIGHT).as("shared"), first("runs").as("runs"));
    UDF2<scala.collection.Seq<Row>, Integer, int[]> choose =
        (offers, runs) -> {
          ItemIndex.Candidates best = new ItemIndex.Candidates();
          long most = (long) WeighedItem.FULL * Math.max(1, runs);
          for (Row offer : scala.jdk.javaapi.CollectionConverters.asJava(offers)) {
            best.offer(offer.getInt(0), offer.getLong(1), Math.min(offer.getLong(2), most));
          }
          int[] chosen = new int[best.size()];
          for (int i = 0; i < chosen.length; i++) {
            chosen[i] = best.item(i);
          }
          return chosen;
        };
    Column least = col("shared").geq(col("total").multiply(ItemIndex.CANDIDATE));
    Column ofProblem =
        col("shared").geq(col("runs").multiply(WeighedItem.FULL * ItemIndex.CANDIDATE));
    Dataset<Row> similar =
        shared
            .join(totals, col(ITEM).equalTo(col("total_item")))
            .where(least.or(ofProblem))
            .groupBy("id")
            // Bounded: a shingle of many items is none of those that tell.
            .agg(
                collect_list(struct(col(ITEM), col("shared"), col("total"))).as("offers"),
                first("runs").as("runs"))
            .select(
                col("id"),
                explode(
                        udf(choose, DataTypes.createArrayType(DataTypes.IntegerType))
                            .apply(col("offers"), col("runs")))
                    .as("candidate"));
    Dataset<Row> keys =
        items
            .groupBy(col(HASHES).getItem(0).as("high"), col(HASHES).getItem(1).as("low"))
            .agg(min(ITEM).as("candidate"));
    Dataset<Row> same =
        texts
            .select(col("id"), col(HASHES).getItem(0).as("high"), col(HASHES).getItem(1).as("low"))
            .join(
                keys,
                scala.jdk.javaapi.CollectionConverters.asScala(List.of("high", "low")).toSeq())
            .select("id", "candidate");
    return similar.union(same).distinct();
  }

  /** Every problem with its best match. */
  private Dataset<Row> compared(
      Dataset<Row> problems, Dataset<Row> candidates, Dataset<Row> items, Dataset<Row> weighed) {
    Dataset<Row> whole =
        items
            .join(weighed, ITEM)
            .select(
                col(ITEM).as("whole_item"),
                struct(ITEM, HASHES, TOKENS, KINDS, ANSWER, "raw", "masked").as("whole"));
    Dataset<Row> lists =
        candidates
            .join(whole, col("candidate").equalTo(col("whole_item")))
            .groupBy("id")
            // A handful.
            .agg(collect_list("whole").as("wholes"));
    DecontaminateConfig settings = config;
    UDF3<String, String, scala.collection.Seq<Row>, Row> best =
        (problem, answer, wholes) -> best(problem, answer, wholes, settings);
    return Decontaminate.spread(
            problems.join(lists, problems.col(Columns.PROBLEM_ID).equalTo(lists.col("id")), "left"),
            udf(best, Decontaminate.MATCHED)
                .asNondeterministic()
                .apply(col(Columns.PROBLEM), col(Columns.ANSWER), col("wholes")))
        .drop("id", "wholes");
  }

  private static Row best(
      String problem, String answer, scala.collection.Seq<Row> wholes, DecontaminateConfig config) {
    if (problem == null || wholes == null) {
      return Decontaminate.CLEAN;
    }
    ItemMatcher matcher = new ItemMatcher(config.ours());
    Wording wording = Wording.of(problem);
    ItemMatcher.Match best = ItemMatcher.Match.NONE;
    for (Row row : scala.jdk.javaapi.CollectionConverters.asJava(wholes)) {
      WeighedItem item =
          wording(row, 1)
              .weighed(
                  row.getInt(0), answer(row, 4), shorts(row.getList(5)), shorts(row.getList(6)));
      ItemMatcher.Match match = matcher.match(wording, answer, item);
      if (match.before(best)) {
        best = match;
      }
    }
    return told(best, wording, config.maxSpan());
  }
}
