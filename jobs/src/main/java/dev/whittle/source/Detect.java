// SPDX-License-Identifier: Apache-2.0
package dev.whittle.source;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.whittle.config.AnswerFrom;
import dev.whittle.config.ProblemMap;
import dev.whittle.config.SourceConfig;
import dev.whittle.config.SourceFormat;
import dev.whittle.config.Strip;
import dev.whittle.config.UserError;
import dev.whittle.text.Visible;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;

/**
 * Finds out how to read files that no configuration describes: their shape, and which fields hold
 * the problem, the answer and the rest, by the names that public data sets use and by what the
 * first records hold. A guess, meant to be read by a person, who writes a sources file where it is
 * wrong.
 */
public final class Detect {
  private static final List<String> PROBLEM =
      List.of(
          "problem",
          "question",
          "originalquestion",
          "problemtext",
          "problemstatement",
          "questiontext",
          "statement",
          "informalstatement",
          "originaltext",
          "query",
          "prompt",
          "input",
          "instruction",
          "content",
          "text",
          "messages",
          "conversations",
          "chat");
  private static final List<String> ANSWER =
      List.of(
          "finalanswer",
          "groundtruth",
          "answer",
          "expectedanswer",
          "correctanswer",
          "goldanswer",
          "golden",
          "gold",
          "gt",
          "ans",
          "target",
          "answervalue",
          "label",
          "correct");
  private static final List<String> SOLUTION =
      List.of(
          "solution",
          "officialsolution",
          "informalsolution",
          "rationale",
          "explanation",
          "reasoning",
          "answeranalysis",
          "steps",
          "cot",
          "response",
          "output",
          "completion");
  private static final List<String> OPTIONS = List.of("options", "choices");
  private static final List<String> BODY = List.of("body", "passage", "context");
  private static final List<String> DOMAIN =
      List.of("domain", "subject", "topic", "datatopic", "subfield", "category", "type");
  private static final List<String> LEVEL = List.of("level", "difficulty", "grade");
  private static final List<String> ID = List.of("uniqueid", "problemid", "uuid", "id", "queid");
  private static final List<String> USERS = List.of("user", "human");
  private static final List<String> INSTRUCTIONS =
      List.of("step by step", "step-by-step", "boxed", "final answer");

  private static final int RECORDS = 50;
  private static final int EXAMPLE = 60;
  private static final int MIN_TAIL = 20;
  private static final int PRIORITY = 50;

  private final List<Object> records;
  private final Set<String> used = new LinkedHashSet<>();

  private Detect(List<Object> records) {
    this.records = records;
  }

  /**
   * Looks at the files behind a path, folder or glob. The first file that holds a record decides.
   *
   * @throws UserError when there is no file, none can be read, or no field looks like a problem
   */
  public static Detected source(SparkSession spark, String glob, ReadLimits limits) {
    Configuration configuration = spark.sparkContext().hadoopConfiguration();
    Inspector inspector = new Inspector(configuration, limits);
    List<FileStatus> files = inspector.files(name(glob), List.of(glob));
    inspector.throwIfAny();
    for (FileStatus status : files) {
      Inspector.Seen seen = inspector.look(status, SourceFormat.AUTO, List.of());
      if (seen.file() == null) {
        throw new UserError(
            "Cannot read '" + glob + "': file '" + seen.name() + "' " + seen.fault() + ".");
      }
      Optional<Detected> detected = detect(spark, glob, files, seen, inspector);
      if (detected.isPresent()) {
        return detected.get();
      }
    }
    throw new UserError(
        "Cannot tell what is in '" + glob + "': no file holds a record. Give other files.");
  }

