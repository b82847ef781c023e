// SPDX-License-Identifier: Apache-2.0
package dev.whittle.bench;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.element_at;
import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.pmod;
import static org.apache.spark.sql.functions.xxhash64;

import com.sun.management.OperatingSystemMXBean;
import dev.whittle.config.ConfigLoader;
import dev.whittle.config.CoreSetConfig;
import dev.whittle.config.CoreSetConfig.GoldSuspects;
import dev.whittle.config.CoreSetConfig.Order;
import dev.whittle.config.CoreSetConfig.QuotaShortfall;
import dev.whittle.config.CoreSetConfig.RateWeight;
import dev.whittle.config.CoreSetConfig.Selection;
import dev.whittle.config.EmbeddingsConfig;
import dev.whittle.config.Recipe;
import dev.whittle.pipeline.Manual;
import dev.whittle.pipeline.Pipeline;
import dev.whittle.pipeline.StageContext;
import dev.whittle.select.Candidates;
import dev.whittle.select.DiverseRanking;
import dev.whittle.select.FacilityLocation;
import dev.whittle.select.Neighbours;
import dev.whittle.select.Ranking;
import dev.whittle.select.SparseVectors;
import dev.whittle.select.Terms;
import dev.whittle.select.Weighing;
import dev.whittle.stages.CoreSet;
import dev.whittle.stages.Stages;
import dev.whittle.synthetic.Generator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** The selection of the core set: how long it takes, and what it is worth. See scripts/bench/select. */
public final class SelectBenchmark {
  private static final OperatingSystemMXBean PROCESS =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
  private static final int RANKS = 1_600;
  private static final int SIZE = 817;
  private static final int SMALL = 5_000;
  private static final int NEIGHBOURS = 50;
  private static final double DIVERSITY = 0.5;
  private static final int BOOTSTRAPS = 2_000;

  private SelectBenchmark() {}

  /** Arguments: a recipe to generate by, a folder to work in, rows, and a folder of problems. */
  public static void main(String[] args) {
    SparkSession spark = SparkSession.builder().appName("select benchmark").getOrCreate();
    int rows = Integer.parseInt(args[2]);
    String source = args.length > 3 ? args[3] : generated(spark, args[0], args[1], rows);
    String pool = args[1] + "/survivors";
    survivors(spark.read().parquet(source), rows).repartition(8).write().parquet(pool);
    System.out.printf(
        Locale.ROOT,
        "%,d survivors %s%n",
        spark.read().parquet(pool).count(),
        args.length > 3 ? "of a given pool" : "generated");
    speed(spark, pool, args[1]);
    Survivors some = Survivors.of(spark.read().parquet(pool), SMALL);
    greedy(spark, pool, args[1], some);
    heldOut(Survivors.of(spark.read().parquet(pool), 20_000));
    spark.stop();
  }

