// SPDX-License-Identifier: Apache-2.0
package dev.whittle.source;

import dev.whittle.config.AttemptSourceConfig;
import dev.whittle.config.Problems;
import dev.whittle.config.RateSourceConfig;
import dev.whittle.config.SourceConfig;
import dev.whittle.config.SourceFormat;
import dev.whittle.config.UserError;
import dev.whittle.pipeline.Reason;
import dev.whittle.schema.Columns;
import dev.whittle.schema.Schemas;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.SerializableConfiguration;
import org.apache.spark.util.TaskCompletionListener;

/**
 * Reads sources of any shape into rows. Every method first looks at all files (their existence,
 * their shape, the mapping against their first records) and fails with one {@link UserError} that
 * lists all that is wrong; after that nothing in a file is an error any more, but a row with a
 * reason.
 *
 * <p>One task reads a packed, JSON or CSV file as a whole, holding one record at a time; unpacked
 * JSONL is read in pieces; small files are grouped. Parquet is read by Spark.
 */
public final class SourceReader {
  private final SparkSession spark;
  private final ReadLimits limits;
  private final Inspector inspector;
  private final Configuration configuration;
  private final Map<List<SourceFile>, Dataset<Row>> opened = new HashMap<>();

  private SourceReader(SparkSession spark, ReadLimits limits) {
    this.spark = spark;
    this.limits = limits;
    this.configuration = spark.sparkContext().hadoopConfiguration();
    this.inspector = new Inspector(configuration, limits);
  }

  /**
   * Problems of pools or benchmarks: {@link Schemas#PROBLEM}, {@link Schemas#INGEST} and {@code
   * reason}, one row a record, each with an id of its own. Ids do not depend on the order of files
   * and rows, except that of rows that are equal in source, source id, problem and answer the first
   * by file and place has the plain id. Null and empty answers are no reason here.
   *
   * @throws UserError when files or mappings are wrong
   */
  public static Dataset<Row> problems(
      SparkSession spark, Map<String, SourceConfig> sources, ReadLimits limits) {
    SourceReader reader = new SourceReader(spark, limits);
    Map<String, Mapping> mappings = reader.mappings(sources, ProblemMapping::new);
    Map<String, List<SourceFile>> files =
        reader.inspect(
            sources, mappings, SourceConfig::paths, SourceConfig::format, SourceConfig::records);
    Dataset<Row> rows = reader.rows(ProblemMapping.SCHEMA, mappings, files);
    return reader.withUniqueIds(rows, files);
  }

  /**
   * Recorded texts of models, one row a text: {@code source, model, problem, text, finish_reason,
   * file, record_order, ordinal, position, fault, reason}. A record that gives no text is one row
   * with a {@code reason} and without problem and text. Order by source, file, record_order and
   * ordinal is the order of the recording.
   *
   * @throws UserError when files or mappings are wrong
   */
  public static Dataset<Row> attempts(
      SparkSession spark, Map<String, AttemptSourceConfig> sources, ReadLimits limits) {
    SourceReader reader = new SourceReader(spark, limits);
    Map<String, Mapping> mappings = reader.mappings(sources, AttemptMapping::new);
    return reader.rows(
        AttemptMapping.SCHEMA,
        mappings,
        reader.inspect(
            sources,
            mappings,
            AttemptSourceConfig::paths,
            AttemptSourceConfig::format,
            AttemptSourceConfig::records));
  }

  /**
   * Recorded solve rates: {@code source, model, problem, n, k, file, record_order, position, fault,
   * reason}, where k of n is the recorded rate rounded to whole attempts. A record without a rate
   * is a row with a {@code reason} and without problem, n and k.
   *
   * @throws UserError when files or mappings are wrong
   */
  public static Dataset<Row> rates(
      SparkSession spark, Map<String, RateSourceConfig> sources, ReadLimits limits) {
    SourceReader reader = new SourceReader(spark, limits);
    Map<String, Mapping> mappings = reader.mappings(sources, RateMapping::new);
    return reader.rows(
        RateMapping.SCHEMA,
        mappings,
        reader.inspect(
            sources,
            mappings,
            RateSourceConfig::paths,
            RateSourceConfig::format,
            RateSourceConfig::records));
  }

