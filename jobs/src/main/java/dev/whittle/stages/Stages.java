// SPDX-License-Identifier: Apache-2.0
package dev.whittle.stages;

import dev.whittle.attempts.Recordings;
import dev.whittle.attempts.SourceRecordings;
import dev.whittle.config.IngestConfig;
import dev.whittle.config.Recipe;
import dev.whittle.pipeline.Stage;
import dev.whittle.source.ReadLimits;
import java.util.List;

/** From a recipe to the stages of its funnel. */
public final class Stages {
  private Stages() {}

  /** The stages in the recipe's order. */
  public static List<Stage> of(Recipe recipe) {
    return recipe.stages().stream().map(name -> stage(name, recipe)).toList();
  }

  private static Stage stage(String name, Recipe recipe) {
    String root = recipe.root().orElse("");
    IngestConfig reading = recipe.ingest().orElseThrow();
    ReadLimits limits = ReadLimits.of(reading, root);
    Recordings recordings = new SourceRecordings(recipe.attempts(), recipe.rates(), limits);
    return switch (name) {
      case "ingest" -> new Ingest(reading, recipe.pools(), root);
      case "exact-dedup" -> new ExactDedup(recipe.exactDedup().orElseThrow());
      case "quality" -> new Quality(recipe.quality().orElseThrow());
      case "decontaminate" ->
          new Decontaminate(recipe.decontaminate().orElseThrow(), recipe.benchmarks(), limits);
      case "near-dedup" -> new NearDedup(recipe.nearDedup().orElseThrow());
      case "chains" ->
          new Chains(
              recipe.chains().orElseThrow(), recipe.models(), recordings, recipe.attemptsStore());
      case "core-set" -> new CoreSet(recipe.coreSet().orElseThrow());
      default ->
          new SolveRate(
              name,
              recipe.solveRates().orElseThrow().get(name),
              recipe.models(),
              recordings,
              recipe.attemptsStore());
    };
  }
}
