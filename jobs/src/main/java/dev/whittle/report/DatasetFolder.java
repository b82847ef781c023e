// SPDX-License-Identifier: Apache-2.0
package dev.whittle.report;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.substring;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import com.fasterxml.jackson.databind.JsonNode;
import dev.whittle.schema.Columns;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Row;

/**
 * A Hugging Face dataset: {@code data/train-00000-of-00001.parquet} and {@code README.md}, the
 * dataset card with the front matter that the Hub reads. {@code datasets.load_dataset("parquet",
 * ...)} and, once uploaded, {@code load_dataset(name)} load it.
 *
 * <p>The card is made of the run's own manifests: the funnel, the models with their revisions and
 * what they were asked, the rules of the stages, benchmarks, licences by source, and checksums. It
 * names no server, no key and no folder of this machine.
 */
final class DatasetFolder {
  private static final String FILE = "data/train-00000-of-00001.parquet";

  /** Licences with an identifier on the Hub, which are SPDX's in lower case. */
  private static final Set<String> KNOWN =
      Set.of(
          "apache-2.0",
          "mit",
          "bsd-2-clause",
          "bsd-3-clause",
          "cc0-1.0",
          "cc-by-3.0",
          "cc-by-4.0",
          "cc-by-sa-3.0",
          "cc-by-sa-4.0",
          "cc-by-nc-4.0",
          "cc-by-nc-sa-4.0",
          "cc-by-nc-nd-4.0",
          "cc-by-nd-4.0",
          "odc-by",
          "pddl",
          "unlicense",
          "gpl-3.0");

  /** Values that say where a server or a file is, which is nobody's business. */
  private static final Set<String> PRIVATE =
      Set.of("endpoints", "api-key-env", "ca-file", "managed", "against", "paths", "root");

  private static final int LINES = 200;
  private static final int WORDS = 400;

  private final CoreSet core;
  private final RunFolder folder;
  private final StringBuilder card = new StringBuilder();

  private DatasetFolder(CoreSet core, RunFolder folder) {
    this.core = core;
    this.folder = folder;
  }

  static void write(CoreSet core, RunFolder folder, Exports.Summary summary, String target) {
    List<Column> columns = new ArrayList<>();
    columns.add(core.question().as("question"));
    columns.add(core.solution().as("solution"));
    columns.add(core.answer().as("answer"));
    columns.add(core.number(CoreSet.RANK).cast("int").as("rank"));
    columns.add(core.text(Columns.PROBLEM_ID).as("problem_id"));
    columns.add(core.solutionKind().as("solution_kind"));
    columns.add(core.text("chain_model").as("solution_model"));
    columns.add(core.text(Columns.SOURCE).as("source"));
    columns.add(core.text(Columns.LICENSE).as("license"));
    columns.add(core.domain().as("domain"));
    columns.add(core.number("difficulty").as("difficulty"));
    columns.add(core.number("chain_score").as("chain_score"));
    columns.add(core.text("chain_band").as("chain_band"));
    for (String rate : core.solveRates(Integer.MAX_VALUE)) {
      columns.add(core.number(rate).as(rate));
    }
    columns.add(core.text("why").as("why"));
    OneFile.writeParquet(core.ranked(columns.toArray(Column[]::new)), target + "/" + FILE);
    DatasetFolder dataset = new DatasetFolder(core, folder);
    folder.files().write(target + "/README.md", dataset.card(summary, target + "/" + FILE));
  }

  private String card(Exports.Summary summary, String data) {
    List<Row> licences =
        core.rows()
            .groupBy(
                cut(core.text(Columns.LICENSE)).as("license"),
                cut(core.text(Columns.SOURCE)).as("source"))
            .agg(count(lit(1)))
            .orderBy("license", "source")
            .limit(LINES)
            .collectAsList();
    frontMatter(summary, licences);
    card.append("\n# ").append(name()).append("\n\n");
    line(
        summary.rows()
            + " math problems, ranked: every beginning of the list is a core set of its size. "
            + summary.chains()
            + " have a reasoning chain of a model, "
            + summary.official()
            + " the official solution, "
            + summary.empty()
            + " no worked solution (`solution` is empty). Selected by Whittle "
            + md(folder.run().path("build").asText("?"))
            + ", recipe `"
            + md(folder.run().path("recipe").asText("?"))
            + "`.");
    funnel();
    models();
    rules();
    licences(licences, summary);
    provenance(data);
    return card.toString();
  }

  private static Column cut(Column text) {
    return substring(coalesce(text, lit("none stated")), 1, 120);
  }

  private String name() {
    return md("Whittle core set: " + folder.run().path("recipe").asText("run"));
  }

  private void frontMatter(Exports.Summary summary, List<Row> licences) {
    Set<String> names = new TreeSet<>();
    licences.forEach(row -> names.add(row.getString(0).toLowerCase(Locale.ROOT)));
    boolean one = names.size() == 1 && KNOWN.contains(names.iterator().next());
    Row counts =
        core.rows()
            .agg(
                sum(when(core.question().rlike("\\p{IsHan}{2}"), 1L).otherwise(0L)),
                sum(when(core.question().rlike("[A-Za-z]{3}"), 1L).otherwise(0L)))
            .first();
    card.append("---\n");
    card.append("pretty_name: ").append(yaml("Whittle core set: " + recipe())).append('\n');
    card.append("license: ").append(one ? names.iterator().next() : "other").append('\n');
    if (!one) {
      card.append("license_name: by-row\n");
    }
    card.append("language:\n");
    boolean han = !counts.isNullAt(0) && counts.getLong(0) > 0;
    if (!han || counts.getLong(1) > 0) {
      card.append("- en\n");
    }
    if (han) {
      card.append("- zh\n");
    }
    card.append("task_categories:\n- question-answering\n- text-generation\n");
    card.append("tags:\n- math\n- reasoning\n- whittle\n");
    card.append("size_categories:\n- ").append(size(summary.rows())).append('\n');
    card.append("configs:\n- config_name: default\n  data_files:\n  - split: train\n    path: ")
        .append(FILE)
        .append("\n---\n");
  }

