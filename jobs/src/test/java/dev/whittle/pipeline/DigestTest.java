// SPDX-License-Identifier: Apache-2.0
package dev.whittle.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whittle.TestSpark;
import java.math.BigInteger;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.Test;

class DigestTest {
  private static String digest(Dataset<Row> rows) {
    List<Column> sums = Digest.sums("d", List.of(functions.col("id")));
    Row row = rows.agg(sums.get(0), sums.subList(1, sums.size()).toArray(Column[]::new)).first();
    return Digest.hex(row, "d");
  }

  /** The definition: the sum of the hashes of both salts, modulo 2^64. */
  private static String defined(Dataset<Row> rows) {
    StringBuilder hex = new StringBuilder();
    for (String salt : List.of("whittle-1", "whittle-2")) {
      BigInteger sum = BigInteger.ZERO;
      for (Row row :
          rows.select(functions.xxhash64(functions.lit(salt), functions.col("id")))
              .collectAsList()) {
        sum = sum.add(BigInteger.valueOf(row.getLong(0)));
      }
      hex.append(String.format("%016x", sum.mod(BigInteger.ONE.shiftLeft(64))));
    }
    return hex.toString();
  }

  @Test
  void isTheSumOfTheHashesModuloTwoToThe64() {
    for (int rows : new int[] {1, 2, 3, 100, 5000}) {
      Dataset<Row> ids = TestSpark.session().range(rows).toDF();
      assertThat(digest(ids)).isEqualTo(defined(ids));
    }
  }

  @Test
  void ofNoRowsIsZero() {
    assertThat(digest(TestSpark.session().range(0).toDF())).isEqualTo("0".repeat(32));
  }

  @Test
  void ofTwoPartsPutTogetherIsThatOfTheWhole() {
    Dataset<Row> ids = TestSpark.session().range(1000).toDF();
    assertThat(Digest.plus(digest(ids.where("id < 300")), digest(ids.where("id >= 300"))))
        .isEqualTo(digest(ids));
  }

  /** A run that was begun by another version goes on only if its digests mean the same. */
  @Test
  void isTheSameInEveryVersion() {
    assertThat(digest(TestSpark.session().range(3).toDF()))
        .isEqualTo("d0f7d500cf6c0ed2be521536e541bb7a");
  }
}
