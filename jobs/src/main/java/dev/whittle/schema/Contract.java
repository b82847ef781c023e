// SPDX-License-Identifier: Apache-2.0
package dev.whittle.schema;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Checks what a stage is given and gives back, by name and type; nullability and comments are not
 * compared.
 */
public final class Contract {
  private Contract() {}

  /**
   * One sentence for every column of {@code required} that {@code actual} lacks or holds in another
   * type.
   */
  public static List<String> missing(StructType actual, StructType required) {
    List<String> problems = new ArrayList<>();
    List<String> names = Arrays.asList(actual.fieldNames());
    for (StructField field : required.fields()) {
      int index = names.indexOf(field.name());
      if (index < 0) {
        problems.add("column '" + field.name() + "' is missing");
        continue;
      }
      DataType type = actual.fields()[index].dataType();
      // The short form leaves nullability out, which Parquet does not keep either.
      if (!type.catalogString().equals(field.dataType().catalogString())) {
        problems.add(
            "column '"
                + field.name()
                + "' is "
                + type.catalogString()
                + ", not "
                + field.dataType().catalogString());
      }
    }
    return problems;
  }
}
