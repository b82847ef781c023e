// SPDX-License-Identifier: Apache-2.0
package dev.whittle.synthetic;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.github.luben.zstd.ZstdOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPOutputStream;

/**
 * The file shapes of the sources that are written by hand, byte for byte the same for the same
 * rows.
 */
final class Shapes {
  private static final JsonFactory JSON = new JsonFactory();

  private Shapes() {}

  /** Writes rows of one source into one file. */
  interface Writer extends Closeable {
    void write(PoolRow row) throws IOException;
  }

  /** What follows the name of a part file. */
  static String suffix(Source source) {
    return switch (source) {
      case SCHOOL -> ".jsonl.gz";
      case CONTEST -> ".json";
      case EXAMS -> ".csv";
      case STORIES, WEB -> ".jsonl";
      case ZH -> ".jsonl.zst";
      case RL -> throw new IllegalArgumentException("Spark writes Parquet");
    };
  }

  static Writer open(Source source, OutputStream file) throws IOException {
    return switch (source) {
      case SCHOOL -> new Lines(new GZIPOutputStream(file), Shapes::school);
      case CONTEST -> new Array(file);
      case EXAMS -> new Csv(file);
      case STORIES -> new Lines(file, Shapes::story);
      case ZH -> new Lines(new ZstdOutputStream(file), Shapes::chinese);
      case WEB -> new Lines(file, Shapes::web);
      case RL -> throw new IllegalArgumentException("Spark writes Parquet");
    };
  }

  /** Whether a statement can stand over two fields. */
  static boolean splits(String problem) {
    return problem.lastIndexOf(". ") > 0;
  }

  private interface Fields {
    void write(JsonGenerator json, PoolRow row) throws IOException;
  }

  private static void school(JsonGenerator json, PoolRow row) throws IOException {
    json.writeStringField("id", row.id());
    json.writeStringField("question", row.problem());
    boolean answered = row.answer() != null && !row.answer().isEmpty();
    json.writeStringField(
        "answer", answered ? row.solution() + "\n#### " + row.answer() : row.solution());
    json.writeStringField("topic", row.domain());
    json.writeNumberField("grade", row.level());
  }

  private static void contest(JsonGenerator json, PoolRow row) throws IOException {
    json.writeStringField("id", row.id());
    json.writeStringField("problem", row.problem());
    json.writeStringField("level", "Level " + row.level());
    json.writeStringField(
        "type", Character.toUpperCase(row.domain().charAt(0)) + row.domain().substring(1));
    json.writeStringField("solution", row.solution());
    json.writeStringField("answer", row.answer());
  }

  private static void story(JsonGenerator json, PoolRow row) throws IOException {
    int end = row.problem().lastIndexOf(". ");
    json.writeStringField("id", row.id());
    json.writeStringField("body", row.problem().substring(0, end + 1));
    json.writeStringField("question", row.problem().substring(end + 2));
    json.writeStringField("response", row.solution());
    json.writeNumberField("difficulty", row.level());
  }

  private static void chinese(JsonGenerator json, PoolRow row) throws IOException {
    json.writeStringField("id", row.id());
    json.writeStringField("original_text", row.problem());
    json.writeStringField("ans", row.answer());
    json.writeStringField("analysis", row.solution());
    json.writeNumberField("difficulty", row.level());
  }

  private static void web(JsonGenerator json, PoolRow row) throws IOException {
    json.writeStringField("id", row.id());
    if (row.problem() != null) {
      json.writeStringField("text", row.problem());
    }
    json.writeFieldName("final_answer");
    if (number(row.answer())) {
      json.writeNumber(row.answer());
    } else {
      json.writeString(row.answer());
    }
    json.writeStringField("category", row.domain());
    json.writeNumberField("difficulty", row.level());
  }

  private static boolean number(String answer) {
    return answer != null
        && answer.length() < 16
        && answer.matches("-?(0|[1-9][0-9]*)(\\.[0-9]+)?");
  }

  private static String object(Fields fields, PoolRow row) throws IOException {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartObject();
      fields.write(json, row);
      json.writeEndObject();
    }
    return text.toString();
  }

  private record Lines(OutputStream out, Fields fields) implements Writer {
    @Override
    public void write(PoolRow row) throws IOException {
      String line = object(fields, row);
      byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
      switch (row.kind()) {
        case BROKEN_JSON ->
            out.write(line.substring(0, line.length() * 2 / 3).getBytes(StandardCharsets.UTF_8));
        case INVALID_UTF8 -> {
          // A lead byte without its second byte, inside the statement.
          int at =
              line.substring(0, line.indexOf("\"text\"") + 9)
                  .getBytes(StandardCharsets.UTF_8)
                  .length;
          out.write(bytes, 0, at);
          out.write(0xC3);
          out.write('(');
          out.write(bytes, at, bytes.length - at);
        }
        default -> out.write(bytes);
      }
      out.write('\n');
    }

    @Override
    public void close() throws IOException {
      out.close();
    }
  }

  private static final class Array implements Writer {
    private final OutputStream out;
    private String before = "[\n";

    Array(OutputStream out) {
      this.out = out;
    }

    @Override
    public void write(PoolRow row) throws IOException {
      out.write((before + object(Shapes::contest, row)).getBytes(StandardCharsets.UTF_8));
      before = ",\n";
    }

    @Override
    public void close() throws IOException {
      out.write("\n]\n".getBytes(StandardCharsets.UTF_8));
      out.close();
    }
  }

  private static final class Csv implements Writer {
    private final OutputStream out;

    Csv(OutputStream out) throws IOException {
      this.out = out;
      out.write(
          "id,subject,difficulty,problem,answer,solution\r\n".getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void write(PoolRow row) throws IOException {
      String line =
          String.join(
              ",",
              row.id(),
              row.domain(),
              Integer.toString(row.level()),
              quoted(row.problem()),
              quoted(row.answer()),
              quoted(row.solution().replace(". ", ".\n")));
      out.write((line + "\r\n").getBytes(StandardCharsets.UTF_8));
    }

    private static String quoted(String text) {
      return text == null ? "" : "\"" + text.replace("\"", "\"\"") + "\"";
    }

    @Override
    public void close() throws IOException {
      out.close();
    }
  }

  /** A benchmark item as a line of JSON. */
  static byte[] item(Pool.Item item) throws IOException {
    StringWriter line = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(line)) {
      json.writeStartObject();
      json.writeStringField("id", item.id());
      json.writeStringField("problem", item.problem());
      json.writeStringField("answer", item.answer());
      json.writeEndObject();
    }
    return line.append('\n').toString().getBytes(StandardCharsets.UTF_8);
  }
}
