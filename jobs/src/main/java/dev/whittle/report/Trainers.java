// SPDX-License-Identifier: Apache-2.0
package dev.whittle.report;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.whittle.pipeline.RunFiles;
import dev.whittle.schema.Columns;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Row;

/**
 * The core set in the layouts of trainers.
 *
 * <p>{@code messages.jsonl}: {@code {"messages": [{"role": "system" | "user" | "assistant",
 * "content": text}, ...], "problem_id": text}} a line, by rank, as LLaMA-Factory (data/README: the
 * sharegpt format with OpenAI's tags, which {@code dataset_info.json} declares) and TRL (its
 * conversational format) read it. Rows without a worked solution are not in it: there is nothing to
 * imitate. The system prompt is LIMO's.
 *
 * <p>{@code verl/train.parquet}: the columns that verl's data preprocessing documents: {@code
 * data_source}, {@code prompt} (a list of messages), {@code ability}, {@code reward_model} with
 * {@code style} and {@code ground_truth}, {@code extra_info}. Every row of the core set, by rank.
 * verl chooses its reward function by {@code data_source}: {@value #REWARD} is the one that
 * compares what is boxed. Where a problem really comes from stands in {@code extra_info.source}.
 */
final class Trainers {
  /** LIMO's, from its published training configuration. */
  static final String INSTRUCTION =
      "Please reason step by step, and put your final answer within \\boxed{}.";

  static final String REWARD = "lighteval/MATH";

  private Trainers() {}

  static void messages(CoreSet core, RunFiles files, String out) {
    OneFile.write(
        core.ranked(
            core.question().as("question"),
            core.solution().as("solution"),
            core.text(Columns.PROBLEM_ID).as("problem_id")),
        out + "/messages.jsonl",
        Trainers::lines);
    Map<String, Object> tags = new LinkedHashMap<>();
    tags.put("role_tag", "role");
    tags.put("content_tag", "content");
    tags.put("user_tag", "user");
    tags.put("assistant_tag", "assistant");
    tags.put("system_tag", "system");
    Map<String, Object> set = new LinkedHashMap<>();
    set.put("file_name", "messages.jsonl");
    set.put("formatting", "sharegpt");
    set.put("columns", Map.of("messages", "messages"));
    set.put("tags", tags);
    files.writeJson(out + "/dataset_info.json", Map.of("whittle_core_set", set));
  }

  private static long[] lines(Iterator<Row> rows, OutputStream out) throws IOException {
    long count = 0;
    try (JsonGenerator json = Exports.lines(out)) {
      while (rows.hasNext()) {
        Row row = rows.next();
        if (row.getString(1).isEmpty()) {
          continue;
        }
        json.writeStartObject();
        json.writeArrayFieldStart("messages");
        message(json, "system", INSTRUCTION);
        message(json, "user", row.getString(0));
        message(json, "assistant", row.getString(1));
        json.writeEndArray();
        json.writeStringField("problem_id", row.getString(2));
        json.writeEndObject();
        json.writeRaw('\n');
        count++;
      }
    }
    return new long[] {count};
  }

  private static void message(JsonGenerator json, String role, String content) throws IOException {
    json.writeStartObject();
    json.writeStringField("role", role);
    json.writeStringField("content", content);
    json.writeEndObject();
  }

  static void verl(CoreSet core, String target) {
    List<Column> extra = new ArrayList<>();
    extra.add(lit("train").as("split"));
    extra.add(core.number(CoreSet.RANK).cast("long").minus(1).as("index"));
    extra.add(core.text(Columns.PROBLEM_ID).as("problem_id"));
    extra.add(core.text(Columns.SOURCE).as("source"));
    extra.add(core.text(Columns.LICENSE).as("license"));
    extra.add(core.number("difficulty").as("difficulty"));
    for (String rate : core.solveRates(Integer.MAX_VALUE)) {
      extra.add(core.number(rate).as(rate));
    }
    OneFile.writeParquet(
        core.ranked(
            lit(REWARD).as("data_source"),
            array(
                    struct(
                        lit("user").as("role"),
                        concat(core.question(), lit(" " + INSTRUCTION)).as("content")))
                .as("prompt"),
            lit("math").as("ability"),
            struct(lit("rule").as("style"), core.answer().as("ground_truth")).as("reward_model"),
            struct(extra.toArray(Column[]::new)).as("extra_info")),
        target);
  }
}
