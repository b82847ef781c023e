// SPDX-License-Identifier: Apache-2.0
package dev.whittle.sampling;

import dev.whittle.schema.Schemas;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.example.GroupReadSupport;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Types;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;

/**
 * Pieces as Parquet files in the store's folder of a model, written by the task itself: Spark's own
 * writers commit when the whole job is done, which here may be days.
 *
 * <p>A piece is written under a hidden name and renamed when it is whole. Its name holds the job,
 * the partition and the try, so that a task that is tried again finds what its forerunner bought.
 */
final class ParquetPieces implements PieceSink {
  private static final String COMMENTS = "org.apache.spark.sql.parquet.row.metadata";
  private static final String SUFFIX = ".zstd.parquet";

  /** So that no reader, which may look for *.parquet only, takes half a file for a whole one. */
  private static final String UNFINISHED = ".inprogress";

  private static final long ROW_GROUP = 8L << 20;
  private static final Duration LONG_AGO = Duration.ofDays(2);
  private static final MessageType SCHEMA = schema();

  private final FileSystem files;
  private final Configuration hadoop;
  private final Path folder;
  private final String name;
  private int number;
  private Path hidden;
  private ParquetWriter<Group> writer;

  ParquetPieces(Configuration hadoop, String folder, String job, int partition, long attempt) {
    this.hadoop = hadoop;
    this.folder = new Path(folder);
    this.name = prefix(job, partition) + attempt + "-";
    try {
      this.files = this.folder.getFileSystem(hadoop);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "Cannot keep attempts in " + folder + ": " + e.getMessage(), e);
    }
  }

  private static String prefix(String job, int partition) {
    return "part-" + job + "-" + String.format("%05d", partition) + "-";
  }

  private static MessageType schema() {
    Types.MessageTypeBuilder message = Types.buildMessage();
    for (StructField field : Schemas.ATTEMPT.fields()) {
      DataType type = field.dataType();
      if (type == DataTypes.StringType) {
        message
            .optional(PrimitiveTypeName.BINARY)
            .as(LogicalTypeAnnotation.stringType())
            .named(field.name());
      } else if (type == DataTypes.IntegerType) {
        message.optional(PrimitiveTypeName.INT32).named(field.name());
      } else if (type == DataTypes.DoubleType) {
        message.optional(PrimitiveTypeName.DOUBLE).named(field.name());
      } else if (type == DataTypes.BooleanType) {
        message.optional(PrimitiveTypeName.BOOLEAN).named(field.name());
      } else if (type == DataTypes.TimestampType) {
        message
            .optional(PrimitiveTypeName.INT64)
            .as(LogicalTypeAnnotation.timestampType(true, TimeUnit.MICROS))
            .named(field.name());
      } else {
        throw new IllegalStateException("no Parquet type for " + field);
      }
    }
    return message.named("spark_schema");
  }

  @Override
  public void add(Object[] attempt) {
    try {
      if (writer == null) {
        String file = name + String.format("%05d", number++) + SUFFIX;
        hidden = new Path(folder, "_" + file + UNFINISHED);
        writer =
            ExampleParquetWriter.builder(
                    org.apache.parquet.hadoop.util.HadoopOutputFile.fromPath(hidden, hadoop))
                .withConf(hadoop)
                .withType(SCHEMA)
                .withExtraMetaData(Map.of(COMMENTS, Schemas.ATTEMPT.json()))
                .withCompressionCodec(CompressionCodecName.ZSTD)
                .withRowGroupSize(ROW_GROUP)
                .build();
      }
      writer.write(group(attempt));
    } catch (IOException e) {
      throw new UncheckedIOException(
          "Cannot keep an attempt in " + folder + ": " + e.getMessage(), e);
    }
  }

  private static Group group(Object[] attempt) {
    Group group = new SimpleGroup(SCHEMA);
    for (int i = 0; i < attempt.length; i++) {
      Object value = attempt[i];
      if (value instanceof String text) {
        group.add(i, text);
      } else if (value instanceof Integer number) {
        group.add(i, number);
      } else if (value instanceof Long number) {
        group.add(i, number);
      } else if (value instanceof Double number) {
        group.add(i, number);
      } else if (value instanceof Boolean truth) {
        group.add(i, truth);
      }
    }
    return group;
  }

  @Override
  public void commit() {
    if (writer == null) {
      return;
    }
    try {
      writer.close();
      writer = null;
      String unfinished = hidden.getName();
      Path visible =
          new Path(folder, unfinished.substring(1, unfinished.length() - UNFINISHED.length()));
      if (!files.rename(hidden, visible)) {
        throw new IOException("cannot rename " + hidden + " to " + visible.getName());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(
          "Cannot commit attempts in " + folder + ": " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    if (writer == null) {
      return;
    }
    try {
      writer.close();
      files.delete(hidden, false);
    } catch (IOException e) {
      // A hidden file is no part of the store; it is swept when the stage ends.
      hidden = null;
    }
    writer = null;
  }

  /** What earlier tries of this task bought. */
  static void earlier(
      Configuration hadoop, String folder, String job, int partition, Consumer<Group> each) {
    Path path = new Path(folder);
    try {
      FileSystem files = path.getFileSystem(hadoop);
      FileStatus[] pieces =
          files.exists(path)
              ? files.listStatus(path, file -> file.getName().startsWith(prefix(job, partition)))
              : new FileStatus[0];
      for (FileStatus piece : pieces) {
        try (ParquetReader<Group> reader =
            ParquetReader.builder(new GroupReadSupport(), piece.getPath())
                .withConf(hadoop)
                .build()) {
          for (Group group = reader.read(); group != null; group = reader.read()) {
            each.accept(group);
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(
          "Cannot read attempts in " + folder + ": " + e.getMessage(), e);
    }
  }

  /** Removes what tasks of this job, and any killed days ago, left half written. */
  static void sweep(Configuration hadoop, String folder, String job) {
    Path path = new Path(folder);
    try {
      FileSystem files = path.getFileSystem(hadoop);
      if (!files.exists(path)) {
        return;
      }
      long old = System.currentTimeMillis() - LONG_AGO.toMillis();
      for (FileStatus hidden :
          files.listStatus(path, file -> file.getName().startsWith("_part-"))) {
        // Another run may be writing to the same store.
        if (hidden.getPath().getName().startsWith("_part-" + job)
            || hidden.getModificationTime() < old) {
          files.delete(hidden.getPath(), false);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot sweep " + folder + ": " + e.getMessage(), e);
    }
  }
}
