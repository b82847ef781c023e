// SPDX-License-Identifier: Apache-2.0
package dev.whittle.pipeline;

import dev.whittle.config.UserError;
import dev.whittle.schema.Columns;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructType;

/**
 * Decisions by hand: ids a person allows (no stage rejects them) or denies (rejected as {@code
 * manual} before exact-dedup, so that another problem can stand for their duplicates).
 *
 * @param allow ids to keep
 * @param deny ids to reject
 */
public record Manual(List<String> allow, List<String> deny) {
  /** A person's list: the ids are shipped to executors with the plan, so it is bounded. */
  private static final int MAX_IDS = 100_000;

  public static final Manual NONE = new Manual(List.of(), List.of());

  public Manual {
    for (String id : allow) {
      if (deny.contains(id)) {
        throw new UserError(
            "Cannot use the lists: "
                + id
                + " is both allowed and denied. Take it out of one of them.");
      }
    }
  }

  /**
   * Reads the ids from CSV files: the first column of each line, a header {@code problem_id} and
   * blank lines skipped.
   */
  public static Manual read(RunFiles files, Optional<String> allow, Optional<String> deny) {
    return new Manual(ids(files, allow), ids(files, deny));
  }

  private static List<String> ids(RunFiles files, Optional<String> path) {
    List<String> ids = new ArrayList<>();
    if (path.isEmpty()) {
      return ids;
    }
    String text =
        files
            .read(files.qualified(path.get()))
            .orElseThrow(
                () ->
                    new UserError(
                        "Cannot read the list of ids: there is no file "
                            + path.get()
                            + ". Check the path."));
    int number = 0;
    for (String line : text.split("\n", -1)) {
      number++;
      int comma = line.indexOf(',');
      String id =
          (comma < 0 ? line : line.substring(0, comma))
              .strip()
              .replace("\"", "")
              .replace("\uFEFF", "");
      if (id.isEmpty() || (number == 1 && id.equals(Columns.PROBLEM_ID))) {
        continue;
      }
      if (id.length() != 32
          || !id.chars().allMatch(c -> (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'))) {
        throw new UserError(
            "Cannot read the list of ids: '"
                + id
                + "' is no problem_id ("
                + path.get()
                + ", line "
                + number
                + "). Write 32 hex digits a line.");
      }
      ids.add(id);
    }
    if (ids.size() > MAX_IDS) {
      throw new UserError(
          "Cannot use the list of ids: it has "
              + ids.size()
              + " ids ("
              + path.get()
              + "). Give at most "
              + MAX_IDS
              + "; for more, filter the source.");
    }
    return ids.stream().distinct().sorted().toList();
  }

  boolean isEmpty() {
    return allow.isEmpty() && deny.isEmpty();
  }

  /** What the fingerprint covers. */
  Map<String, Object> tree() {
    Map<String, Object> tree = new TreeMap<>();
    tree.put("allow", allow);
    tree.put("deny", deny);
    return tree;
  }

  /** The rows with the column {@code manual}. */
  Dataset<Row> mark(Dataset<Row> problems) {
    if (isEmpty()) {
      return problems.withColumn(Columns.MANUAL, functions.lit(null).cast("string"));
    }
    List<Row> rows = new ArrayList<>();
    allow.forEach(id -> rows.add(RowFactory.create(id, "allow")));
    deny.forEach(id -> rows.add(RowFactory.create(id, "deny")));
    StructType schema =
        new StructType().add(Columns.PROBLEM_ID, "string").add(Columns.MANUAL, "string");
    Dataset<Row> decisions = problems.sparkSession().createDataFrame(rows, schema);
    return problems.join(functions.broadcast(decisions), Columns.PROBLEM_ID, "left");
  }
}