  private String recipe() {
    return folder.run().path("recipe").asText("run");
  }

  private static String size(long rows) {
    String[] steps = {"1K", "10K", "100K", "1M", "10M"};
    long limit = 1_000;
    for (int i = 0; i < steps.length; i++, limit *= 10) {
      if (rows < limit) {
        return i == 0 ? "n<1K" : steps[i - 1] + "<n<" + steps[i];
      }
    }
    return "n>10M";
  }

  private void funnel() {
    card.append(
        "\n## The funnel\n\n| stage | in | kept | rejected, by reason |\n|---|--:|--:|---|\n");
    for (JsonNode stage : folder.stages()) {
      List<String> reasons = new ArrayList<>();
      for (Map.Entry<String, JsonNode> reason : stage.path("rejected").properties()) {
        reasons.add(md(reason.getKey()) + " " + Figures.count(reason.getValue().asLong()));
      }
      row(
          md(stage.path("stage").asText()),
          Figures.count(stage.path("in").asLong()),
          Figures.count(stage.path("kept").asLong()),
          String.join(", ", reasons));
    }
  }

  private void models() {
    StringBuilder table = new StringBuilder();
    Set<String> seen = new TreeSet<>();
    for (JsonNode stage : folder.stages()) {
      for (Map.Entry<String, JsonNode> model :
          stage.path("decides").path("config").path("models").properties()) {
        if (seen.add(model.getKey() + model.getValue())) {
          JsonNode value = model.getValue();
          String asked =
              value.findValue("request") == null ? "" : words(value.findValue("request"));
          table
              .append("| ")
              .append(md(model.getKey()))
              .append(" | ")
              .append(md(value.path("backend").asText("")))
              .append(" | ")
              .append(md(value.path("revision").asText("")))
              .append(" | ")
              .append(asked)
              .append(" |\n");
        }
      }
    }
    if (!table.isEmpty()) {
      card.append("\n## Models\n\n| label | attempts | revision | sampling |\n|---|---|---|---|\n");
      card.append(table);
    }
  }

  private void rules() {
    card.append("\n## Rules\n\n| stage | configuration |\n|---|---|\n");
    for (JsonNode stage : folder.stages()) {
      JsonNode config = stage.path("decides").path("config");
      for (String part : List.of("rules", "chains")) {
        config = config.has(part) ? config.path(part) : config;
      }
      row(md(stage.path("stage").asText()), words(config));
    }
    line("\nThe run's `config.yaml` has all of it, with its comments.");
  }

  /** The values of an object, cut where they are many. */
  private static String words(JsonNode node) {
    StringBuilder out = new StringBuilder();
    for (Map.Entry<String, JsonNode> entry : node.properties()) {
      if (PRIVATE.contains(entry.getKey()) || entry.getValue().toString().length() > WORDS) {
        continue;
      }
      out.append(out.isEmpty() ? "" : "; ")
          .append(md(entry.getKey()))
          .append(": ")
          .append(
              md(
                  entry.getValue().isValueNode()
                      ? entry.getValue().asText()
                      : entry.getValue().toString().replace("\"", "")));
    }
    return out.toString();
  }

  private void licences(List<Row> licences, Exports.Summary summary) {
    card.append("\n## Licences\n\n| licence | source | problems |\n|---|---|--:|\n");
    for (Row row : licences) {
      row(md(row.getString(0)), md(row.getString(1)), Figures.count(row.getLong(2)));
    }
    line("\nThe column `license` has that of each row.");
    if (summary.twins() + summary.leftOut() > 0) {
      line(
          summary.twins()
              + " rows are duplicates under a wanted licence, in place of rows that are not; "
              + summary.leftOut()
              + " rows without such a duplicate are left out.");
    }
  }

  private void provenance(String data) {
    card.append("\n## Provenance\n\n| what | value |\n|---|---|\n");
    row("SHA-256 of `" + FILE + "`", "`" + sha256(data) + "`");
    for (JsonNode stage : folder.stages()) {
      row(
          "digest of " + md(stage.path("stage").asText()),
          "`" + md(stage.path("digest").asText()) + "`");
    }
    line("\nEqual digests are equal verdicts and evidence, wherever they were computed.");
  }

  private String sha256(String file) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      Path path = new Path(file);
      Configuration hadoop = core.rows().sparkSession().sparkContext().hadoopConfiguration();
      try (InputStream in = new DigestInputStream(path.getFileSystem(hadoop).open(path), digest)) {
        in.transferTo(OutputStream.nullOutputStream());
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + file + ": " + e.getMessage(), e);
    }
  }

  private void row(String... cells) {
    card.append("| ").append(String.join(" | ", cells)).append(" |\n");
  }

  private void line(String text) {
    card.append(text).append('\n');
  }

  /** Text that means nothing to Markdown or HTML. */
  private static String md(String text) {
    StringBuilder out = new StringBuilder();
    for (char c : text.toCharArray()) {
      switch (c) {
        case '|', '`', '*', '[', ']', '\\' -> out.append('\\').append(c);
        case '<' -> out.append("&lt;");
        case '&' -> out.append("&amp;");
        default -> out.append(c < ' ' ? ' ' : c);
      }
    }
    return out.toString();
  }

  private static String yaml(String text) {
    return '"'
        + text.replace("\\", "\\\\").replace("\"", "\\\"").replaceAll("\\p{Cntrl}", " ")
        + '"';
  }
}
