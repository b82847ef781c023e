// SPDX-License-Identifier: Apache-2.0
package dev.whittle.source;

import dev.whittle.config.AttemptSourceConfig;
import dev.whittle.config.Strip;
import dev.whittle.pipeline.Reason;
import dev.whittle.schema.Columns;
import dev.whittle.schema.Schemas;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Makes recorded texts of records, one row a text. */
final class AttemptMapping implements Mapping {
  private static final long serialVersionUID = 1L;

  static final StructType SCHEMA =
      Schemas.struct(
          Schemas.field(Columns.SOURCE, DataTypes.StringType, "name of the recorded source"),
          Schemas.field("model", DataTypes.StringType, "the model's name as configured"),
          Schemas.field(Columns.PROBLEM, DataTypes.StringType, "the statement it was asked"),
          Schemas.field("text", DataTypes.StringType, "what the model answered"),
          Schemas.field("finish_reason", DataTypes.StringType, "stop, length, or null if unknown"),
          Schemas.field(Columns.FILE, DataTypes.StringType, "the file, relative to the root"),
          Schemas.field(ProblemMapping.ORDER, DataTypes.LongType, "orders the records of the file"),
          Schemas.field("ordinal", DataTypes.IntegerType, "place among the texts of the record"),
          Schemas.field(Columns.POSITION, DataTypes.StringType, "where in the file"),
          Schemas.field(Columns.FAULT, DataTypes.StringType, "what is wrong with the record"),
          Schemas.VERDICT.apply(Columns.REASON));

  private final String source;
  private final Template model;
  private final Template problem;
  private final ArrayList<Template> texts = new ArrayList<>();
  private final Template finishReason;
  private final List<String> prefixes;
  private final List<String> suffixes;

  AttemptMapping(String source, AttemptSourceConfig config) {
    this.source = source;
    model = Template.parse(config.model());
    problem = Template.parse(config.map().problem());
    config.map().texts().forEach(text -> texts.add(Template.parse(text)));
    finishReason = config.map().finishReason().map(Template::parse).orElse(null);
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
    for (int i = 0; i < texts.size(); i++) {
      templates.put("texts." + i, texts.get(i));
    }
    if (finishReason != null) {
      templates.put("finish-reason", finishReason);
    }
    return templates;
  }

  @Override
  public void map(SourceRecord record, Consumer<Row> rows) {
    if (record.reason() != null) {
      rows.accept(rejected(record, record.reason(), record.fault()));
      return;
    }
    Object value = record.value();
    String statement = problem.text(value);
    if (statement == null || statement.isBlank()) {
      rows.accept(rejected(record, Reason.MISSING_PROBLEM, "the statement is empty"));
      return;
    }
    String stripped = Mapping.stripped(statement, prefixes, suffixes);
    String name = model.text(value);
    String finish = finishReason == null ? null : finishReason.text(value);
    int ordinal = 0;
    for (Template template : texts) {
      for (String text : template.texts(value)) {
        rows.accept(
            Mapping.isBroken(text) || Mapping.isBroken(stripped)
                ? rejected(record, Reason.INVALID_UTF8, "an escape that is half a character")
                : row(record, name, stripped, text, finish, ordinal));
        ordinal++;
      }
    }
    if (ordinal == 0) {
      rows.accept(rejected(record, Reason.MALFORMED_RECORD, "no text of the model"));
    }
  }

  private Row row(
      SourceRecord record, String name, String statement, String text, String finish, int ordinal) {
    return RowFactory.create(
        source,
        name,
        statement,
        text,
        finish,
        record.file(),
        record.order(),
        ordinal,
        record.position(),
        null,
        null);
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
        0,
        record.position(),
        fault,
        reason.code());
  }
}
