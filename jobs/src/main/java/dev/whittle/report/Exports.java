// SPDX-License-Identifier: Apache-2.0
package dev.whittle.report;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.CharacterEscapes;
import com.fasterxml.jackson.core.io.SerializedString;
import dev.whittle.config.UserError;
import dev.whittle.schema.Columns;
import java.io.IOException;
import java.io.OutputStream;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;

/**
 * Hands the core set to trainers.
 *
 * <p><b>{@code limo.jsonl}</b>: LIMO's own shape with the id that leads back into the run. UTF-8
 * without a byte order mark; one object a line; lines end in {@code \n}, and no text brings a line
 * end of its own (U+0085, U+2028 and U+2029 are escaped, too); the keys are always {@code question,
 * solution, answer, problem_id}, in this order, always strings, never null; the order is by rank,
 * then id, so the first k lines are the core set of size k. The same core set gives the same bytes.
 *
 * <ul>
 *   <li>{@code question}: {@code prompt_problem} (the form that models were asked, where quality
 *       converted the statement), else {@code problem}.
 *   <li>{@code solution}: the best reasoning chain, else the official solution, else the empty
 *       string. Rows without either are exported all the same: reinforcement learning needs only
 *       question and answer, and line k stays rank k. They are counted in {@link Summary} and in
 *       the report; supervised training must leave them out ({@code solution != ""}).
 *   <li>{@code answer}: {@code prompt_answer}, else {@code answer}.
 * </ul>
 *
 * <p><b>{@code core-set.parquet}</b>: the same rows in the same order with every column of the run
 * (their comments in the footer), in one file compressed with zstd.
 *
 * <p>The other forms are {@link Trainers}, {@link DatasetFolder} and {@link Textbook}: see {@link
 * Format}.
 *
 * <p>Chains are not cut to a trainer's token limit here: that is the chains stage's bound.
 */
public final class Exports {
  private static final JsonFactory JSON = new JsonFactory();

  private Exports() {}

  /**
   * What was exported.
   *
   * @param rows problems of the core set, lines of {@code limo.jsonl}
   * @param chains of them with a reasoning chain
   * @param official of them with the official solution in its place
   * @param empty of them with neither: {@code solution} is the empty string
   * @param twins of them standing in for a row under a licence that was not wanted
   * @param leftOut rows of the core set left out for their licence
   */
  public record Summary(
      long rows, long chains, long official, long empty, long twins, long leftOut) {}

  /** What a core set can be exported as. */
  public enum Format {
    /** {@code limo.jsonl} and {@code core-set.parquet}. */
    LIMO,
    /** {@code messages.jsonl} and {@code dataset_info.json}, for LLaMA-Factory and TRL. */
    MESSAGES,
    /** {@code verl/train.parquet}, for reinforcement learning with verl. */
    VERL,
    /** {@code hf}: a Hugging Face dataset with a card. */
    HF,
    /** {@code textbook.html}: for people. */
    TEXTBOOK;

    /** The format of a name as it is written on the command line, in any case. */
    public static Format of(String name) {
      for (Format format : values()) {
        if (format.name().equalsIgnoreCase(name.trim())) {
          return format;
        }
      }
      throw new UserError(
          "Cannot export as '"
              + name
              + "' (--formats). Give some of limo, messages, verl, hf, textbook.");
    }
  }

  /**
   * Writes the core set; each file is written by one task on an executor, appears whole, and
   * replaces an older one.
   *
   * @param run the run's directory; its core-set stage must have finished
   * @param out a directory, made when missing, on a file system that driver and executors share
   * @param formats what to write
   * @return what the rows have, whatever is written
   */
  public static Summary write(SparkSession spark, String run, String out, Set<Format> formats) {
    return write(spark, run, out, formats, Optional.empty());
  }