  /**
   * Looks at the files and mappings of all sources of a run, so that nothing of it is found out
   * hours later: what {@link #problems}, {@link #attempts} and {@link #rates} would say, at once.
   *
   * @throws UserError when anything is wrong
   */
  public static void check(
      SparkSession spark,
      Map<String, SourceConfig> pools,
      Map<String, SourceConfig> benchmarks,
      Map<String, AttemptSourceConfig> attempts,
      Map<String, RateSourceConfig> rates,
      ReadLimits limits) {
    requirePriorities(pools);
    SourceReader reader = new SourceReader(spark, limits);
    for (Map<String, SourceConfig> sources : List.of(pools, benchmarks)) {
      reader.look(
          sources,
          reader.mappings(sources, ProblemMapping::new),
          SourceConfig::paths,
          SourceConfig::format,
          SourceConfig::records);
    }
    reader.look(
        attempts,
        reader.mappings(attempts, AttemptMapping::new),
        AttemptSourceConfig::paths,
        AttemptSourceConfig::format,
        AttemptSourceConfig::records);
    reader.look(
        rates,
        reader.mappings(rates, RateMapping::new),
        RateSourceConfig::paths,
        RateSourceConfig::format,
        RateSourceConfig::records);
    reader.inspector.throwIfAny();
  }

  /**
   * One hash a source over its files' names (relative to the root), lengths and contents. Files up
   * to 64 MB are read whole. Of a larger one the file system's own checksum is taken where it has
   * one (HDFS, object stores), else 64 blocks of 64 KB spread evenly over it with both ends: an
   * edit that keeps the length of a large unpacked file and falls between the blocks is not seen.
   * Modification times do not count, so that a copy of the data has the hash of the data.
   *
   * @param paths source to paths and globs
   */
  public static Map<String, String> fingerprint(
      SparkSession spark, Map<String, List<String>> paths, ReadLimits limits) {
    SourceReader reader = new SourceReader(spark, limits);
    Map<String, String> hashes =
        ContentHash.of(paths, reader.inspector, reader.configuration, limits);
    reader.inspector.throwIfAny();
    return hashes;
  }

  private <C> Map<String, Mapping> mappings(
      Map<String, C> sources, java.util.function.BiFunction<String, C, Mapping> mapping) {
    Map<String, Mapping> mappings = new LinkedHashMap<>();
    sources.forEach(
        (name, config) -> {
          try {
            mappings.put(name, mapping.apply(name, config));
          } catch (UserError e) {
            inspector.problems().add("source '" + name + "'", "map", e.getMessage());
          }
        });
    return mappings;
  }

  private <C> Map<String, List<SourceFile>> inspect(
      Map<String, C> sources,
      Map<String, Mapping> mappings,
      Function<C, List<String>> paths,
      Function<C, SourceFormat> format,
      Function<C, java.util.Optional<String>> records) {
    Map<String, List<SourceFile>> files = look(sources, mappings, paths, format, records);
    inspector.throwIfAny();
    return files;
  }

  private <C> Map<String, List<SourceFile>> look(
      Map<String, C> sources,
      Map<String, Mapping> mappings,
      Function<C, List<String>> paths,
      Function<C, SourceFormat> format,
      Function<C, java.util.Optional<String>> records) {
    List<Inspector.Request> requests = new ArrayList<>();
    mappings.forEach(
        (name, mapping) -> {
          C config = sources.get(name);
          try {
            records.apply(config).ifPresent(Pointer::parse);
            requests.add(
                new Inspector.Request(
                    name,
                    paths.apply(config),
                    format.apply(config),
                    records.apply(config),
                    mapping.templates()));
          } catch (UserError e) {
            inspector.problems().add("source '" + name + "'", "records", e.getMessage());
          }
        });
    Map<String, List<SourceFile>> files = inspector.inspect(requests);
    files.forEach((name, list) -> checkParquet(name, mappings.get(name), list));
    return files;
  }

  // ---- text files

  private Dataset<Row> rows(
      StructType schema, Map<String, Mapping> mappings, Map<String, List<SourceFile>> files) {
    List<Piece> pieces = new ArrayList<>();
    files.forEach(
        (source, list) -> {
          for (SourceFile file : list) {
            if (PieceReader.reads(file.format()) && file.length() > 0) {
              pieces.addAll(Piece.of(source, file, limits.splitSize()));
            }
          }
        });
    Dataset<Row> rows = text(schema, mappings, pieces);
    for (Map.Entry<String, List<SourceFile>> entry : files.entrySet()) {
      List<SourceFile> parquet = parquet(entry.getValue());
      if (!parquet.isEmpty()) {
        rows = rows.unionByName(parquet(mappings.get(entry.getKey()), parquet));
      }
    }
    return rows;
  }

