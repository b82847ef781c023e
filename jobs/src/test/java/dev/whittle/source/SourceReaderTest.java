// SPDX-License-Identifier: Apache-2.0
package dev.whittle.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.whittle.TestSpark;
import dev.whittle.config.AnswerFrom;
import dev.whittle.config.AttemptMap;
import dev.whittle.config.AttemptSourceConfig;
import dev.whittle.config.ProblemMap;
import dev.whittle.config.RateMap;
import dev.whittle.config.RateSourceConfig;
import dev.whittle.config.SourceConfig;
import dev.whittle.config.SourceFormat;
import dev.whittle.config.Strip;
import dev.whittle.config.UserError;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourceReaderTest {
  private static final SparkSession SPARK = TestSpark.session();

  @TempDir Path folder;

  private ReadLimits limits() {
    return new ReadLimits(1 << 16, 64 << 20, 128 << 20, 8 << 20, folder.toString());
  }

  private Path write(String name, String text) throws IOException {
    return write(name, text.getBytes(StandardCharsets.UTF_8));
  }

  private Path write(String name, byte[] bytes) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.write(file, bytes);
  }

  private static byte[] gzip(String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return bytes.toByteArray();
  }

  static ProblemMap map(String problem, String answer) {
    return new ProblemMap(
        problem,
        Optional.empty(),
        Optional.ofNullable(answer),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  private SourceConfig source(String glob, SourceFormat format, ProblemMap map) {
    return new SourceConfig(
        List.of(folder + "/" + glob),
        format,
        Optional.empty(),
        Optional.of("MIT"),
        Optional.of(10),
        map,
        Optional.empty(),
        Optional.empty());
  }

  private SourceConfig source(String glob) {
    return source(glob, SourceFormat.AUTO, map("${/q}", "${/a}"));
  }

  private List<Row> read(SourceConfig source, ReadLimits limits) {
    List<Row> rows =
        new ArrayList<>(SourceReader.problems(SPARK, Map.of("s", source), limits).collectAsList());
    rows.sort(
        Comparator.comparing((Row row) -> row.<String>getAs("file"))
            .thenComparing(
                row -> {
                  String place = row.getAs("position");
                  return String.format("%12s", place.substring(place.lastIndexOf(' ') + 1));
                }));
    return rows;
  }

  private List<Row> read(SourceConfig source) {
    return read(source, limits());
  }

  private static List<String> column(List<Row> rows, String name) {
    List<String> values = new ArrayList<>();
    rows.forEach(row -> values.add(row.getAs(name)));
    return values;
  }

  @Test
  void keepsEveryLineThatIsARecordAndRejectsEachOtherByItself() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes("{\"q\": \"one\", \"a\": \"1\"}\n\n".getBytes(StandardCharsets.UTF_8));
    bytes.writeBytes("{\"q\": \"tw\n".getBytes(StandardCharsets.UTF_8));
    bytes.writeBytes("{\"q\": \"b".getBytes(StandardCharsets.UTF_8));
    bytes.write(0xff);
    bytes.writeBytes("d\", \"a\": \"1\"}\r\n".getBytes(StandardCharsets.UTF_8));
    bytes.writeBytes("{\"q\": \"  \", \"a\": \"1\"}\n".getBytes(StandardCharsets.UTF_8));
    bytes.writeBytes("{\"a\": \"1\"}\n17\n".getBytes(StandardCharsets.UTF_8));
    bytes.writeBytes("{\"q\": \"\\ud83d\", \"a\": \"1\"}\n".getBytes(StandardCharsets.UTF_8));
    bytes.writeBytes("{\"q\": \"last\", \"a\": null}".getBytes(StandardCharsets.UTF_8));
    write("a.jsonl", bytes.toByteArray());

    List<Row> rows = read(source("a.jsonl"));

    assertThat(column(rows, "position"))
        .containsExactly(
            "line 1", "line 3", "line 4", "line 5", "line 6", "line 7", "line 8", "line 9");
    assertThat(column(rows, "reason"))
        .containsExactly(
            null,
            "malformed-record",
            "invalid-utf8",
            "missing-problem",
            "missing-problem",
            "malformed-record",
            "invalid-utf8",
            null);
    assertThat(column(rows, "problem"))
        .containsExactly("one", null, null, null, null, null, null, "last");
    assertThat(column(rows, "raw").subList(1, 3))
        .containsExactly("{\"q\": \"tw", "{\"q\": \"b\ufffdd\", \"a\": \"1\"}\r");
    assertThat(column(rows, "file")).containsOnly("a.jsonl");
    assertThat(column(rows, "problem_id")).doesNotHaveDuplicates();
  }

  @Test
  void splitsLinesAtLineFeedsOnly() throws IOException {
    write("a.jsonl", "{\"q\": \"x\u2028y\u0085z\", \"a\": \"1\"}\n{\"q\": \"n\", \"a\": \"2\"}\n");

    assertThat(column(read(source("a.jsonl")), "problem")).containsExactly("x\u2028y\u0085z", "n");
  }

  @Test
  void readsEveryLineOnceForAnySplits() throws IOException {
    StringBuilder text = new StringBuilder("\ufeff");
    for (int i = 0; i < 60; i++) {
      text.append("{\"q\": \"problem ")
          .append(i)
          .append(" of é\"}\n")
          .append(i % 7 == 0 ? "\n" : "");
    }
    Path path = write("a.jsonl", text.toString());
    SourceFile file =
        new SourceFile(
            path.toUri().toString(),
            "a.jsonl",
            Files.size(path),
            Compression.NONE,
            SourceFormat.JSONL,
            List.of());
    List<String> whole = pieces(file, Files.size(path));
    assertThat(whole).hasSize(60);

    for (int split = 1; split < 70; split++) {
      assertThat(pieces(file, split)).as("pieces of %s bytes", split).isEqualTo(whole);
    }
  }

  private static List<String> pieces(SourceFile file, long split) throws IOException {
    List<String> raws = new ArrayList<>();
    for (Piece piece : Piece.of("s", file, split)) {
      try (PieceReader reader =
          new PieceReader(
              piece, java.util.Set.of(), 1 << 16, SPARK.sparkContext().hadoopConfiguration())) {
        while (reader.hasNext()) {
          SourceRecord record = reader.next();
          assertThat(record.reason()).isNull();
          raws.add(record.raw());
        }
      }
    }
    return raws;
  }

  @Test
  void tellsPlacesInSplitFilesByTheirByte() throws IOException {
    write("a.jsonl", "{\"q\": \"a\", \"a\": \"1\"}\n{\"q\": \"b\", \"a\": \"1\"}\n");
    ReadLimits limits = new ReadLimits(1 << 16, 20, 1 << 20, 1 << 20, folder.toString());
    assertThat(column(read(source("a.jsonl"), limits), "position"))
        .containsExactly("byte 0", "byte 21");
  }

  @Test
  void keepsTheTextOfNumbersAndNul() throws IOException {
    write(
        "a.jsonl",
        "{\"q\": \"a\\u0000b\", \"a\": 1.50}\n{\"q\": \"c\", \"a\": 18}\n"
            + "{\"q\": \"d\", \"a\": 1e400}\n{\"q\": \"e\", \"a\": NaN}\n");
    Dataset<Row> rows = SourceReader.problems(SPARK, Map.of("s", source("a.jsonl")), limits());
    String out = folder.resolve("out").toString();
    rows.write().parquet(out);

    assertThat(
            SPARK.read().parquet(out).orderBy("position").collectAsList().stream()
                .map(row -> row.<String>getAs("problem") + "=" + row.<String>getAs("answer")))
        .containsExactly("a\u0000b=1.50", "c=18", "d=1e400", "e=NaN");
  }

  @Test
  void readsArraysAndConcatenatedObjectsWithoutLosingTheNeighboursOfABadRecord()
      throws IOException {
    write(
        "a.json",
        "\ufeff[\n {\"q\": \"a } ] \\\" {\", \"a\": [1]},\n {\"q\": oops},\n {\"q\": \"b\",\"a\":{\"x\":1}}\n]\n");
    write("b.json", "{\n  \"q\": \"c\",\n  \"a\": \"1\"\n}\n{\n  \"q\": \"d\",\n  \"a\": \"2\"\n}");

    List<Row> rows = read(source("*.json"));

    assertThat(column(rows, "problem")).containsExactly("a } ] \" {", null, "b", "c", "d");
    assertThat(column(rows, "answer")).containsExactly("1", null, "{\"x\":1}", "1", "2");
    assertThat(column(rows, "reason").get(1)).isEqualTo("malformed-record");
    assertThat(column(rows, "position"))
        .containsExactly("record 1", "record 2", "record 3", "record 1", "record 2");
  }

  @Test
  void saysFromWhereTheRestOfABrokenDocumentIsLost() throws IOException {
    write("a.json", "[{\"q\": \"a\", \"a\": \"1\"}, {\"q\": \"b, \"a\": \"2\"}]");
    write("b.json", "[{\"q\": \"c\", \"a\": \"1\"}, ");

    List<Row> rows = read(source("*.json"));

    assertThat(column(rows, "reason"))
        .containsExactly(null, "malformed-record", null, "malformed-record");
    assertThat(column(rows, "fault").get(1)).contains("from byte 23 to the end of the file");
    assertThat(column(rows, "fault").get(3)).contains("array is not closed, from byte 23");
  }

  @Test
  void readsTheRecordsInsideOfADocument() throws IOException {
    write(
        "a.json",
        "{\"n\": {\"details\": [1]}, \"x\": {\"details\": [{\"q\": \"a\"}, {\"q\": \"b\"}], \"z\": 1}}");
    SourceConfig config = source("a.json", SourceFormat.AUTO, map("${/q}", null));
    SourceConfig inside =
        new SourceConfig(
            config.paths(),
            config.format(),
            Optional.of("/x/details"),
            config.license(),
            config.priority(),
            config.map(),
            Optional.empty(),
            Optional.empty());

    assertThat(column(read(inside), "problem")).containsExactly("a", "b");
  }

  @Test
  void rejectsAnOversizeRecordAndGoesOn() throws IOException {
    String large = "x".repeat(100_000);
    write("a.jsonl", "{\"q\": \"" + large + "\", \"a\": \"1\"}\n{\"q\": \"b\", \"a\": \"2\"}\n");
    write("b.json", "[{\"q\": \"" + large + "\", \"a\": \"1\"}, {\"q\": \"c\", \"a\": \"2\"}]");

    List<Row> rows = read(source("*.json*"));

    assertThat(column(rows, "reason")).containsExactly("oversize", null, "oversize", null);
    assertThat(column(rows, "problem")).containsExactly(null, "b", null, "c");
    assertThat(column(rows, "raw").get(0)).hasSize(4096);
  }

  @Test
  void readsCsvWithQuotedLineBreaksAndPointersByHeader() throws IOException {
    write(
        "a.csv",
        "ID,Problem Text,Answer\r\n1,\"two\nlines, \"\"quoted\"\"\",5\" pipe\r\n\r\n2,x\n3,y,\n4,\"z\n");

    List<Row> rows =
        read(source("a.csv", SourceFormat.AUTO, map("${/Problem Text}", "${/Answer}")));

    assertThat(column(rows, "problem")).containsExactly("two\nlines, \"quoted\"", null, "y", null);
    assertThat(column(rows, "answer")).containsExactly("5\" pipe", null, null, null);
    assertThat(column(rows, "fault").get(1)).isEqualTo("2 fields where the header has 3");
    assertThat(column(rows, "fault").get(3)).contains("a quote is not closed, from byte");
    assertThat(column(rows, "position")).containsExactly("line 2", "line 5", "line 6", "line 7");
  }

  @Test
  void readsParquetWithChatPrompts() {
    String out = folder.resolve("p").toString();
    SPARK
        .sql(
            "select array(named_struct('role','system','content','Be brief.'),"
                + " named_struct('role','user','content',concat('What is ',id,'+1? Think.'))) prompt,"
                + " named_struct('ground_truth', cast(id + 1 as string)) reward_model"
                + " from range(3)")
        .coalesce(1)
        .write()
        .parquet(out);
    SourceConfig config =
        source(
            "p",
            SourceFormat.AUTO,
            map("${/prompt/last/content}", "${/reward_model/ground_truth}"));
    SourceConfig stripped =
        new SourceConfig(
            config.paths(),
            config.format(),
            config.records(),
            config.license(),
            config.priority(),
            config.map(),
            Optional.of(new Strip(List.of("What is "), List.of(" Think."))),
            Optional.empty());

    List<Row> rows = read(stripped);

    assertThat(column(rows, "problem")).containsExactly("0+1?", "1+1?", "2+1?");
    assertThat(column(rows, "answer")).containsExactly("1", "2", "3");
    assertThat(column(rows, "position")).containsExactly("row 0", "row 1", "row 2");
    assertThat(column(rows, "file")).allMatch(name -> name.startsWith("p/part-"));
  }

  @Test
  void unpacksByContentWhateverTheName() throws IOException {
    ByteArrayOutputStream members = new ByteArrayOutputStream();
    members.writeBytes(gzip("{\"q\": \"a\", \"a\": \"1\"}\n"));
    members.writeBytes(gzip("{\"q\": \"b\", \"a\": \"1\"}\n"));
    write("1.jsonl", members.toByteArray());
    write(
        "2.json",
        packed(
            new Packer() {
              @Override
              public OutputStream open(OutputStream out) throws IOException {
                return new com.github.luben.zstd.ZstdOutputStream(out);
              }
            },
            "{\"q\": \"c\", \"a\": \"1\"}\n"));
    write(
        "3.xz",
        packed(
            new Packer() {
              @Override
              public OutputStream open(OutputStream out) throws IOException {
                return new org.tukaani.xz.XZOutputStream(out, new org.tukaani.xz.LZMA2Options(1));
              }
            },
            "{\"q\": \"d\", \"a\": \"1\"}\n"));
    write(
        "4",
        packed(
            new Packer() {
              @Override
              public OutputStream open(OutputStream out) throws IOException {
                return new org.apache.commons.compress.compressors.bzip2
                    .BZip2CompressorOutputStream(out);
              }
            },
            "{\"q\": \"e\", \"a\": \"1\"}\n"));

    assertThat(column(read(source("*")), "problem")).containsExactly("a", "b", "c", "d", "e");
  }

  private interface Packer {
    OutputStream open(OutputStream out) throws IOException;
  }

  private static byte[] packed(Packer packer, String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out = packer.open(bytes)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return bytes.toByteArray();
  }

  @Test
  void keepsWhatCanBeUnpackedOfADamagedFile() throws IOException {
    StringBuilder text = new StringBuilder();
    java.util.Random random = new java.util.Random(3);
    for (int i = 0; i < 3000; i++) {
      text.append("{\"q\": \"").append(random.nextLong()).append("\", \"a\": \"1\"}\n");
    }
    byte[] whole = gzip(text.toString());
    write("a.jsonl.gz", java.util.Arrays.copyOf(whole, whole.length / 2));

    List<Row> rows = read(source("a.jsonl.gz"));

    long kept = rows.stream().filter(row -> row.getAs("reason") == null).count();
    assertThat(kept).isBetween(1000L, 2000L);
    List<Row> bad = rows.stream().filter(row -> row.getAs("reason") != null).toList();
    assertThat(bad).isNotEmpty();
    assertThat(bad.get(bad.size() - 1).<String>getAs("fault")).contains("cannot be unpacked");
  }

  @Test
  void givesIdsThatStandStillButTellEqualRowsApart() throws IOException {
    write(
        "a.jsonl",
        "{\"q\": \"x\", \"a\": \"1\"}\n{\"q\": \"x\", \"a\": \"1\"}\n{\"q\": \"y\", \"a\": \"1\"}\n");
    List<String> first = column(read(source("a.jsonl")), "problem_id");
    assertThat(first).doesNotHaveDuplicates().allMatch(id -> id.matches("[0-9a-f]{32}"));
    assertThat(first.get(0)).isEqualTo(Ids.of("s", Ids.of("x", "1"), "x", "1"));

    write(
        "a.jsonl",
        "{\"q\": \"y\", \"a\": \"1\"}\n\n{\"q\": \"x\", \"a\": \"1\"}\n{\"q\": \"x\", \"a\": \"1\"}\n");
    assertThat(column(read(source("a.jsonl")), "problem_id"))
        .containsExactlyInAnyOrderElementsOf(first);
  }

  @Test
  void tellsEverythingThatIsWrongBeforeAnyWork() throws IOException {
    write("a.jsonl", "{\"question\": \"x\", \"answer\": \"1\"}\n");
    write("b.csv", "Problem,Answer\nx,1\n");
    write("c.bin", "what is this");
    Map<String, SourceConfig> sources =
        Map.of(
            "near", source("a.jsonl", SourceFormat.AUTO, map("${/questoin}", "${/answer}")),
            "csv", source("b.csv", SourceFormat.AUTO, map("${/Problem}", "${/reward/truth}")),
            "none", source("nothing-*.jsonl"),
            "shape", source("c.bin"),
            "variable", source("a.jsonl", SourceFormat.AUTO, map("${question}", null)),
            "format", source("a.jsonl", SourceFormat.JSONL, map("${/question}", null)),
            "wrong", source("b.csv", SourceFormat.JSONL, map("${/Problem}", null)));

    assertThatThrownBy(() -> SourceReader.problems(SPARK, sources, limits()))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("6 problems")
        .hasMessageContaining(
            "source 'near': map.problem: no record has /questoin; did you mean 'question'")
        .hasMessageContaining("fields: answer, question (in 'a.jsonl')")
        .hasMessageContaining("source 'csv': map.answer: no record has /reward/truth")
        .hasMessageContaining("there is no file '")
        .hasMessageContaining("file 'c.bin' is of no shape known here")
        .hasMessageContaining("'question' is an unknown variable")
        .hasMessageContaining("file 'b.csv' has no readable record of the format jsonl");
  }

  @Test
  void checksEverySourceOfARunAtOnce() throws IOException {
    write("a.jsonl", "{\"q\": \"x\", \"a\": \"1\"}\n");
    AttemptSourceConfig attempts =
        new AttemptSourceConfig(
            List.of(folder + "/a.jsonl"),
            SourceFormat.AUTO,
            Optional.empty(),
            "m",
            new AttemptMap("${/q}", List.of("${/text}"), Optional.empty()),
            Optional.empty());

    assertThatThrownBy(
            () ->
                SourceReader.check(
                    SPARK,
                    Map.of("p", source("a.jsonl")),
                    Map.of("b", source("none.jsonl")),
                    Map.of("t", attempts),
                    Map.of(),
                    limits()))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("2 problems")
        .hasMessageContaining("source 'b': paths: there is no file")
        .hasMessageContaining("source 't': map.texts.0: no record has /text");
  }

  @Test
  void addsLetteredOptionsAndReadsAnswersOutOfTexts() throws IOException {
    write(
        "a.jsonl",
        "{\"b\":\"Pick.\",\"q\":\"Which?\",\"o\":[\"4\",\"5\"],\"a\":\"so 7\\n#### 7\"}\n"
            + "{\"b\":null,\"q\":\"Which?\",\"o\":[\"(A)4\",\"B ) 5\"],\"a\":\"none\"}\n");
    ProblemMap map =
        new ProblemMap(
            "${/b} ${/q}",
            Optional.of("${/o}"),
            Optional.of("${/a}"),
            Optional.of("${/a}"),
            Optional.of("algebra"),
            Optional.empty(),
            Optional.empty(),
            Optional.of(Map.of("choice", "${/o/0}")));
    SourceConfig config = source("a.jsonl", SourceFormat.AUTO, map);
    SourceConfig marks =
        new SourceConfig(
            config.paths(),
            config.format(),
            config.records(),
            config.license(),
            config.priority(),
            map,
            Optional.empty(),
            Optional.of(AnswerFrom.HASH_MARKS));

    List<Row> rows = read(marks);

    assertThat(column(rows, "problem"))
        .containsExactly("Pick. Which?\nA. 4\nB. 5", "Which?\n(A)4\nB ) 5");
    assertThat(column(rows, "answer")).containsExactly("7", null);
    assertThat(column(rows, "domain")).containsOnly("algebra");
    assertThat(rows.get(0).getJavaMap(9)).isEqualTo(Map.of("choice", "4"));
  }

  @Test
  void readsAttemptsOneTextARow() throws IOException {
    write(
        "a.jsonl",
        "{\"p\": \"Q: one?\", \"r\": [\"t1\", \"t2\"]}\n{\"p\": \"Q: two?\", \"r\": []}\nbad\n");
    AttemptSourceConfig config =
        new AttemptSourceConfig(
            List.of(folder + "/a.jsonl"),
            SourceFormat.AUTO,
            Optional.empty(),
            "qwen",
            new AttemptMap("${/p}", List.of("${/r}"), Optional.empty()),
            Optional.of(new Strip(List.of("Q: "), List.of())));

    List<Row> rows =
        SourceReader.attempts(SPARK, Map.of("s", config), limits())
            .orderBy("record_order", "ordinal")
            .collectAsList();

    assertThat(column(rows, "problem")).containsExactly("one?", "one?", null, null);
    assertThat(column(rows, "text")).containsExactly("t1", "t2", null, null);
    assertThat(column(rows, "reason"))
        .containsExactly(null, null, "malformed-record", "malformed-record");
  }

  @Test
  void readsRatesAsWholeCounts() throws IOException {
    write(
        "a.jsonl",
        "{\"p\": \"one?\", \"r\": 0.078125}\n{\"p\": \"two?\", \"r\": 1.5}\n{\"p\": \"x\"}\n");
    RateSourceConfig config =
        new RateSourceConfig(
            List.of(folder + "/a.jsonl"),
            SourceFormat.AUTO,
            Optional.empty(),
            "m",
            new RateMap("${/p}", Optional.of("${/r}"), Optional.empty()),
            "64",
            Optional.empty());

    List<Row> rows =
        SourceReader.rates(SPARK, Map.of("s", config), limits())
            .orderBy("record_order")
            .collectAsList();

    assertThat(rows.get(0).<Integer>getAs("k")).isEqualTo(5);
    assertThat(rows.get(0).<Integer>getAs("n")).isEqualTo(64);
    assertThat(column(rows, "fault"))
        .containsExactly(null, "rate 1.5 of 64 is no k of n", "rate null of 64 is no k of n");
  }

  @Test
  void fingerprintsContentAndNameButNotPlaceOrTime() throws IOException {
    write("x/a.jsonl", "{\"q\": \"x\"}\n");
    write("y/a.jsonl", "{\"q\": \"x\"}\n");
    String first = fingerprint("x");
    assertThat(fingerprint("y")).isEqualTo(first);
    write("y/a.jsonl", "{\"q\": \"y\"}\n");
    assertThat(fingerprint("y")).isNotEqualTo(first);
  }

  private String fingerprint(String root) {
    String path = folder.resolve(root).toString();
    return SourceReader.fingerprint(
            SPARK, Map.of("s", List.of(path + "/*.jsonl")), new ReadLimits(1 << 16, 1, 1, 1, path))
        .get("s");
  }
}