  /**
   * The same under some licences only.
   *
   * @param licences which; absent: whatever the rows have
   */
  public static Summary write(
      SparkSession spark,
      String run,
      String out,
      Set<Format> formats,
      Optional<Licences> licences) {
    RunFolder folder = new RunFolder(spark, run);
    CoreSet all =
        folder
            .coreSet()
            .orElseThrow(
                () ->
                    new UserError(
                        "Cannot export the core set: no finished core-set stage ("
                            + folder.uri()
                            + "). Run the funnel to its end, with a recipe that has the stage."));
    CoreSet core = licences.map(which -> which.of(all, folder)).orElse(all);
    String target = folder.files().qualified(out);
    Summary summary = summary(core, licences.isPresent() ? all.rows().count() : -1);
    if (formats.contains(Format.LIMO)) {
      Dataset<Row> lines =
          core.ranked(
              core.question().as("question"),
              core.solution().as("solution"),
              core.answer().as("answer"),
              core.text(Columns.PROBLEM_ID).as("problem_id"));
      OneFile.write(lines, target + "/limo.jsonl", Exports::jsonl);
      OneFile.writeParquet(
          core.ranked(functions.col("*")).drop(Columns.REASON), target + "/core-set.parquet");
    }
    if (formats.contains(Format.MESSAGES)) {
      Trainers.messages(core, folder.files(), target);
    }
    if (formats.contains(Format.VERL)) {
      Trainers.verl(core, target + "/verl/train.parquet");
    }
    if (formats.contains(Format.HF)) {
      DatasetFolder.write(core, folder, summary, target + "/hf");
    }
    if (formats.contains(Format.TEXTBOOK)) {
      Textbook.write(core, folder, target + "/textbook.html");
    }
    return summary;
  }

  /** Counts; all is the number of rows before licences were asked for, or -1. */
  private static Summary summary(CoreSet core, long all) {
    Map<String, Long> kinds = new HashMap<>();
    core.rows()
        .groupBy(core.solutionKind().as("kind"))
        .count()
        .collectAsList()
        .forEach(row -> kinds.put(row.getString(0), row.getLong(1)));
    long chains = kinds.getOrDefault(CoreSet.CHAIN, 0L);
    long official = kinds.getOrDefault(CoreSet.OFFICIAL, 0L);
    long empty = kinds.getOrDefault(CoreSet.NONE, 0L);
    long rows = chains + official + empty;
    long twins =
        all < 0 ? 0 : core.rows().where(functions.col(Licences.STANDS_IN_FOR).isNotNull()).count();
    return new Summary(rows, chains, official, empty, twins, all < 0 ? 0 : all - rows);
  }

  private static long[] jsonl(Iterator<Row> rows, OutputStream out) throws IOException {
    long count = 0;
    try (JsonGenerator json = lines(out)) {
      while (rows.hasNext()) {
        Row row = rows.next();
        json.writeStartObject();
        for (int i = 0; i < row.length(); i++) {
          json.writeStringField(row.schema().fieldNames()[i], row.getString(i));
        }
        json.writeEndObject();
        json.writeRaw('\n');
        count++;
      }
    }
    return new long[] {count};
  }

  /** A writer of objects, one a line, whose texts bring no line ends of their own. */
  static JsonGenerator lines(OutputStream out) throws IOException {
    JsonGenerator json = JSON.createGenerator(out, JsonEncoding.UTF8);
    json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
    json.setCharacterEscapes(new LineEnds());
    json.setRootValueSeparator(null);
    return json;
  }

  /** Escapes what some readers of lines take for a line end, though JSON need not. */
  private static final class LineEnds extends CharacterEscapes {
    private static final long serialVersionUID = 1L;

    @Override
    public int[] getEscapeCodesForAscii() {
      return standardAsciiEscapesForJSON();
    }

    @Override
    public SerializableString getEscapeSequence(int ch) {
      return switch (ch) {
        case 0x85 -> new SerializedString("\\u0085");
        case 0x2028 -> new SerializedString("\\u2028");
        case 0x2029 -> new SerializedString("\\u2029");
        default -> null;
      };
    }
  }
}
