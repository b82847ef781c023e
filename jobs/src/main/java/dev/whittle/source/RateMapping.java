// SPDX-License-Identifier: Apache-2.0
package dev.whittle.source;

import dev.whittle.config.RateSourceConfig;
import dev.whittle.config.Strip;
import dev.whittle.pipeline.Reason;
import dev.whittle.schema.Columns;
import dev.whittle.schema.Schemas;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Makes recorded solve rates of records. */
final class RateMapping implements Mapping {
  private static final long serialVersionUID = 1L;

  static final StructType SCHEMA =
      Schemas.struct(
          Schemas.field(Columns.SOURCE, DataTypes.StringType, "name of the recorded source"),
          Schemas.field("model", DataTypes.StringType, "the model's name as configured"),
          Schemas.field(Columns.PROBLEM, DataTypes.StringType, "the statement it was asked"),
          Schemas.field("n", DataTypes.IntegerType, "attempts behind the rate"),
          Schemas.field("k", DataTypes.IntegerType, "correct ones among them"),
          Schemas.field(Columns.FILE, DataTypes.StringType, "the file, relative to the root"),
          Schemas.field(ProblemMapping.ORDER, DataTypes.LongType, "orders the records of the file"),
          Schemas.field(Columns.POSITION, DataTypes.StringType, "where in the file"),
          Schemas.field(Columns.FAULT, DataTypes.StringType, "what is wrong with the record"),
          Schemas.VERDICT.apply(Columns.REASON));

  private final String source;
  private final Template model;
  private final Template problem;
  private final Template rate;
  private final Template correct;
  private final Template of;
  private final List<String> prefixes;
  private final List<String> suffixes;

  RateMapping(String source, RateSourceConfig config) {
    this.source = source;
    model = Template.parse(config.model());
    problem = Template.parse(config.map().problem());
    rate = config.map().rate().map(Template::parse).orElse(null);
    correct = config.map().correct().map(Template::parse).orElse(null);
    of = Template.parse(config.of());
    prefixes = config.strip().map(Strip::prefixes).orElse(List.of());
    suffixes = config.strip().map(Strip::suffixes).orElse(List.of());
  }

  @Override
  public StructType schema() {
    return SCHEMA;
  }

  @Override
  public Map<String, Template> templates() {
    Map<String, Template> templates = new LinkedHashMap<>();
    templates.put("model", model);
    templates.put("problem", problem);
    templates.put("rate", rate);
    templates.put("correct", correct);
    templates.put("of", of);
    templates.values().removeIf(template -> template == null);
    return templates;
  }

  @Override
  public void map(SourceRecord record, Consumer<Row> rows) {
    rows.accept(row(record));
  }

  private Row row(SourceRecord record) {
    if (record.reason() != null) {
      return rejected(record, record.reason(), record.fault());
    }
    Object value = record.value();
    String statement = problem.text(value);
    if (statement == null || statement.isBlank()) {
      return rejected(record, Reason.MISSING_PROBLEM, "the statement is empty");
    }
    if (Mapping.isBroken(statement)) {
      return rejected(record, Reason.INVALID_UTF8, "an escape that is half a character");
    }
    String count = (rate == null ? correct : rate).text(value);
    String total = of.text(value);
    try {
      double n = Double.parseDouble(String.valueOf(total));
      double k = Double.parseDouble(String.valueOf(count)) * (rate == null ? 1 : n);
      // A rate may have been rounded when it was written down; a count is a count.
      boolean whole = n == Math.rint(n) && (rate != null || k == Math.rint(k));
      if (whole && n >= 1 && n <= Integer.MAX_VALUE && k >= 0 && k <= n) {
        return RowFactory.create(
            source,
            model.text(value),
            Mapping.stripped(statement, prefixes, suffixes),
            (int) n,
            (int) Math.rint(k),
            record.file(),
            record.order(),
            record.position(),
            null,
            null);
      }
    } catch (NumberFormatException e) {
      // Falls through: said with the values below.
    }
    return rejected(
        record,
        Reason.MALFORMED_RECORD,
        (rate == null ? "" : "rate ")
            + Mapping.cut(count)
            + " of "
            + Mapping.cut(total)
            + " is no k of n");
  }

  private Row rejected(SourceRecord record, Reason reason, String fault) {
    return RowFactory.create(
        source,
        null,
        null,
        null,
        null,
        record.file(),
        record.order(),
        record.position(),
        fault,
        reason.code());
  }
}