  private Dataset<Row> text(StructType schema, Map<String, Mapping> mappings, List<Piece> pieces) {
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    List<List<Piece>> groups =
        Piece.groups(pieces, limits.splitSize(), context.defaultParallelism());
    if (groups.isEmpty()) {
      return spark.createDataFrame(List.of(), schema);
    }
    Map<String, Mapping> used = new HashMap<>(mappings);
    Broadcast<SerializableConfiguration> shared =
        context.broadcast(new SerializableConfiguration(configuration));
    int limit = limits.maxRecord();
    return spark.createDataFrame(
        context
            .parallelize(groups, groups.size())
            .flatMap(group -> new Rows(group, used, limit, shared.value().value())),
        schema);
  }

  /** The rows of several pieces, one record in memory at a time. */
  private static final class Rows implements Iterator<Row>, Closeable {
    private final Iterator<Piece> pieces;
    private final Map<String, Mapping> mappings;
    private final int limit;
    private final Configuration configuration;
    private final Deque<Row> ready = new ArrayDeque<>();
    private PieceReader reader;
    private Mapping mapping;

    Rows(
        List<Piece> pieces, Map<String, Mapping> mappings, int limit, Configuration configuration) {
      this.pieces = pieces.iterator();
      this.mappings = mappings;
      this.limit = limit;
      this.configuration = configuration;
      TaskContext task = TaskContext.get();
      if (task != null) {
        task.addTaskCompletionListener((TaskCompletionListener) ended -> close());
      }
    }

    @Override
    public boolean hasNext() {
      while (ready.isEmpty()) {
        if (reader != null && reader.hasNext()) {
          mapping.map(reader.next(), ready::add);
        } else if (pieces.hasNext()) {
          close();
          open(pieces.next());
        } else {
          close();
          return false;
        }
      }
      return true;
    }

    private void open(Piece piece) {
      mapping = mappings.get(piece.source());
      try {
        reader = new PieceReader(piece, mapping.fields(), limit, configuration);
      } catch (IOException e) {
        throw new UncheckedIOException("Cannot read " + piece.file().uri(), e);
      }
    }

    @Override
    public Row next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      return ready.remove();
    }

