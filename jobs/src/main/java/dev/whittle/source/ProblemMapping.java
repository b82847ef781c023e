// SPDX-License-Identifier: Apache-2.0
package dev.whittle.source;

import dev.whittle.config.AnswerFrom;
import dev.whittle.config.ProblemMap;
import dev.whittle.config.SourceConfig;
import dev.whittle.config.Strip;
import dev.whittle.pipeline.Reason;
import dev.whittle.schema.Columns;
import dev.whittle.schema.Schemas;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import scala.jdk.javaapi.CollectionConverters;

/** Makes problems of records. */
final class ProblemMapping implements Mapping {
  private static final long serialVersionUID = 1L;

  /** Orders the rows of a file; dropped once ids are unique. */
  static final String ORDER = "record_order";

  static final StructType SCHEMA =
      Schemas.concat(Schemas.PROBLEM, Schemas.INGEST)
          .add(Schemas.VERDICT.apply(Columns.REASON))
          .add(Schemas.field(ORDER, DataTypes.LongType, "order within the file"));

  private final String source;
  private final String license;
  private final Integer priority;
  private final AnswerFrom answerFrom;
  private final List<String> prefixes;
  private final List<String> suffixes;
  private final Template problem;
  private final Template options;
  private final Template answer;
  private final Template solution;
  private final Template domain;
  private final Template level;
  private final Template sourceId;
  private final LinkedHashMap<String, Template> extra = new LinkedHashMap<>();

  ProblemMapping(String source, SourceConfig config) {
    ProblemMap map = config.map();
    this.source = source;
    license = config.license().orElse(null);
    priority = config.priority().orElse(null);
    answerFrom = config.answerFrom().orElse(AnswerFrom.AS_IS);
    prefixes = config.strip().map(Strip::prefixes).orElse(List.of());
    suffixes = config.strip().map(Strip::suffixes).orElse(List.of());
    problem = Template.parse(map.problem());
    options = template(map.options());
    answer = template(map.answer());
    solution = template(map.solution());
    domain = template(map.domain());
    level = template(map.level());
    sourceId = template(map.sourceId());
    map.extra().orElse(Map.of()).forEach((name, text) -> extra.put(name, Template.parse(text)));
  }

  private static Template template(Optional<String> text) {
    return text.map(Template::parse).orElse(null);
  }

  @Override
  public StructType schema() {
    return SCHEMA;
  }

  @Override
  public Map<String, Template> templates() {
    Map<String, Template> templates = new LinkedHashMap<>();
    templates.put("problem", problem);
    templates.put("options", options);
    templates.put("answer", answer);
    templates.put("solution", solution);
    templates.put("domain", domain);
    templates.put("level", level);
    templates.put("source-id", sourceId);
    extra.forEach((name, template) -> templates.put("extra." + name, template));
    templates.values().removeIf(template -> template == null);
    return templates;
  }

  @Override
  public void map(SourceRecord record, Consumer<Row> rows) {
    rows.accept(
        record.reason() == null ? row(record) : rejected(record, record.reason(), record.fault()));
  }

  private Row row(SourceRecord record) {
    Object value = record.value();
    String rawProblem = withOptions(problem.text(value), value);
    String rawAnswer = answer == null ? null : answer.text(value);
    String statement = rawProblem == null ? null : Mapping.stripped(rawProblem, prefixes, suffixes);
    String solutionText = text(solution, value);
    String domainText = text(domain, value);
    String levelText = text(level, value);
    String ownId = text(sourceId, value);
    Map<String, String> kept = new LinkedHashMap<>();
    boolean broken =
        Mapping.isBroken(statement)
            || Mapping.isBroken(rawAnswer)
            || Mapping.isBroken(solutionText)
            || Mapping.isBroken(domainText)
            || Mapping.isBroken(levelText)
            || Mapping.isBroken(ownId);
    for (Map.Entry<String, Template> entry : extra.entrySet()) {
      String text = entry.getValue().text(value);
      if (text != null) {
        kept.put(entry.getKey(), text);
        broken |= Mapping.isBroken(text);
      }
    }
    if (broken) {
      return rejected(record, Reason.INVALID_UTF8, "an escape that is half a character");
    }
    boolean missing = statement == null || statement.isBlank();
    String id = ownId == null || ownId.isEmpty() ? Ids.of(rawProblem, rawAnswer) : ownId;
    return RowFactory.create(
        Ids.of(source, id, rawProblem, rawAnswer),
        source,
        id,
        missing ? null : statement,
        answer == null || rawAnswer == null ? null : Answers.answer(answer, answerFrom, value),
        solutionText,
        domainText,
        levelText,
        license,
        CollectionConverters.asScala(kept),
        priority,
        record.file(),
        record.position(),
        missing ? Mapping.cut(record.raw()) : null,
        missing ? "the statement is empty" : null,
        missing ? Reason.MISSING_PROBLEM.code() : null,
        record.order());
  }

  private static String text(Template template, Object value) {
    return template == null ? null : template.text(value);
  }

  private Row rejected(SourceRecord record, Reason reason, String fault) {
    return RowFactory.create(
        Ids.of(source, record.file(), String.valueOf(record.order())),
        source,
        null,
        null,
        null,
        null,
        null,
        null,
        license,
        CollectionConverters.asScala(new LinkedHashMap<String, String>()),
        priority,
        record.file(),
        record.position(),
        Mapping.cut(record.raw()),
        fault,
        reason.code(),
        record.order());
  }

  /** The statement with its options below it, one a line. */
  private String withOptions(String statement, Object value) {
    if (options == null || statement == null) {
      return statement;
    }
    List<String> texts = options.texts(value);
    StringBuilder whole = new StringBuilder(statement.stripTrailing());
    List<String> labelled = new ArrayList<>();
    for (int i = 0; i < texts.size(); i++) {
      String text = texts.get(i).strip();
      char letter = (char) ('A' + i);
      labelled.add(
          texts.size() == 1 || i >= 26 || isLabelled(text, letter) ? text : letter + ". " + text);
    }
    labelled.forEach(line -> whole.append('\n').append(line));
    return texts.isEmpty() ? statement : whole.toString();
  }

  /** Whether an option starts with its letter, such as "A)", "(a)" or "A . ". */
  private static boolean isLabelled(String option, char letter) {
    int at = option.startsWith("(") ? 1 : 0;
    if (at >= option.length() || Character.toUpperCase(option.charAt(at)) != letter) {
      return false;
    }
    do {
      at++;
    } while (at < option.length() && option.charAt(at) == ' ');
    return at < option.length() && ").:\uff0e\u3001\uff1a\uff09".indexOf(option.charAt(at)) >= 0;
  }
}
