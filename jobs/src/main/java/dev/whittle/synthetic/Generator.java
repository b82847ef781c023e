// SPDX-License-Identifier: Apache-2.0
package dev.whittle.synthetic;

import dev.whittle.config.GeneratorConfig;
import dev.whittle.schema.Schemas;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.SerializableConfiguration;

/**
 * Writes a synthetic pool:
 *
 * <ul>
 *   <li>{@code pool/SOURCE/part-*}, seven sources in seven shapes;
 *   <li>{@code benchmark/synthetic-exam.jsonl};
 *   <li>{@code truth/*.parquet}, a row for every planted row: {@code source, source_id, kind,
 *       of_source, of, note}.
 * </ul>
 *
 * <p>The same configuration gives the same problems and the same bytes, Parquet's own aside, on any
 * number of executors: a part file holds {@code rows-per-file} consecutive rows' share of its
 * source.
 */
public final class Generator {
  /** The benchmark's name in the side file. */
  static final String BENCHMARK = "synthetic-exam";

  /** What chat prompts of the source {@code rl} end in; the demo's mapping strips it. */
  static final String PROMPT_TAIL =
      "\nPlease reason step by step, and put your final answer within \\boxed{}.";

  private static final StructType MESSAGE =
      new StructType(new StructField[] {plain("content"), plain("role")});
  private static final StructType PROMPTS =
      new StructType(
          new StructField[] {
            plain("data_source"),
            new StructField("prompt", DataTypes.createArrayType(MESSAGE), true, Metadata.empty()),
            plain("ability"),
            new StructField(
                "reward_model",
                new StructType(new StructField[] {plain("ground_truth"), plain("style")}),
                true,
                Metadata.empty()),
            new StructField(
                "extra_info",
                new StructType(new StructField[] {plain("index"), plain("level")}),
                true,
                Metadata.empty())
          });

  private static final StructType TRUTH =
      Schemas.struct(
          Schemas.field("source", DataTypes.StringType, "source of the planted row"),
          Schemas.field(
              "source_id",
              DataTypes.StringType,
              "its id in the source; of unreadable records it only names the row"),
          Schemas.field("kind", DataTypes.StringType, "what was planted"),
          Schemas.field(
              "of_source",
              DataTypes.StringType,
              "source of the row it was made from, or the benchmark; null when it was made from nothing"),
          Schemas.field(
              "of",
              DataTypes.StringType,
              "id of the row or of the benchmark item it was made from"),
          Schemas.field("note", DataTypes.StringType, "names of the edits, or of the defect"));

  private Generator() {}

  /**
   * Writes all of it.
   *
   * @param out a folder without a pool yet, on a file system that driver and executors share
   */
  public static void write(SparkSession spark, GeneratorConfig config, String out) {
    Configuration hadoop = spark.sparkContext().hadoopConfiguration();
    SerializableConfiguration settings = new SerializableConfiguration(hadoop);
    Pool pool = new Pool(config);
    writeBenchmark(pool, hadoop, out);
    int partitions =
        Math.toIntExact((config.rows() + config.rowsPerFile() - 1) / config.rowsPerFile());
    JavaRDD<Long> indices =
        spark.range(0, config.rows(), 1, partitions).toJavaRDD().map(index -> index);
    indices.foreachPartition(part -> writeFiles(config, part, settings.value(), out));
    spark
        .createDataFrame(
            indices.mapPartitions(
                rows(config, (all, index) -> all.mayBeOf(Source.RL, index), Generator::prompt)),
            PROMPTS)
        .write()
        .option("compression", "zstd")
        .parquet(out + "/pool/" + Source.RL.code());
    spark
        .createDataFrame(
            indices.mapPartitions(rows(config, Pool::mayBePlanted, Generator::truth)), TRUTH)
        .write()
        .option("compression", "zstd")
        .parquet(out + "/truth");
  }