  private static Optional<Detected> detect(
      SparkSession spark,
      String glob,
      List<FileStatus> files,
      Inspector.Seen seen,
      Inspector inspector) {
    SourceFile file = seen.file();
    List<Object> records =
        file.format() == SourceFormat.PARQUET ? parquet(spark, file) : seen.records();
    SourceFormat format = file.format();
    Optional<String> path = Optional.empty();
    // One document around all records looks like one record.
    if (format != SourceFormat.PARQUET
        && format != SourceFormat.CSV
        && records.size() <= 1
        && new Detect(records).problem().isEmpty()) {
      Optional<List<String>> inside = arrayIn(inspector, file);
      if (inside.isPresent()) {
        Inspector.Seen again = inspector.look(file, SourceFormat.JSON, inside.get());
        records = again.records();
        format = SourceFormat.JSON;
        path = Optional.of(new Pointer(inside.get()).toString());
      }
    }
    if (records.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(new Detect(records).describe(glob, files, file, format, path));
  }

  private static List<Object> parquet(SparkSession spark, SourceFile file) {
    List<Object> records = new ArrayList<>();
    if (file.length() == 0) {
      return records;
    }
    for (Row row :
        spark
            .read()
            .parquet(file.uri())
            .limit(RECORDS)
            .select(
                functions.to_json(
                    functions.struct(functions.col("*")), Map.of("ignoreNullFields", "false")))
            .collectAsList()) {
      try {
        records.add(Json.parse(row.getString(0), Set.of()));
      } catch (Json.Malformed e) {
        throw new IllegalStateException(e);
      }
    }
    return records;
  }

  /** The path to the first array of objects in the document that a file starts with. */
  private static Optional<List<String>> arrayIn(Inspector inspector, SourceFile file) {
    List<String> path = new ArrayList<>();
    try (JsonParser parser =
        new JsonFactory().createParser(new String(inspector.head(file), StandardCharsets.UTF_8))) {
      JsonToken token = parser.nextToken();
      String field = null;
      while (token != null) {
        if (token == JsonToken.FIELD_NAME) {
          field = parser.currentName();
        } else if (token == JsonToken.START_OBJECT && field != null) {
          path.add(field);
        } else if (token == JsonToken.END_OBJECT && !path.isEmpty()) {
          path.remove(path.size() - 1);
        } else if (token == JsonToken.START_ARRAY && field != null) {
          if (parser.nextToken() == JsonToken.START_OBJECT) {
            path.add(field);
            return Optional.of(path);
          }
          skipArray(parser);
        }
        token = parser.nextToken();
      }
    } catch (IOException e) {
      // The head ends within the document, before an array of objects.
    }
    return Optional.empty();
  }

  private static void skipArray(JsonParser parser) throws IOException {
    while (parser.currentToken() != null && parser.currentToken() != JsonToken.END_ARRAY) {
      parser.skipChildren();
      parser.nextToken();
    }
  }

  // ---- fields

  private Detected describe(
      String glob,
      List<FileStatus> files,
      SourceFile file,
      SourceFormat format,
      Optional<String> path) {
    Optional<String> problem = problem();
    if (problem.isEmpty()) {
      throw new UserError(
          "Cannot tell which field of '"
              + glob
              + "' is the problem: its fields are "
              + String.join(", ", fields())
              + ". Describe it in a sources file (pools: NAME: map: problem:).");
    }
    Optional<String> answer = find(ANSWER, false);
    Optional<String> solution = find(SOLUTION, true);
    AnswerFrom from = AnswerFrom.AS_IS;
    if (answer.isPresent()) {
      from = from(answer.get());
      if (solution.isEmpty() && (from == AnswerFrom.HASH_MARKS || from == AnswerFrom.BOXED)) {
        solution = answer;
      }
    } else if (solution.isPresent()) {
      AnswerFrom end = from(solution.get());
      if (end == AnswerFrom.HASH_MARKS || end == AnswerFrom.BOXED) {
        answer = solution;
        from = end;
      }
    }
    Optional<String> options = find(OPTIONS, false);
    Optional<String> domain = find(DOMAIN, true);
    Optional<String> level = find(LEVEL, false);
    Optional<String> id = find(ID, false);
    Optional<Strip> strip = tail(problem.get());
    ProblemMap map =
        new ProblemMap(
            problem.get(), options, answer, solution, domain, level, id, Optional.empty());
    SourceConfig config =
        new SourceConfig(
            List.of(glob),
            files.size() == 1 ? format : SourceFormat.AUTO,
            path,
            Optional.of("not stated"),
            Optional.of(PRIORITY),
            map,
            strip,
            from == AnswerFrom.AS_IS ? Optional.empty() : Optional.of(from));

    List<String> words = new ArrayList<>();
    long bytes = files.stream().mapToLong(FileStatus::getLen).sum();
    words.add(
        glob
            + ": "
            + files.size()
            + (files.size() == 1 ? " file, " : " files, ")
            + size(bytes)
            + ", "
            + format.name().toLowerCase(Locale.ROOT)
            + (file.compression() == Compression.NONE
                ? ""
                : " in " + file.compression().name().toLowerCase(Locale.ROOT))
            + path.map(pointer -> ", records at " + pointer).orElse(""));
    say(words, "problem", problem);
    say(words, "options", options);
    say(words, "answer", answer);
    if (from != AnswerFrom.AS_IS) {
      words.add("  answer-from  " + from.name().toLowerCase(Locale.ROOT).replace('_', '-'));
    }
    say(words, "solution", solution);
    say(words, "domain", domain);
    say(words, "level", level);
    say(words, "source-id", id);
    strip.ifPresent(
        found -> words.add("  stripped     \"" + found.suffixes().get(0).strip() + "\""));
    Set<String> unused = new TreeSet<>(fields());
    unused.removeAll(used);
    if (!unused.isEmpty()) {
      words.add("  not used     " + Visible.text(String.join(", ", unused)));
    }
    if (answer.isEmpty()) {
      words.add("  no field looks like an answer: quality will reject every row as no-answer");
    }
    words.add("  license not stated, priority " + PRIORITY + "; a sources file can say otherwise");
    return new Detected(name(glob), config, List.copyOf(words));
  }

  private void say(List<String> words, String key, Optional<String> template) {
    if (template.isEmpty()) {
      return;
    }
    String example = null;
    for (Object record : records) {
      example = Template.parse(template.get()).text(record);
      if (example != null && !example.isBlank()) {
        break;
      }
    }
    String line = String.valueOf(example).strip().replace('\n', ' ');
    if (line.length() > EXAMPLE) {
      line =
          line.substring(
                  0, Character.isHighSurrogate(line.charAt(EXAMPLE - 1)) ? EXAMPLE - 1 : EXAMPLE)
              + "…";
    }
    words.add(
        Visible.text(
            String.format(
                Locale.ROOT,
                "  %-12s %s   e.g. %s",
                key,
                template.get().replace("\n", "\\n"),
                line)));
  }

  private static String size(long bytes) {
    return bytes < 1 << 20
        ? (bytes + 1023) / 1024 + " KB"
        : String.format(Locale.ROOT, "%.1f MB", bytes / (double) (1 << 20));
  }

  private Set<String> fields() {
    Set<String> fields = new LinkedHashSet<>();
    for (Object record : records) {
      if (record instanceof Map<?, ?> members) {
        members.keySet().forEach(key -> fields.add((String) key));
      }
    }
    return fields;
  }

  private static String plain(String name) {
    StringBuilder plain = new StringBuilder();
    for (char c : name.toCharArray()) {
      if (Character.isLetterOrDigit(c)) {
        plain.append(Character.toLowerCase(c));
      }
    }
    return plain.toString();
  }

  private Optional<String> problem() {
    for (String wanted : PROBLEM) {
      for (String field : fields()) {
        if (plain(field).equals(wanted)) {
          Optional<String> template = problem(field);
          if (template.isPresent()) {
            used.add(field);
            return template;
          }
        }
      }
    }
    return nested(PROBLEM, true);
  }

  private Optional<String> problem(String field) {
    List<Object> values = values(List.of(field));
    Optional<String> chat = chat(field, values);
    if (chat.isPresent()) {
      return chat;
    }
    if (!mostly(values, String.class)) {
      return Optional.empty();
    }
    String own = "${" + new Pointer(List.of(field)) + "}";
    if (plain(field).equals("question")) {
      for (String other : fields()) {
        boolean body = BODY.contains(plain(other));
        if (body
            && values(List.of(other)).stream().anyMatch(Detect::isText)
            && !repeats(field, other)) {
          used.add(other);
          String join = plain(other).equals("body") ? " " : "\n";
          return Optional.of("${" + new Pointer(List.of(other)) + "}" + join + own);
        }
      }
    }
    return Optional.of(own);
  }

  /** Whether most of the questions hold the body already. */
  private boolean repeats(String question, String body) {
    int holds = 0;
    int all = 0;
    for (Object record : records) {
      if (record instanceof Map<?, ?> members
          && members.get(question) instanceof String whole
          && members.get(body) instanceof String part
          && !part.isBlank()) {
        all++;
        holds += whole.contains(part.strip()) ? 1 : 0;
      }
    }
    return holds * 2 > all;
  }

  private static boolean isText(Object value) {
    return value instanceof String text && !text.isBlank();
  }

  /** The place of the user's message in lists of messages; empty when the values are none. */
  private static Optional<String> chat(String field, List<Object> values) {
    Set<Integer> places = new LinkedHashSet<>();
    boolean last = true;
    String key = null;
    for (Object value : values) {
      if (!(value instanceof List<?> messages)) {
        return Optional.empty();
      }
      int place = 0;
      while (place < messages.size() && !isUser(messages.get(place))) {
        place++;
      }
      if (place == messages.size()) {
        return Optional.empty();
      }
      places.add(place);
      last &= place == messages.size() - 1;
      key = ((Map<?, ?>) messages.get(place)).containsKey("content") ? "content" : "value";
    }
    if (places.isEmpty() || (!last && places.size() > 1)) {
      return Optional.empty();
    }
    String token = last ? Pointer.LAST : String.valueOf(places.iterator().next());
    return Optional.of("${" + new Pointer(List.of(field, token, key)) + "}");
  }

  private static boolean isUser(Object message) {
    return message instanceof Map<?, ?> members
        && members.get(members.containsKey("role") ? "role" : "from") instanceof String role
        && USERS.contains(role);
  }

  /** A field of the record or, failing that, of an object in it, by its name. */
  private Optional<String> find(List<String> names, boolean textOnly) {
    for (String wanted : names) {
      for (String field : fields()) {
        if (plain(field).equals(wanted) && !used.contains(field)) {
          List<Object> values = values(List.of(field));
          boolean usable = values.stream().anyMatch(value -> isUsable(value, textOnly));
          if (usable) {
            used.add(field);
            return Optional.of("${" + new Pointer(List.of(field)) + "}");
          }
        }
      }
    }
    return nested(names, textOnly);
  }

  private Optional<String> nested(List<String> names, boolean textOnly) {
    for (String wanted : names) {
      for (String outer : fields()) {
        Set<String> inner = new LinkedHashSet<>();
        for (Object value : values(List.of(outer))) {
          if (value instanceof Map<?, ?> members) {
            members.keySet().forEach(key -> inner.add((String) key));
          }
        }
        for (String field : inner) {
          if (plain(field).equals(wanted)
              && values(List.of(outer, field)).stream()
                  .anyMatch(value -> isUsable(value, textOnly))) {
            used.add(outer);
            return Optional.of("${" + new Pointer(List.of(outer, field)) + "}");
          }
        }
      }
    }
    return Optional.empty();
  }

  private static boolean isUsable(Object value, boolean textOnly) {
    if (isText(value)) {
      return true;
    }
    if (textOnly || value == null) {
      return false;
    }
    return value instanceof Json.Num
        || value instanceof Boolean
        || (value instanceof List<?> items
            && !items.isEmpty()
            && items.stream().noneMatch(item -> item instanceof Map || item instanceof List));
  }

  private List<Object> values(List<String> tokens) {
    List<Object> values = new ArrayList<>();
    Pointer pointer = new Pointer(tokens);
    records.forEach(record -> pointer.find(record, values));
    return values;
  }

  private static boolean mostly(List<Object> values, Class<?> type) {
    long of = values.stream().filter(type::isInstance).count();
    return of > 0 && of * 2 >= values.size();
  }

  /** How most of the values hold an answer. */
  private AnswerFrom from(String template) {
    int marks = 0;
    int boxes = 0;
    int lists = 0;
    int all = 0;
    Pointer pointer = Template.parse(template).pointers().get(0);
    List<Object> values = new ArrayList<>();
    records.forEach(record -> pointer.find(record, values));
    for (Object value : values) {
      if (value == null) {
        continue;
      }
      all++;
      String text = Json.text(value);
      lists += value instanceof List ? 1 : 0;
      marks += Answers.afterHashMarks(text) != null ? 1 : 0;
      boxes += Answers.lastBox(text) != null ? 1 : 0;
    }
    if (marks * 2 > all) {
      return AnswerFrom.HASH_MARKS;
    }
    if (boxes * 2 > all) {
      return AnswerFrom.BOXED;
    }
    return lists * 2 > all ? AnswerFrom.JOINED_LIST : AnswerFrom.AS_IS;
  }

  /** The instruction that every problem ends in. */
  private Optional<Strip> tail(String template) {
    List<String> texts = new ArrayList<>();
    Template parsed = Template.parse(template);
    for (Object record : records) {
      String text = parsed.text(record);
      if (text != null) {
        texts.add(text);
      }
    }
    if (texts.size() < 5) {
      return Optional.empty();
    }
    String tail = texts.get(0);
    for (String text : texts) {
      int same = 0;
      while (same < Math.min(tail.length(), text.length())
          && tail.charAt(tail.length() - 1 - same) == text.charAt(text.length() - 1 - same)) {
        same++;
      }
      tail = tail.substring(tail.length() - same);
    }
    // From a sentence's start: what the problems' last words happen to share is theirs.
    int start = 0;
    while (start < tail.length()
        && !(Character.isWhitespace(tail.charAt(start))
            && start + 1 < tail.length()
            && Character.isUpperCase(tail.charAt(start + 1)))) {
      start++;
    }
    String sentence = tail.substring(start);
    String lower = sentence.toLowerCase(Locale.ROOT);
    if (sentence.length() < MIN_TAIL || INSTRUCTIONS.stream().noneMatch(lower::contains)) {
      return Optional.empty();
    }
    return Optional.of(new Strip(List.of(), Collections.singletonList(sentence)));
  }

  /** A name in kebab-case of the last part of a path that is not all pattern. */
  static String name(String glob) {
    String last = "";
    for (String part : glob.split("/")) {
      StringBuilder name = new StringBuilder();
      String stem =
          part.startsWith("*")
              ? ""
              : part.substring(0, part.contains(".") ? part.indexOf('.') : part.length());
      for (char c : stem.toLowerCase(Locale.ROOT).toCharArray()) {
        boolean plain = Character.isLetterOrDigit(c);
        if (plain) {
          name.append(c);
        } else if (name.length() > 0 && name.charAt(name.length() - 1) != '-') {
          name.append('-');
        }
      }
      String clean = name.toString();
      clean = clean.endsWith("-") ? clean.substring(0, clean.length() - 1) : clean;
      last = clean.isEmpty() ? last : clean;
    }
    return last.isEmpty() ? "pool" : last;
  }
}
