// SPDX-License-Identifier: Apache-2.0
package dev.whittle.stages;

import dev.whittle.config.IngestConfig;
import dev.whittle.config.SourceConfig;
import dev.whittle.pipeline.Stage;
import dev.whittle.pipeline.StageContext;
import dev.whittle.schema.Schemas;
import dev.whittle.source.ReadLimits;
import dev.whittle.source.SourceReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/**
 * Reads the pool. The first stage: it ignores the problems it is given and returns one row for each
 * record of each file of each source, rejecting those that cannot be used.
 */
public final class Ingest implements Stage {
  private final IngestConfig config;
  private final Map<String, SourceConfig> pools;
  private final String root;

  /** What decides the rows, without where the data lies. */
  public record Settings(IngestConfig reading, Map<String, SourceConfig> pools) {}

  /**
   * @param pools sources by name, their variables resolved
   * @param root folder that file names are told relative to; empty for none
   */
  public Ingest(IngestConfig config, Map<String, SourceConfig> pools, String root) {
    this.config = config;
    this.pools = pools;
    this.root = root;
  }

  @Override
  public String name() {
    return "ingest";
  }

  @Override
  public int algorithm() {
    return 1;
  }

  @Override
  public Object config() {
    Map<String, SourceConfig> portable = new LinkedHashMap<>();
    pools.forEach((name, source) -> portable.put(name, withoutRoot(source)));
    return new Settings(config, portable);
  }

  private SourceConfig withoutRoot(SourceConfig source) {
    if (root.isEmpty()) {
      return source;
    }
    List<String> paths = new ArrayList<>();
    for (String path : source.paths()) {
      paths.add(path.startsWith(root) ? "${root}" + path.substring(root.length()) : path);
    }
    return new SourceConfig(
        paths,
        source.format(),
        source.records(),
        source.license(),
        source.priority(),
        source.map(),
        source.strip(),
        source.answerFrom());
  }

  @Override
  public StructType adds() {
    return Schemas.INGEST;
  }

  @Override
  public Map<String, String> inputs(SparkSession spark) {
    Map<String, List<String>> paths = new LinkedHashMap<>();
    pools.forEach((name, source) -> paths.put(name, source.paths()));
    return SourceReader.fingerprint(spark, paths, ReadLimits.of(config, root));
  }

  @Override
  public Dataset<Row> judge(Dataset<Row> problems, StageContext context) {
    SourceReader.requirePriorities(pools);
    return SourceReader.problems(context.spark(), pools, ReadLimits.of(config, root));
  }
}
