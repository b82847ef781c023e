// SPDX-License-Identifier: Apache-2.0
package dev.whittle.stages;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.pmod;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.udf;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import dev.whittle.config.DomainClassifierConfig;
import dev.whittle.config.QualityConfig;
import dev.whittle.pipeline.StageContext;
import dev.whittle.quality.DomainModel;
import dev.whittle.quality.DomainTerms;
import dev.whittle.quality.Msc;
import dev.whittle.schema.Columns;
import dev.whittle.schema.Schemas;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.classification.LogisticRegressionModel;
import org.apache.spark.ml.linalg.Matrix;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Learns to tell a problem's class of the MSC from the problems whose source gives a domain:
 * multinomial logistic regression by Spark ML over {@link DomainTerms}.
 *
 * <p>The same rows give the same model however they are partitioned: the sample is picked by a hash
 * of the problem's id, and learnt in one partition sorted by id, so that no sum depends on an
 * order.
 */
final class DomainTraining {
  private static final String MSC = "_msc";
  private static final String PICK = "_pick";
  private static final String HELD_OUT = "_held_out";
  private static final long PICKS = 1_000_000;

  /** Domains of sources that are counted; more are a source that writes a domain for each row. */
  private static final int MOST_DOMAINS = 10_000;

  private final QualityConfig config;

  DomainTraining(QualityConfig config) {
    this.config = config;
  }

  /** The model, or nothing when too few problems have a domain; says in notes and metrics which. */
  Optional<DomainModel> fit(Dataset<Row> problems, StageContext context) {
    DomainClassifierConfig wanted = config.classifier();
    Column mapped =
        udf(new Mapped(config.domains()), DataTypes.StringType).apply(col(Columns.DOMAIN));
    Dataset<Row> labelled = problems.withColumn(MSC, mapped).where(col(MSC).isNotNull());
    List<Row> all =
        problems
            .groupBy(Columns.SOURCE, Columns.DOMAIN)
            .agg(count(lit(1)).as("rows"))
            .withColumn(MSC, mapped)
            .orderBy(col("rows").desc(), col(Columns.SOURCE), col(Columns.DOMAIN))
            .limit(MOST_DOMAINS)
            .collectAsList();
    List<Row> domains = all.stream().filter(row -> !row.isNullAt(3)).toList();
    if (domains.size() == all.size()) {
      context.metric("domain_classifier", "not needed");
      return Optional.empty();
    }
    long rows = domains.stream().mapToLong(row -> row.getLong(2)).sum();
    if (rows < wanted.minRows()) {
      context.metric("domain_classifier", "none");
      context.note(
          String.format(
              Locale.ROOT,
              "domains: no classifier, %,d problems have a mapped domain and %,d are asked for"
                  + " (quality.classifier.min-rows)",
              rows,
              wanted.minRows()));
      return Optional.empty();
    }
    Dataset<Row> sample =
        context.checkpoint(
            "domain-sample",
            labelled
                .withColumn(PICK, pmod(xxhash64(col(Columns.PROBLEM_ID)), lit(PICKS)))
                .where(col(PICK).lt(share(domains, wanted.maxRowsAClass())))
                .withColumn(
                    HELD_OUT,
                    pmod(xxhash64(col(Columns.PROBLEM_ID), lit("held out")), lit(wanted.holdOut()))
                        .equalTo(0))
                .select(Columns.PROBLEM_ID, Columns.SOURCE, Columns.PROBLEM, MSC, HELD_OUT));
    Msc[] classes = classes(sample, wanted.minRowsAClass());
    if (classes.length < 2) {
      context.metric("domain_classifier", "none");
      context.note("domains: no classifier, fewer than two classes have enough problems");
      return Optional.empty();
    }
    DomainModel model = learn(sample, classes, wanted);
    measure(sample, model, classes, context);
    return Optional.of(model);
  }

  /** Below which pick a row of a class of a source is in the sample. */
  private static Column share(List<Row> domains, int most) {
    Map<List<String>, Long> rows = new LinkedHashMap<>();
    for (Row domain : domains) {
      rows.merge(List.of(domain.getString(0), domain.getString(3)), domain.getLong(2), Long::sum);
    }
    Column share = lit(PICKS);
    for (Map.Entry<List<String>, Long> entry : rows.entrySet()) {
      if (entry.getValue() > most) {
        Column here =
            col(Columns.SOURCE)
                .equalTo(entry.getKey().get(0))
                .and(col(MSC).equalTo(entry.getKey().get(1)));
        share = when(here, lit(Math.max(1, PICKS * most / entry.getValue()))).otherwise(share);
      }
    }
    return share;
  }

  private static Msc[] classes(Dataset<Row> sample, int fewest) {
    return sample
        .where(col(HELD_OUT).equalTo(false))
        .groupBy(MSC)
        .agg(count(lit(1)).as("rows"))
        .where(col("rows").geq(fewest))
        .orderBy(MSC)
        .collectAsList()
        .stream()
        .map(row -> Msc.of(row.getString(0)).orElseThrow())
        .toArray(Msc[]::new);
  }

