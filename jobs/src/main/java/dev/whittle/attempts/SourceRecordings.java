// SPDX-License-Identifier: Apache-2.0
package dev.whittle.attempts;

import dev.whittle.config.AttemptSourceConfig;
import dev.whittle.config.RateSourceConfig;
import dev.whittle.schema.Columns;
import dev.whittle.solve.AttemptKey;
import dev.whittle.source.ReadLimits;
import dev.whittle.source.SourceReader;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructType;

/** Recordings in files, as the sections {@code attempts} and {@code rates} of the sources say. */
public final class SourceRecordings implements Recordings {
  private final Map<String, AttemptSourceConfig> attempts;
  private final Map<String, RateSourceConfig> rates;
  private final ReadLimits limits;

  public SourceRecordings(
      Map<String, AttemptSourceConfig> attempts,
      Map<String, RateSourceConfig> rates,
      ReadLimits limits) {
    this.attempts = attempts;
    this.rates = rates;
    this.limits = limits;
  }

  @Override
  public Set<String> textNames() {
    return attempts.keySet();
  }

  @Override
  public Set<String> rateNames() {
    return rates.keySet();
  }

  @Override
  public Dataset<Row> texts(SparkSession spark, List<String> names) {
    return usable(SourceReader.attempts(spark, only(attempts, names), limits), TEXT);
  }

  @Override
  public Dataset<Row> rates(SparkSession spark, List<String> names) {
    return usable(SourceReader.rates(spark, only(rates, names), limits), RATE);
  }

  @Override
  public Map<String, String> fingerprints(SparkSession spark, List<String> names) {
    Map<String, List<String>> paths = new LinkedHashMap<>();
    Map<String, String> mappings = new LinkedHashMap<>();
    for (String name : names) {
      AttemptSourceConfig text = attempts.get(name);
      RateSourceConfig rate = rates.get(name);
      if (text != null) {
        paths.put("attempts " + name, text.paths());
        mappings.put(
            "attempts " + name, mapping(text.format(), text.records(), text.map(), text.strip()));
      }
      if (rate != null) {
        paths.put("rates " + name, rate.paths());
        mappings.put(
            "rates " + name,
            mapping(rate.format(), rate.records(), rate.map(), rate.of(), rate.strip()));
      }
    }
    Map<String, String> fingerprints = new TreeMap<>();
    SourceReader.fingerprint(spark, paths, limits)
        .forEach(
            (kind, content) ->
                // A name may stand for texts and for rates; then both decide.
                fingerprints.merge(
                    kind.substring(kind.indexOf(' ') + 1),
                    AttemptKey.requestHash(content, mappings.get(kind)),
                    (left, right) -> AttemptKey.requestHash(left, right)));
    return fingerprints;
  }

  /** Everything but the paths, which differ from machine to machine. */
  private static String mapping(Object... parts) {
    return Arrays.toString(parts);
  }

  private static <C> Map<String, C> only(Map<String, C> sources, List<String> names) {
    Map<String, C> only = new LinkedHashMap<>();
    names.forEach(name -> only.put(name, sources.get(name)));
    return only;
  }

  /** A record that gave nothing has a reason; it is no attempt, so it is left out. */
  private static Dataset<Row> usable(Dataset<Row> rows, StructType schema) {
    return rows.filter(functions.col(Columns.REASON).isNull())
        .select(Arrays.stream(schema.fieldNames()).map(functions::col).toArray(Column[]::new));
  }
}
