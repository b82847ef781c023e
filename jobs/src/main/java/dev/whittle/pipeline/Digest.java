// SPDX-License-Identifier: Apache-2.0
package dev.whittle.pipeline;

import dev.whittle.schema.Columns;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Order-independent digests of rows: the sum, modulo 2^64 twice, of two salted XXH64 hashes a row.
 * One pass, no sort, the same for any partitioning. It finds accidents and differences; it is no
 * protection against a forger.
 */
final class Digest {
  private static final BigInteger WORD = BigInteger.ONE.shiftLeft(64);
  private static final String[] SALTS = {"whittle-1", "whittle-2"};

  private Digest() {}

  /** Two sums over the rows' hashes, to be put in an aggregation; {@link #hex} reads them. */
  static List<Column> sums(String prefix, List<Column> values) {
    List<Column> sums = new ArrayList<>();
    for (int i = 0; i < SALTS.length; i++) {
      List<Column> salted = new ArrayList<>();
      salted.add(functions.lit(SALTS[i]));
      salted.addAll(values);
      Column hash = functions.xxhash64(salted.toArray(Column[]::new));
      sums.add(functions.sum(hash.cast(DataTypes.createDecimalType(20, 0))).as(prefix + i));
    }
    return sums;
  }

  /** The columns that a stage's digest covers: id, verdict, reason and the stage's evidence. */
  static List<Column> covered(StructType evidence) {
    List<Column> values = new ArrayList<>();
    List<Column> nulls = new ArrayList<>();
    values.add(functions.col(Columns.PROBLEM_ID));
    values.add(functions.col(Columns.VERDICT));
    values.add(functions.col(Columns.REASON));
    for (StructField field : evidence.fields()) {
      if (field.name().equals(Columns.FILE) || field.name().endsWith(Columns.ERROR_SUFFIX)) {
        // Where a row was read from, and how a server failed at it, is evidence; but the same rows
        // under another file name or with another server's words are the same rows.
        continue;
      }
      Column column = functions.col(field.name());
      // XXH64 cannot take maps, and it skips nulls: their places are hashed too.
      values.add(field.dataType() instanceof MapType ? functions.to_json(column) : column);
      nulls.add(column.isNull());
    }
    if (!nulls.isEmpty()) {
      values.add(functions.array(nulls.toArray(Column[]::new)));
    }
    return values;
  }

  /** 32 hex digits of two decimal sums; null sums (no rows) are zero. */
  static String hex(BigDecimal first, BigDecimal second) {
    return word(first) + word(second);
  }

  /** The digest of two sets of rows put together. */
  static String plus(String left, String right) {
    StringBuilder sum = new StringBuilder();
    for (int i = 0; i < 32; i += 16) {
      BigInteger words =
          new BigInteger(left.substring(i, i + 16), 16)
              .add(new BigInteger(right.substring(i, i + 16), 16));
      sum.append(padded(words.mod(WORD)));
    }
    return sum.toString();
  }

  private static String word(BigDecimal sum) {
    return padded(sum == null ? BigInteger.ZERO : sum.toBigInteger().mod(WORD));
  }

  private static String padded(BigInteger word) {
    String hex = word.toString(16);
    return "0".repeat(16 - hex.length()) + hex;
  }
}
