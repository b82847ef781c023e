// SPDX-License-Identifier: Apache-2.0
package dev.whittle.report;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.lower;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.trim;
import static org.apache.spark.sql.functions.udf;
import static org.apache.spark.sql.functions.when;

import dev.whittle.answer.AnswerVerifier;
import dev.whittle.answer.VerifierPolicy;
import dev.whittle.config.UserError;
import dev.whittle.schema.Columns;
import dev.whittle.schema.Schemas;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF2;
import org.apache.spark.sql.types.DataTypes;

/**
 * The core set under some licences only. A row under another one is replaced by a twin that the run
 * rejected as its duplicate, if one is under a permitted licence and has no other answer: the same
 * text first, then the same but for its format, then a near duplicate. A row without such a twin is
 * left out. What is no licence by name ("none stated") permits nothing.
 *
 * <p>A twin keeps the rank, the scores and the model's chain of the row it stands for; text,
 * solution, source, extra fields and id are its own, and {@code stands_in_for} says for whom it
 * stands.
 */
public final class Licences {
  /** What {@code permissive} means: no share-alike, no restriction of use. */
  private static final Set<String> PERMISSIVE =
      Set.of(
          "apache-2.0",
          "mit",
          "bsd-2-clause",
          "bsd-3-clause",
          "isc",
          "cc0-1.0",
          "cc-by-3.0",
          "cc-by-4.0",
          "odc-by",
          "pddl",
          "unlicense");

  /** The id of the row that a twin replaced; the core set has the column only here. */
  static final String STANDS_IN_FOR = "stands_in_for";

  private static final String TWIN = "__twin";
  private static final String OF = "__of";

  private final Set<String> permitted;

  private Licences(Set<String> permitted) {
    this.permitted = permitted;
  }

  /**
   * Licences by name, in any case; {@code permissive} stands for those that ask for no more than
   * credit.
   */
  public static Licences of(List<String> names) {
    Set<String> permitted = new TreeSet<>();
    for (String name : names) {
      String clean = name.trim().toLowerCase(Locale.ROOT);
      if (clean.isEmpty()) {
        throw new UserError(
            "Cannot export under no licence (--licenses). Give names such as MIT,Apache-2.0, or permissive.");
      }
      if (clean.equals("permissive")) {
        permitted.addAll(PERMISSIVE);
      } else {
        permitted.add(clean);
      }
    }
    return new Licences(permitted);
  }

  private Column permitted(Column license) {
    return coalesce(lower(trim(license)), lit("")).isin(permitted.toArray());
  }

  /** The rows that may be given away. */
  CoreSet of(CoreSet core, RunFolder folder) {
    Dataset<Row> rows = core.rows();
    Dataset<Row> own = rows.where(permitted(core.text(Columns.LICENSE)));
    Dataset<Row> others = rows.where(permitted(core.text(Columns.LICENSE)).equalTo(false));
    Optional<Dataset<Row>> twins = twins(folder);
    own = own.withColumn(STANDS_IN_FOR, lit(null).cast(DataTypes.StringType));
    if (twins.isEmpty()) {
      return new CoreSet(own);
    }
    Column agrees =
        udf((UDF2<String, String, Boolean>) Licences::agree, DataTypes.BooleanType)
            .apply(others.col(Columns.ANSWER), col(TWIN + ".answer"));
    Dataset<Row> best =
        others
            .select(Columns.PROBLEM_ID, Columns.ANSWER)
            .join(twins.get(), others.col(Columns.PROBLEM_ID).equalTo(col(OF)))
            .where(agrees)
            .groupBy(OF)
            .agg(min(struct(col("__order"), col("__id"))).as("__best"));
    Dataset<Row> chosen =
        best.join(
                twins.get().withColumnRenamed(OF, "__for"),
                col("__for")
                    .equalTo(col(OF))
                    .and(col("__best.__order").equalTo(col("__order")))
                    .and(col("__best.__id").equalTo(col("__id"))))
            .select(OF, TWIN);
    Dataset<Row> replaced =
        others
            .join(chosen, others.col(Columns.PROBLEM_ID).equalTo(col(OF)))
            .select(columns(others));
    return new CoreSet(own.unionByName(replaced));
  }

  /** Those that a duplicate stage rejected, with whose duplicate they are. */
  private Optional<Dataset<Row>> twins(RunFolder folder) {
    Optional<Dataset<Row>> exact = folder.rejected("exact-dedup");
    Optional<Dataset<Row>> near = folder.rejected("near-dedup");
    List<Dataset<Row>> all = new ArrayList<>();
    exact.ifPresent(
        rows ->
            all.add(
                twins(
                    rows,
                    col("exact_duplicate_of"),
                    when(col("exact_edge_class").equalTo("exact"), 0).otherwise(1))));
    near.ifPresent(rows -> all.add(twins(rows, col("near_duplicate_of"), lit(2))));
    if (exact.isPresent() && near.isPresent()) {
      Dataset<Row> between =
          near.get()
              .where(col("near_duplicate_of").isNotNull())
              .select(
                  col(Columns.PROBLEM_ID).as("__between"), col("near_duplicate_of").as("__end"));
      all.add(
          twins(
              exact.get().join(between, col("exact_duplicate_of").equalTo(col("__between"))),
              col("__end"),
              lit(3)));
    }
    return all.stream().reduce(Dataset::unionByName);
  }

  private Dataset<Row> twins(Dataset<Row> rows, Column of, Column order) {
    List<Column> fields =
        Arrays.stream(Schemas.PROBLEM.fieldNames())
            .map(name -> col(name).cast(Schemas.PROBLEM.apply(name).dataType()).as(name))
            .toList();
    return rows.where(of.isNotNull().and(permitted(col(Columns.LICENSE))))
        .select(
            of.as(OF),
            order.as("__order"),
            col(Columns.PROBLEM_ID).as("__id"),
            struct(fields.toArray(Column[]::new)).as(TWIN));
  }

  private static Column[] columns(Dataset<Row> rows) {
    List<String> own = Arrays.asList(Schemas.PROBLEM.fieldNames());
    boolean sourced = Arrays.asList(rows.columns()).contains("chain_source");
    Column official = sourced ? rows.col("chain_source").equalTo("official") : lit(false);
    List<Column> columns = new ArrayList<>();
    for (String name : rows.columns()) {
      Column column = rows.col(name);
      Column twin = col(TWIN + "." + name);
      if (name.equals(Columns.ANSWER)) {
        column = coalesce(twin, column);
      } else if (own.contains(name)) {
        column = twin;
      } else if (name.equals("chain")) {
        // The official solution of the other row is under the licence that is not wanted.
        column = when(official, col(TWIN + "." + Columns.SOLUTION)).otherwise(column);
      } else if (name.equals("raw") || name.startsWith("prompt_")) {
        column = lit(null).cast(rows.schema().apply(name).dataType());
      }
      columns.add(column.as(name, rows.schema().apply(name).metadata()));
    }
    columns.add(rows.col(Columns.PROBLEM_ID).as(STANDS_IN_FOR));
    return columns.toArray(Column[]::new);
  }

  /** A twin without an answer says nothing against the row's. */
  private static boolean agree(String answer, String twin) {
    return twin == null
        || twin.isBlank()
        || answer != null
            && (answer.equals(twin) || Verifier.EXACT.matches(answer, "\\boxed{" + twin + "}"));
  }

  /** Made when an executor asks first. */
  private static final class Verifier {
    private static final AnswerVerifier EXACT = new AnswerVerifier(VerifierPolicy.exact());
  }
}
