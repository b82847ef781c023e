// SPDX-License-Identifier: Apache-2.0
package dev.whittle.report;

import dev.whittle.schema.Columns;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.HadoopReadOptions;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.column.impl.ColumnReadStoreImpl;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.column.values.bloomfilter.BloomFilter;
import org.apache.parquet.example.DummyRecordConverter;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.convert.GroupRecordConverter;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.parquet.internal.column.columnindex.OffsetIndex;
import org.apache.parquet.internal.filter2.columnindex.RowRanges;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.RecordReader;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Reads the rows of one problem out of a folder of Parquet files without a Spark job, which would
 * take longer to plan than the rows take to read. Of each row group it reads the Bloom filter of
 * {@code problem_id}; where that does not rule the problem out, the column of ids; and of a row
 * group that has it, only the pages that hold its rows. Files without Bloom filters or page indexes
 * are read all the same, just more of them.
 */
final class PointLookup {
  private static final String SPARK_SCHEMA = "org.apache.spark.sql.parquet.row.metadata";

  private final Configuration hadoop;

  PointLookup(Configuration hadoop) {
    this.hadoop = hadoop;
  }

  /**
   * A row: its values by column, null left out, and the columns' types and comments.
   *
   * @param values text, numbers, booleans, lists of values, and maps by name for structs and maps
   */
  record Found(StructType schema, Map<String, Object> values) {
    String text(String column) {
      Object value = values.get(column);
      return value == null ? null : value.toString();
    }
  }

  /**
   * The rows of a problem in the files, in their order.
   *
   * @param files full URIs; {@code verdict=kept/...} in a path gives a column {@code verdict}
   * @param columns those to read, or none for all of them
   * @param most rows at most
   */
  List<Found> rows(List<String> files, String problemId, List<String> columns, int most) {
    List<Found> found = new ArrayList<>();
    ParquetReadOptions options = HadoopReadOptions.builder(hadoop).build();
    for (String file : files) {
      if (found.size() >= most) {
        break;
      }
      try (ParquetFileReader reader =
          ParquetFileReader.open(HadoopInputFile.fromPath(new Path(file), hadoop), options)) {
        file(reader, file, problemId, columns, most, found);
      } catch (IOException e) {
        throw new UncheckedIOException("Cannot read " + file, e);
      }
    }
    return found;
  }

  private static void file(
      ParquetFileReader reader,
      String file,
      String id,
      List<String> columns,
      int most,
      List<Found> found)
      throws IOException {
    MessageType all = reader.getFileMetaData().getSchema();
    if (!all.containsField(Columns.PROBLEM_ID)) {
      return;
    }
    Map<String, String> footer = reader.getFileMetaData().getKeyValueMetaData();
    StructType schema = (StructType) DataType.fromJson(footer.get(SPARK_SCHEMA));
    MessageType ids = new MessageType(all.getName(), all.getType(Columns.PROBLEM_ID));
    MessageType wanted = all;
    if (!columns.isEmpty()) {
      List<Type> fields = new ArrayList<>();
      columns.stream().filter(all::containsField).map(all::getType).forEach(fields::add);
      if (!columns.contains(Columns.PROBLEM_ID)) {
        fields.add(all.getType(Columns.PROBLEM_ID));
      }
      wanted = new MessageType(all.getName(), fields);
    }
    Binary key = Binary.fromString(id);
    List<BlockMetaData> blocks = reader.getRowGroups();
    for (int block = 0; block < blocks.size() && found.size() < most; block++) {
      ColumnChunkMetaData chunk = chunk(blocks.get(block));
      BloomFilter filter = reader.readBloomFilter(chunk);
      if (filter != null && !filter.findHash(filter.hash(key))) {
        continue;
      }
      reader.setRequestedSchema(ids);
      BitSet at = positions(reader.readRowGroup(block), ids, all.getName(), key);
      if (at.isEmpty()) {
        continue;
      }
      reader.setRequestedSchema(wanted);
      OffsetIndex pages = reader.readOffsetIndex(chunk);
      PageReadStore store =
          pages == null
              ? reader.readRowGroup(block)
              : reader.readFilteredRowGroup(block, ranges(at, pages, blocks.get(block)));
      RecordReader<Group> records =
          new ColumnIOFactory()
              .getColumnIO(wanted, all)
              .getRecordReader(store, new GroupRecordConverter(wanted));
      for (long left = store.getRowCount(); left > 0 && found.size() < most; left--) {
        Group group = records.read();
        if (text(group, Columns.PROBLEM_ID).filter(id::equals).isPresent()) {
          found.add(row(group, wanted, schema, file));
        }
      }
    }
  }