  private static String generated(SparkSession spark, String config, String work, int rows) {
    ConfigLoader loader =
        new ConfigLoader(
            path -> {
              try {
                Path file = Path.of(path);
                return Files.exists(file) ? Optional.of(Files.readString(file)) : Optional.empty();
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
    Recipe recipe =
        loader.load(
            new ConfigLoader.Inputs(
                config,
                Optional.empty(),
                Optional.empty(),
                List.of("generate.rows=" + rows * 2, "generate.rows-per-file=50000"),
                work),
            Recipe.class);
    Generator.write(spark, recipe.generate().orElseThrow(), work + "/generated");
    pipeline(spark, recipe, work, "exact-dedup");
    return work + "/02-exact-dedup/verdict=kept";
  }

  private static void pipeline(SparkSession spark, Recipe recipe, String run, String to) {
    Pipeline.Request request =
        new Pipeline.Request(
            recipe.recipe(),
            run,
            Stages.of(recipe),
            "",
            Optional.empty(),
            Optional.empty(),
            Optional.of(to),
            Optional.empty(),
            Manual.NONE);
    new Pipeline(spark, request, line -> {}).run();
  }

  /** The first problems by hash of their id, with domains, rates and chain scores by hash, too. */
  private static Dataset<Row> survivors(Dataset<Row> problems, int rows) {
    var groups =
        array(lit("algebra"), lit("geometry"), lit("number-theory"), lit("combinatorics"));
    return problems
        .select(col("problem_id"), col("problem"))
        .orderBy(xxhash64(col("problem_id")))
        .limit(rows)
        .withColumn("answer", lit("1"))
        .withColumn("solution", lit(null).cast("string"))
        .withColumn(
            "domain_group",
            element_at(groups, pmod(xxhash64(col("problem_id"), lit(1)), lit(4)).plus(1).cast("int")))
        .withColumn(
            "strong_solve_rate", pmod(xxhash64(col("problem_id"), lit(2)), lit(32)).divide(32.0))
        .withColumn(
            "chain_score", pmod(xxhash64(col("problem_id"), lit(3)), lit(1000)).divide(1000.0));
  }

  private static CoreSetConfig config(int ranks, int inOneTask, List<Integer> ladder) {
    return new CoreSetConfig(
        Math.min(SIZE, ranks),
        ranks,
        List.of(new RateWeight("strong", 1)),
        0.5,
        0.7,
        0.3,
        0,
        0.5,
        new Selection(
            Order.DIVERSE,
            DIVERSITY,
            NEIGHBOURS,
            inOneTask,
            0,
            new EmbeddingsConfig(List.of(), "", "", "", 1, Duration.ofSeconds(1), 1)),
        ladder,
        2,
        GoldSuspects.LEAVE_OUT,
        Map.of(),
        QuotaShortfall.REPORT);
  }

  /** Seconds of the stage, verdicts and evidence written, beside reading and writing its rows. */
  private static void speed(SparkSession spark, String pool, String work) {
    Dataset<Row> rows = spark.read().parquet(pool);
    rows.write().parquet(work + "/warm");
    Cost copy = new Cost();
    rows.write().parquet(work + "/copy");
    copy.stop();
    Cost bare = new Cost();
    judge(spark, rows, config(RANKS, 200_000, List.of()), work + "/bare");
    bare.stop();
    Cost all = new Cost();
    judge(spark, rows, config(RANKS, 200_000, List.of(100, 200, 400, 817, 1600)), work + "/judged");
    all.stop();
    System.out.printf(
        Locale.ROOT,
        "read and write              %6.1f s %6.1f CPU s%n"
            + "to a ranked %,d           %6.1f s %6.1f CPU s  %.1f x read and write%n"
            + "and the whole ladder weighed %5.1f s %6.1f CPU s%n",
        copy.wall,
        copy.cpu,
        RANKS,
        bare.wall,
        bare.cpu,
        bare.wall / copy.wall,
        all.wall,
        all.cpu);
  }

  private static Dataset<Row> judge(
      SparkSession spark, Dataset<Row> rows, CoreSetConfig config, String target) {
    new CoreSet(config).judge(rows, new Context(spark, target)).write().parquet(target + "/out");
    return spark.read().parquet(target + "/out");
  }

  /** The objective of each way over that of the plain greedy one, for the same survivors. */
  private static void greedy(SparkSession spark, String pool, String work, Survivors some) {
    Neighbours neighbours = Neighbours.of(some.vectors, NEIGHBOURS, 1_000);
    Neighbours dense = Neighbours.of(some.vectors, some.size() - 1, Integer.MAX_VALUE);
    DiverseRanking ranking = new DiverseRanking(some.candidates, neighbours, DIVERSITY, SIZE);
    Cost plainCost = new Cost();
    Ranking plain = ranking.plain(SIZE);
    plainCost.stop();
    Cost lazyCost = new Cost();
    Ranking lazy = ranking.lazy(SIZE);
    lazyCost.stop();
    int[] exact = new DiverseRanking(some.candidates, dense, DIVERSITY, SIZE).lazy(SIZE).rows();
    Dataset<Row> first =
        spark.read().parquet(pool).orderBy(xxhash64(col("problem_id"))).limit(some.size());
    int parts = 4;
    Dataset<Row> judged =
        judge(spark, first, config(SIZE, some.size() / parts, List.of()), work + "/two-rounds");
    int[] twoRounds = some.rows(judged.where("rank is not null").orderBy("rank"));
    System.out.printf(
        Locale.ROOT,
        "%nobjective at %,d of %,d, against plain greedy over %d neighbours, and over all pairs%n",
        SIZE,
        some.size(),
        NEIGHBOURS);
    double value = some.value(plain.rows(), neighbours);
    double best = some.value(exact, dense);
    System.out.printf(
        Locale.ROOT,
        "plain       %.4f %.4f  %,12d gains %6.1f s%n"
            + "lazy        %.4f %.4f  %,12d gains %6.1f s%n",
        1.0,
        some.value(plain.rows(), dense) / best,
        plain.evaluations(),
        plainCost.wall,
        some.value(lazy.rows(), neighbours) / value,
        some.value(lazy.rows(), dense) / best,
        lazy.evaluations(),
        lazyCost.wall);
    print("two rounds", some, twoRounds, neighbours, dense, value, best);
    print("by score", some, some.byScore(SIZE), neighbours, dense, value, best);
    print("random", some, some.random(SIZE), neighbours, dense, value, best);
  }

  private static void print(
      String name,
      Survivors some,
      int[] rows,
      Neighbours neighbours,
      Neighbours dense,
      double value,
      double best) {
    System.out.printf(
        Locale.ROOT,
        "%-11s %.4f %.4f%n",
        name,
        some.value(rows, neighbours) / value,
        some.value(rows, dense) / best);
  }

  /** Selects from nine tenths and asks how near the last tenth is to what was selected. */
  private static void heldOut(Survivors all) {
    int held = all.size() / 10;
    int[] seen = new int[all.size() - held];
    Arrays.setAll(seen, i -> i + held);
    int[] points = new int[held];
    Arrays.setAll(points, i -> i);
    Survivors chosen = all.only(seen);
    Neighbours neighbours =
        Neighbours.of(chosen.vectors, NEIGHBOURS, Math.max(1_000, chosen.size() / 50));
    int[] core =
        new DiverseRanking(chosen.candidates, neighbours, DIVERSITY, SIZE).lazy(SIZE).rows();
    Map<String, int[]> selections = new LinkedHashMap<>();
    selections.put("random", chosen.random(SIZE));
    selections.put("by score", chosen.byScore(SIZE));
    for (double diversity : new double[] {0.25, 0.75, 1}) {
      selections.put(
          "d = " + diversity,
          new DiverseRanking(chosen.candidates, neighbours, diversity, SIZE).lazy(SIZE).rows());
    }
    FacilityLocation coverage = new FacilityLocation(neighbours);
    double[] own = Weighing.distances(all.vectors, points, shifted(core, held));
    System.out.printf(
        Locale.ROOT,
        "%n%,d of %,d seen; %,d held out, mean distance to the nearest of the core set %.4f%n",
        SIZE,
        chosen.size(),
        held,
        Arrays.stream(own).average().orElseThrow());
    System.out.printf(
        Locale.ROOT,
        "%-11s quality %.3f, facility location %.1f%n",
        "core set",
        chosen.meanQuality(core),
        value(coverage, core));
    selections.forEach(
        (name, selection) -> {
          double[] other = Weighing.distances(all.vectors, points, shifted(selection, held));
          double[] difference = new double[held];
          Arrays.setAll(difference, i -> other[i] - own[i]);
          double[] means = bootstrap(difference);
          System.out.printf(
              Locale.ROOT,
              "%-11s quality %.3f, facility location %.1f; held out %.4f away, %.4f more, 95%% in [%.4f, %.4f]%n",
              name,
              chosen.meanQuality(selection),
              value(coverage, selection),
              Arrays.stream(other).average().orElseThrow(),
              Arrays.stream(difference).average().orElseThrow(),
              means[BOOTSTRAPS * 25 / 1000],
              means[BOOTSTRAPS - 1 - BOOTSTRAPS * 25 / 1000]);
        });
  }

  private static double value(FacilityLocation coverage, int[] rows) {
    coverage.clear();
    Arrays.stream(rows).forEach(coverage::add);
    return coverage.value();
  }

  private static int[] shifted(int[] rows, int by) {
    return Arrays.stream(rows).map(row -> row + by).toArray();
  }

  private static double[] bootstrap(double[] values) {
    Random random = new Random(1);
    double[] means = new double[BOOTSTRAPS];
    for (int i = 0; i < BOOTSTRAPS; i++) {
      double sum = 0;
      for (int k = 0; k < values.length; k++) {
        sum += values[random.nextInt(values.length)];
      }
      means[i] = sum / values.length;
    }
    Arrays.sort(means);
    return means;
  }

  /** Survivors in memory, in the order of the hash of their ids. */
  private record Survivors(
      List<String> ids, List<int[]> terms, SparseVectors vectors, Candidates candidates) {

    static Survivors of(Dataset<Row> pool, int most) {
      List<String> groups = List.of("algebra", "combinatorics", "geometry", "number-theory");
      List<Row> rows = pool.orderBy(xxhash64(col("problem_id"))).limit(most).collectAsList();
      List<String> ids = new ArrayList<>();
      List<int[]> terms = new ArrayList<>();
      int[] group = new int[rows.size()];
      double[] quality = new double[rows.size()];
      for (int i = 0; i < rows.size(); i++) {
        Row row = rows.get(i);
        ids.add(row.getAs("problem_id"));
        terms.add(Terms.of(row.getAs("problem")));
        group[i] = groups.indexOf(row.<String>getAs("domain_group"));
        quality[i] =
            0.7 * (1 - row.<Double>getAs("strong_solve_rate"))
                + 0.3 * row.<Double>getAs("chain_score");
      }
      return new Survivors(
          ids,
          terms,
          SparseVectors.of(terms),
          new Candidates(
              group, new double[] {0.25, 0.25, 0.25, 0.25}, new boolean[rows.size()], quality));
    }

    Survivors only(int[] rows) {
      List<int[]> kept = Arrays.stream(rows).mapToObj(terms::get).toList();
      return new Survivors(
          Arrays.stream(rows).mapToObj(ids::get).toList(),
          kept,
          SparseVectors.of(kept),
          new Candidates(
              Arrays.stream(rows).map(row -> candidates.groups()[row]).toArray(),
              candidates.shares(),
              new boolean[rows.length],
              Arrays.stream(rows).mapToDouble(row -> candidates.quality()[row]).toArray()));
    }

    int size() {
      return ids.size();
    }

    int[] rows(Dataset<Row> ranked) {
      Map<String, Integer> places = new HashMap<>();
      for (int i = 0; i < ids.size(); i++) {
        places.put(ids.get(i), i);
      }
      return ranked.select("problem_id").collectAsList().stream()
          .mapToInt(row -> places.get(row.getString(0)))
          .toArray();
    }

    int[] byScore(int size) {
      Integer[] all = new Integer[size()];
      Arrays.setAll(all, i -> i);
      Arrays.sort(all, Comparator.comparingDouble(row -> -candidates.quality()[row]));
      return Arrays.stream(all).limit(size).mapToInt(row -> row).toArray();
    }

    double meanQuality(int[] rows) {
      return Arrays.stream(rows).mapToDouble(row -> candidates.quality()[row]).average().orElse(0);
    }

    int[] random(int size) {
      return new Random(4).ints(0, size()).distinct().limit(size).toArray();
    }

    /** The objective of a selection over a graph, with the scale of {@link DiverseRanking}. */
    double value(int[] rows, Neighbours neighbours) {
      FacilityLocation coverage = new FacilityLocation(neighbours);
      Ranking covering = new DiverseRanking(candidates, neighbours, 1, SIZE).lazy(SIZE);
      double most = Arrays.stream(covering.coverage()).sum();
      double mean = Arrays.stream(candidates.quality()).average().orElseThrow();
      double quality = 0;
      for (int row : rows) {
        quality += candidates.quality()[row] / mean;
        coverage.add(row);
      }
      return (1 - DIVERSITY) * quality + DIVERSITY * coverage.value() * SIZE / most;
    }
  }

  private static final class Cost {
    private final long start = System.nanoTime();
    private final double cpuStart = PROCESS.getProcessCpuTime() / 1e9;
    private double wall;
    private double cpu;

    void stop() {
      wall = (System.nanoTime() - start) / 1e9;
      cpu = PROCESS.getProcessCpuTime() / 1e9 - cpuStart;
    }
  }

  /** A context that writes below a folder. */
  private record Context(SparkSession spark, String run) implements StageContext {
    @Override
    public Dataset<Row> checkpoint(String name, Dataset<Row> data) {
      data.write().parquet(run + "/" + name);
      return spark.read().parquet(run + "/" + name);
    }

    @Override
    public void table(String name, Dataset<Row> data) {
      data.write().parquet(run + "/table-" + name);
    }

    @Override
    public void metric(String name, Object value) {}

    @Override
    public void note(String line) {}
  }
}