  /** One row of output for some rows of the pool; travels to the executors. */
  private interface Picked extends java.io.Serializable {
    Optional<Row> row(PoolRow row);
  }

  /** Whether a row is worth making; travels to the executors. */
  private interface Worth extends java.io.Serializable {
    boolean making(Pool pool, long index);
  }

  private static FlatMapFunction<Iterator<Long>, Row> rows(
      GeneratorConfig config, Worth worth, Picked picked) {
    return part -> {
      Pool pool = new Pool(config);
      Iterable<Long> indices = () -> part;
      return StreamSupport.stream(indices.spliterator(), false)
          .filter(index -> worth.making(pool, index))
          .flatMap(index -> picked.row(pool.row(index)).map(Stream::of).orElseGet(Stream::empty))
          .iterator();
    };
  }

  private static Optional<Row> prompt(PoolRow row) {
    if (row.source() != Source.RL) {
      return Optional.empty();
    }
    Row message = RowFactory.create(row.problem() + PROMPT_TAIL, "user");
    return Optional.of(
        RowFactory.create(
            "synthetic/" + row.family(),
            new Row[] {message},
            row.domain(),
            RowFactory.create(row.answer(), "rule"),
            RowFactory.create(row.id(), Integer.toString(row.level()))));
  }

  private static Optional<Row> truth(PoolRow row) {
    return row.kind() == Kind.ORIGINAL
        ? Optional.empty()
        : Optional.of(
            RowFactory.create(
                row.source().code(),
                row.id(),
                row.kind().code(),
                row.ofSource(),
                row.of(),
                row.note()));
  }

  private static void writeBenchmark(Pool pool, Configuration hadoop, String out) {
    try (PartFile file = new PartFile(hadoop, out + "/benchmark/" + BENCHMARK + ".jsonl", 0)) {
      for (Pool.Item item : pool.benchmark()) {
        file.out().write(Shapes.item(item));
      }
      file.out().close();
      file.publish();
    } catch (IOException e) {
      throw new UncheckedIOException(
          "Cannot write the benchmark into " + out + ": " + e.getMessage(), e);
    }
  }

  private static void writeFiles(
      GeneratorConfig config, Iterator<Long> part, Configuration hadoop, String out)
      throws IOException {
    Pool pool = new Pool(config);
    try (Files files = new Files(hadoop, out)) {
      while (part.hasNext()) {
        PoolRow row = pool.row(part.next());
        if (row.source() != Source.RL) {
          files.pool(row.source()).write(row);
        }
      }
      files.publish();
    }
  }

  /** The files of one task, opened when their first row comes, named by its partition. */
  private static final class Files implements AutoCloseable {
    private final Configuration hadoop;
    private final String out;
    private final List<PartFile> open = new ArrayList<>();
    private final Map<Source, Shapes.Writer> pool = new EnumMap<>(Source.class);

    Files(Configuration hadoop, String out) {
      this.hadoop = hadoop;
      this.out = out;
    }

    Shapes.Writer pool(Source source) throws IOException {
      Shapes.Writer writer = pool.get(source);
      if (writer == null) {
        writer = Shapes.open(source, part("pool/" + source.code(), Shapes.suffix(source)));
        pool.put(source, writer);
      }
      return writer;
    }

    private OutputStream part(String folder, String suffix) throws IOException {
      TaskContext task = TaskContext.get();
      String name = String.format(Locale.ROOT, "part-%05d", task.partitionId()) + suffix;
      PartFile file = new PartFile(hadoop, out + "/" + folder + "/" + name, task.taskAttemptId());
      open.add(file);
      return file.out();
    }

    void publish() throws IOException {
      for (Shapes.Writer writer : pool.values()) {
        writer.close();
      }
      for (PartFile file : open) {
        file.publish();
      }
    }

    @Override
    public void close() throws IOException {
      for (PartFile file : open) {
        file.close();
      }
    }
  }

  private static StructField plain(String name) {
    return new StructField(name, DataTypes.StringType, true, Metadata.empty());
  }
}