  private static DomainModel learn(
      Dataset<Row> sample, Msc[] classes, DomainClassifierConfig wanted) {
    int places = 1 << wanted.placesLog2();
    StructType schema =
        Schemas.struct(
            Schemas.field("label", DataTypes.DoubleType, "index of the class"),
            Schemas.field("weight", DataTypes.DoubleType, "of its class"),
            Schemas.field("features", SQLDataTypes.VectorType(), "terms"));
    List<String> codes = Arrays.stream(classes).map(Msc::code).toList();
    Map<String, Long> rows = new LinkedHashMap<>();
    for (Row row :
        sample.where(col(HELD_OUT).equalTo(false)).groupBy(MSC).count().collectAsList()) {
      rows.put(row.getString(0), row.getLong(1));
    }
    // What the sources have much of says little of what the problems without a domain are.
    double[] balance = codes.stream().mapToDouble(code -> 1 / Math.sqrt(rows.get(code))).toArray();
    double heaviest = Arrays.stream(balance).max().orElseThrow();
    Dataset<Row> vectors =
        sample
            .where(col(HELD_OUT).equalTo(false).and(col(MSC).isin(codes.toArray())))
            .select(Columns.PROBLEM_ID, Columns.PROBLEM, MSC)
            .repartition(1)
            .sortWithinPartitions(Columns.PROBLEM_ID)
            .map(
                (MapFunction<Row, Row>) row -> vector(row, codes, balance, heaviest, places),
                Encoders.row(schema));
    LogisticRegressionModel fitted =
        new LogisticRegression()
            .setFamily("multinomial")
            .setMaxIter(wanted.iterations())
            .setWeightCol("weight")
            .setRegParam(wanted.regularization())
            // Terms are present or not: all on one scale, and none is common enough to be scaled
            // down.
            .setStandardization(false)
            .fit(vectors);
    Matrix matrix = fitted.coefficientMatrix();
    float[] weights = new float[places * classes.length];
    for (int place = 0; place < places; place++) {
      for (int k = 0; k < classes.length; k++) {
        weights[place * classes.length + k] = (float) matrix.apply(k, place);
      }
    }
    return new DomainModel(classes, places, weights, fitted.interceptVector().toArray());
  }

  private static Row vector(
      Row row, List<String> codes, double[] balance, double heaviest, int places) {
    int[] terms = DomainTerms.of(row.getString(1), places);
    double[] values = new double[terms.length];
    Arrays.fill(values, DomainModel.value(terms));
    int label = codes.indexOf(row.getString(2));
    return RowFactory.create(
        (double) label, balance[label] / heaviest, Vectors.sparse(places, terms, values));
  }

  /** Accuracy on the rows that were held out: in all, of each class and of each source. */
  private static void measure(
      Dataset<Row> sample, DomainModel model, Msc[] classes, StageContext context) {
    List<Row> counts =
        sample
            .where(HELD_OUT)
            .withColumn(
                "guess", udf(new Guessed(model), DataTypes.StringType).apply(col(Columns.PROBLEM)))
            .groupBy(MSC, Columns.SOURCE)
            .agg(
                count(lit(1)).as("rows"),
                sum(when(col("guess").equalTo(col(MSC)), 1L).otherwise(0L)).as("right"))
            .orderBy(MSC, Columns.SOURCE)
            .limit(MOST_DOMAINS)
            .collectAsList();
    Map<String, long[]> byClass = new TreeMap<>();
    Map<String, long[]> bySource = new TreeMap<>();
    long[] all = new long[2];
    for (Row row : counts) {
      for (long[] tally :
          List.of(
              all,
              byClass.computeIfAbsent(row.getString(0), key -> new long[2]),
              bySource.computeIfAbsent(row.getString(1), key -> new long[2]))) {
        tally[0] += row.getLong(2);
        tally[1] += row.getLong(3);
      }
    }
    context.metric("domain_classifier", "logistic regression");
    context.metric("domain_classes", Arrays.stream(classes).map(Msc::code).toList());
    context.metric("domain_held_out", all[0]);
    context.metric("domain_held_out_accuracy", accuracy(all));
    context.metric("domain_held_out_by_class", told(byClass));
    context.metric("domain_held_out_by_source", told(bySource));
    context.note(
        String.format(
            Locale.ROOT,
            "domains: a classifier of %d classes is right on %.1f %% of %,d problems held out",
            classes.length,
            100 * accuracy(all),
            all[0]));
  }

  private static double accuracy(long[] tally) {
    return tally[0] == 0 ? 0 : (double) tally[1] / tally[0];
  }

  private static List<String> told(Map<String, long[]> tallies) {
    List<String> lines = new ArrayList<>();
    tallies.forEach((name, tally) -> lines.add(name + ": " + tally[1] + " of " + tally[0]));
    return lines;
  }

  /** The code of the class that a source's domain is mapped to, or null. */
  private static final class Mapped implements UDF1<String, String> {
    private static final long serialVersionUID = 1;
    private final Map<String, String> domains;
    private transient volatile DomainGroups groups;

    Mapped(Map<String, String> domains) {
      this.domains = domains;
    }

    @Override
    public String call(String domain) {
      DomainGroups made = groups;
      if (made == null) {
        made = new DomainGroups(domains);
        groups = made;
      }
      Msc msc = made.of(domain);
      return msc == null ? null : msc.code();
    }
  }

  private record Guessed(DomainModel model) implements UDF1<String, String> {
    @Override
    public String call(String problem) {
      return model.of(problem).msc().code();
    }
  }
}