  private static ColumnChunkMetaData chunk(BlockMetaData block) {
    return block.getColumns().stream()
        .filter(column -> column.getPath().toDotString().equals(Columns.PROBLEM_ID))
        .findFirst()
        .orElseThrow();
  }

  /** Where in a row group the id stands. */
  private static BitSet positions(PageReadStore store, MessageType ids, String by, Binary key) {
    BitSet at = new BitSet();
    ColumnDescriptor column = ids.getColumns().get(0);
    ColumnReader values =
        new ColumnReadStoreImpl(store, new DummyRecordConverter(ids).getRootConverter(), ids, by)
            .getColumnReader(column);
    int rows = Math.toIntExact(store.getRowCount());
    for (int row = 0; row < rows; row++) {
      if (values.getCurrentDefinitionLevel() == column.getMaxDefinitionLevel()) {
        if (values.getBinary().equals(key)) {
          at.set(row);
        }
      }
      values.consume();
    }
    return at;
  }

  /** The rows of those pages of ids that have one of the positions. */
  private static RowRanges ranges(BitSet at, OffsetIndex pages, BlockMetaData block) {
    BitSet hit = new BitSet();
    for (int page = 0; page < pages.getPageCount(); page++) {
      int first = Math.toIntExact(pages.getFirstRowIndex(page));
      long last = pages.getLastRowIndex(page, block.getRowCount());
      int next = at.nextSetBit(first);
      if (next >= 0 && next <= last) {
        hit.set(page);
      }
    }
    return RowRanges.create(block.getRowCount(), hit.stream().iterator(), pages);
  }

  private static Found row(Group group, MessageType type, StructType schema, String file) {
    Map<String, Object> values = new LinkedHashMap<>();
    for (StructField field : schema.fields()) {
      if (type.containsField(field.name())) {
        value(group, field.name(), field.dataType())
            .ifPresent(value -> values.put(field.name(), value));
      }
    }
    String partition = "/" + Columns.VERDICT + "=";
    int start = file.indexOf(partition);
    if (start >= 0) {
      start += partition.length();
      values.put(Columns.VERDICT, file.substring(start, file.indexOf('/', start)));
    }
    return new Found(schema, values);
  }

  private static Optional<String> text(Group group, String name) {
    return group.getFieldRepetitionCount(name) == 0
        ? Optional.empty()
        : Optional.of(group.getBinary(name, 0).toStringUsingUTF8());
  }

  private static Optional<Object> value(Group group, String name, DataType type) {
    return value(group, group.getType().getFieldIndex(name), type);
  }

  private static Optional<Object> value(Group group, int field, DataType type) {
    if (group.getFieldRepetitionCount(field) == 0) {
      return Optional.empty();
    }
    if (type instanceof StructType struct) {
      Group inner = group.getGroup(field, 0);
      Map<String, Object> values = new LinkedHashMap<>();
      for (StructField part : struct.fields()) {
        value(inner, part.name(), part.dataType())
            .ifPresent(value -> values.put(part.name(), value));
      }
      return Optional.of(values);
    }
    if (type instanceof ArrayType array) {
      Group list = group.getGroup(field, 0);
      List<Object> values = new ArrayList<>();
      for (int i = 0; i < list.getFieldRepetitionCount(0); i++) {
        values.add(value(list.getGroup(0, i), 0, array.elementType()).orElse(null));
      }
      return Optional.of(values);
    }
    if (type instanceof MapType map) {
      Group entries = group.getGroup(field, 0);
      Map<String, Object> values = new LinkedHashMap<>();
      for (int i = 0; i < entries.getFieldRepetitionCount(0); i++) {
        Group entry = entries.getGroup(0, i);
        values.put(
            String.valueOf(value(entry, 0, map.keyType()).orElse(null)),
            value(entry, 1, map.valueType()).orElse(null));
      }
      return Optional.of(values);
    }
    return Optional.of(scalar(group, field, type));
  }

  private static Object scalar(Group group, int field, DataType type) {
    GroupType owner = group.getType();
    if (type.equals(DataTypes.StringType)) {
      return group.getBinary(field, 0).toStringUsingUTF8();
    }
    if (type.equals(DataTypes.BinaryType)) {
      return new String(group.getBinary(field, 0).getBytes(), StandardCharsets.UTF_8);
    }
    return switch (owner.getType(field).asPrimitiveType().getPrimitiveTypeName()) {
      case INT32 -> group.getInteger(field, 0);
      case INT64 -> group.getLong(field, 0);
      case DOUBLE -> group.getDouble(field, 0);
      case FLOAT -> (double) group.getFloat(field, 0);
      case BOOLEAN -> group.getBoolean(field, 0);
      default -> group.getValueToString(field, 0);
    };
  }
}
