// SPDX-License-Identifier: Apache-2.0
package dev.whittle.pipeline;

import dev.whittle.schema.Columns;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
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
  private static final int PARTS = 3;
  private static final int PART_BITS = 24;
  private static final long PART = (1L << PART_BITS) - 1;

  private Digest() {}

  /**
   * Sums over the rows' hashes, to be put in an aggregation; {@link #hex} reads them.
   *
   * <p>A hash is summed in parts of at most 24 bits, which no sum over less than 2^39 rows can
   * carry out of a long: Spark's sums of decimals make an object for every row.
   */
  static List<Column> sums(String prefix, List<Column> values) {
    List<Column> sums = new ArrayList<>();
    for (int i = 0; i < SALTS.length; i++) {
      List<Column> salted = new ArrayList<>();
      salted.add(functions.lit(SALTS[i]));
      salted.addAll(values);
      Column hash = functions.xxhash64(salted.toArray(Column[]::new));
      for (int part = 0; part < PARTS; part++) {
        Column bits =
            part == PARTS - 1
                ? functions.shiftright(hash, part * PART_BITS)
                : functions.shiftrightunsigned(hash, part * PART_BITS).bitwiseAND(PART);
        sums.add(functions.sum(bits).as(name(prefix, i, part)));
      }
    }
    return sums;
  }

  private static String name(String prefix, int salt, int part) {
    return prefix + salt + "_" + part;
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

  /** 32 hex digits of the sums of a prefix; null sums (no rows) are zero. */
  static String hex(Row row, String prefix) {
    StringBuilder hex = new StringBuilder();
    for (int i = 0; i < SALTS.length; i++) {
      BigInteger word = BigInteger.ZERO;
      for (int part = 0; part < PARTS; part++) {
        Long sum = row.getAs(name(prefix, i, part));
        if (sum != null) {
          word = word.add(BigInteger.valueOf(sum).shiftLeft(part * PART_BITS));
        }
      }
      hex.append(padded(word.mod(WORD)));
    }
    return hex.toString();
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

  private static String padded(BigInteger word) {
    String hex = word.toString(16);
    return "0".repeat(16 - hex.length()) + hex;
  }
}