    @Override
    public void close() {
      if (reader != null) {
        try {
          reader.close();
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        } finally {
          reader = null;
        }
      }
    }
  }

  // ---- Parquet

  private static List<SourceFile> parquet(List<SourceFile> files) {
    return files.stream()
        .filter(file -> !PieceReader.reads(file.format()) && file.length() > 0)
        .toList();
  }

  private Dataset<Row> open(List<SourceFile> files) {
    return opened.computeIfAbsent(
        files,
        same ->
            spark
                .read()
                // Costs a job, which one file does not need.
                .option("mergeSchema", String.valueOf(files.size() > 1))
                .parquet(files.stream().map(SourceFile::uri).toArray(String[]::new)));
  }

  /** Checks the pointers against the columns, which say more than the first rows. */
  private void checkParquet(String source, Mapping mapping, List<SourceFile> files) {
    List<SourceFile> parquet = parquet(files);
    if (parquet.isEmpty()) {
      return;
    }
    String where = "source '" + source + "'";
    StructType schema;
    try {
      schema = open(parquet).schema();
    } catch (Exception e) {
      String message = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
      inspector
          .problems()
          .add(where, "paths", "file '" + parquet.get(0).name() + "' cannot be read: " + message);
      return;
    }
    mapping
        .templates()
        .forEach(
            (key, template) -> {
              for (Pointer pointer : template.pointers()) {
                check(where, key, pointer, schema);
              }
            });
  }

  private void check(String where, String key, Pointer pointer, StructType schema) {
    DataType at = schema;
    for (int depth = 0; depth < pointer.tokens().size(); depth++) {
      String token = pointer.tokens().get(depth);
      if (at instanceof StructType struct) {
        if (!Arrays.asList(struct.fieldNames()).contains(token)) {
          if (token.equals(Pointer.ALL)) {
            return;
          }
          Set<String> known = new TreeSet<>(Arrays.asList(struct.fieldNames()));
          inspector.problems().add(where, "map." + key, Inspector.unknown(pointer, depth, known));
          return;
        }
        at = struct.apply(token).dataType();
      } else if (at instanceof ArrayType array
          && (Pointer.index(token) >= 0
              || token.equals(Pointer.LAST)
              || token.equals(Pointer.ALL))) {
        at = array.elementType();
      } else if (at instanceof MapType map) {
        at = map.valueType();
      } else {
        inspector
            .problems()
            .add(where, "map." + key, Inspector.unknown(pointer, depth, new TreeSet<>()));
        return;
      }
    }
  }

  private Dataset<Row> parquet(Mapping mapping, List<SourceFile> files) {
    Dataset<Row> data = open(files);
    Set<String> fields = mapping.fields();
    Column[] columns =
        Arrays.stream(data.columns())
            .filter(name -> fields.isEmpty() || fields.contains(name))
            .map(name -> functions.col("`" + name.replace("`", "``") + "`"))
            .toArray(Column[]::new);
    Column json =
        columns.length == 0
            ? functions.lit("{}")
            : functions.to_json(functions.struct(columns), Map.of("ignoreNullFields", "false"));
    String root = Paths.qualified(limits.root(), configuration);
    int limit = limits.maxRecord();
    MapPartitionsFunction<Row, Row> map = rows -> new ParquetRows(rows, mapping, root, limit);
    return data.select(
            json, functions.col("_metadata.file_path"), functions.col("_metadata.row_index"))
        .mapPartitions(map, Encoders.row(mapping.schema()));
  }

  private static final class ParquetRows implements Iterator<Row> {
    private final Iterator<Row> rows;
    private final Mapping mapping;
    private final String root;
    private final int limit;
    private final Deque<Row> ready = new ArrayDeque<>();
    private String lastPath;
    private String lastName;

    ParquetRows(Iterator<Row> rows, Mapping mapping, String root, int limit) {
      this.rows = rows;
      this.mapping = mapping;
      this.root = root;
      this.limit = limit;
    }

    @Override
    public boolean hasNext() {
      while (ready.isEmpty() && rows.hasNext()) {
        mapping.map(record(rows.next()), ready::add);
      }
      return !ready.isEmpty();
    }

    private SourceRecord record(Row row) {
      String json = row.getString(0);
      String path = row.getString(1);
      if (!path.equals(lastPath)) {
        lastPath = path;
        lastName = Paths.relative(root, new Path(URI.create(path)).toString());
      }
      long index = row.getLong(2);
      String position = "row " + index;
      // Bytes are at most three times the characters: only then they are worth counting.
      long size =
          json.length() > limit / 3 ? json.getBytes(StandardCharsets.UTF_8).length : json.length();
      if (size > limit) {
        return new SourceRecord(
            null, lastName, index, position, json, Reason.OVERSIZE, size + " bytes as JSON");
      }
      try {
        Object value = Json.parse(json, Set.of());
        return new SourceRecord(value, lastName, index, position, json, null, null);
      } catch (Json.Malformed e) {
        return new SourceRecord(
            null, lastName, index, position, json, Reason.MALFORMED_RECORD, e.getMessage());
      }
    }

    @Override
    public Row next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      return ready.remove();
    }
  }

  // ---- ids and files

  /** The one shuffle: brings equal ids together, numbers them, and sets the files of the output. */
  private Dataset<Row> withUniqueIds(Dataset<Row> rows, Map<String, List<SourceFile>> files) {
    String occurrence = "occurrence";
    Column id = functions.col(Columns.PROBLEM_ID);
    Column number = functions.col(occurrence);
    Column again =
        functions.substring(
            functions.sha2(functions.concat_ws("#", id, number.cast("string")).cast("binary"), 256),
            1,
            32);
    return rows.repartition(partitions(files), id)
        .withColumn(
            occurrence,
            functions
                .row_number()
                .over(
                    Window.partitionBy(id)
                        .orderBy(functions.col(Columns.FILE), functions.col(ProblemMapping.ORDER))))
        .withColumn(Columns.PROBLEM_ID, functions.when(number.equalTo(1), id).otherwise(again))
        .drop(occurrence, ProblemMapping.ORDER);
  }

  private int partitions(Map<String, List<SourceFile>> files) {
    long bytes = 0;
    for (List<SourceFile> list : files.values()) {
      for (SourceFile file : list) {
        // Measured on the public pool: the ids hardly pack, so output is larger than packed input.
        bytes += file.splits() ? file.length() / 2 : file.length() * 5 / 2;
      }
    }
    long bySize = (bytes + limits.fileSize() - 1) / limits.fileSize();
    long byCores =
        Math.min(spark.sparkContext().defaultParallelism(), bytes / limits.smallestFile());
    return (int) Math.max(1, Math.max(bySize, byCores));
  }

  /** Says of pools what benchmarks may leave out. */
  public static void requirePriorities(Map<String, SourceConfig> pools) {
    Problems problems = new Problems();
    pools.forEach(
        (name, config) -> {
          if (config.priority().isEmpty()) {
            problems.add("source '" + name + "'", "priority", "is missing (a pool needs one)");
          }
          if (config.license().isEmpty()) {
            problems.add("source '" + name + "'", "license", "is missing (a pool needs one)");
          }
        });
    problems.throwIfAny();
  }
}
