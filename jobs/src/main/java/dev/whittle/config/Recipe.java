// SPDX-License-Identifier: Apache-2.0
package dev.whittle.config;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A whole recipe: the funnel's stages in order, the policy of each, and the sources and models they
 * speak of, which may come from files of their own.
 */
public record Recipe(
    @Doc("Name of the recipe; the run's directory is named after it when --run is not given.")
        String recipe,
    @Doc("Folder of the data, the variable ${root} in paths.") Optional<String> root,
    @Doc("The funnel: names of its stages in order.") List<String> stages,
    @Doc("A synthetic pool to generate before the funnel.") Optional<GeneratorConfig> generate,
    @Doc("How records are read.") Optional<IngestConfig> ingest,
    @Doc("How identical texts are found.") Optional<ExactDedupConfig> exactDedup,
    @Doc("Which statements and answers are usable.") Optional<QualityConfig> quality,
    @Doc("How benchmark items are found.") Optional<DecontaminateConfig> decontaminate,
    @Doc("How nearly identical texts are found.") Optional<NearDedupConfig> nearDedup,
    @Doc("Solve-rate stages by name.") Optional<Map<String, SolveRateConfig>> solveRates,
    @Doc("How worked solutions are chosen.") Optional<ChainsConfig> chains,
    @Doc("How survivors are ranked.") Optional<CoreSetConfig> coreSet,
    @Doc("Sources of problems by name.") Map<String, SourceConfig> pools,
    @Doc("Benchmarks to keep clean, by name.") Map<String, SourceConfig> benchmarks,
    @Doc("Recorded model texts by name.") Map<String, AttemptSourceConfig> attempts,
    @Doc("Ready-made solve rates by name.") Map<String, RateSourceConfig> rates,
    @Doc("Models by label.") Map<String, ModelConfig> models,
    @Doc(
            "Directory with attempts that runs share, such as that of another run; absent: the run's own.")
        Optional<String> attemptsStore) {

  /** The stages with one section of their own name. */
  public static final List<String> SINGLE_STAGES =
      List.of(
          "ingest", "exact-dedup", "quality", "decontaminate", "near-dedup", "chains", "core-set");

  public Recipe {
    List<String> wrong = new ArrayList<>();
    checkStages(stages, solveRates.orElse(Map.of()).keySet(), wrong);
    require(stages, "ingest", ingest.isPresent(), wrong);
    require(stages, "exact-dedup", exactDedup.isPresent(), wrong);
    require(stages, "quality", quality.isPresent(), wrong);
    require(stages, "decontaminate", decontaminate.isPresent(), wrong);
    require(stages, "near-dedup", nearDedup.isPresent(), wrong);
    require(stages, "chains", chains.isPresent(), wrong);
    require(stages, "core-set", coreSet.isPresent(), wrong);
    if (stages.contains("decontaminate") && benchmarks.isEmpty()) {
      wrong.add(
          "the stage decontaminate has no benchmarks; name them under benchmarks or give --sources");
    }
    checkModels(stages, solveRates.orElse(Map.of()), chains, models, wrong);
    checkSources(models, attempts.keySet(), rates.keySet(), wrong);
    checkNeeds(stages, chains, coreSet, models, wrong);
    if (!wrong.isEmpty()) {
      throw new IllegalArgumentException(String.join("; ", wrong));
    }
  }

  private static void checkStages(List<String> stages, Set<String> solveRates, List<String> wrong) {
    List<String> known = new ArrayList<>(SINGLE_STAGES);
    known.addAll(solveRates);
    Set<String> seen = new HashSet<>();
    for (String stage : stages) {
      if (!known.contains(stage)) {
        wrong.add("stages: '" + stage + "' is no stage" + Problems.suggestion(stage, known));
      }
      if (!seen.add(stage)) {
        wrong.add("stages: '" + stage + "' stands twice");
      }
    }
    for (String name : solveRates) {
      if (SINGLE_STAGES.contains(name)) {
        wrong.add("solve-rates: '" + name + "' is the name of another stage");
      }
    }
    if (stages.isEmpty() || !stages.get(0).equals("ingest")) {
      wrong.add("stages: the first stage must be ingest");
    }
    if (stages.contains("core-set") && stages.indexOf("core-set") != stages.size() - 1) {
      wrong.add("stages: core-set must be the last stage");
    }
    if (stages.contains("near-dedup")
        && stages.indexOf("exact-dedup") > stages.indexOf("near-dedup")) {
      wrong.add("stages: exact-dedup must come before near-dedup");
    }
  }

  private static void require(
      List<String> stages, String stage, boolean present, List<String> wrong) {
    if (stages.contains(stage) && !present) {
      wrong.add("the stage " + stage + " has no section '" + stage + "'");
    }
  }

  private static void checkModels(
      List<String> stages,
      Map<String, SolveRateConfig> solveRates,
      Optional<ChainsConfig> chains,
      Map<String, ModelConfig> models,
      List<String> wrong) {
    solveRates.forEach(
        (name, config) -> {
          for (SolveRateConfig.Rule rule : config.models()) {
            if (stages.contains(name) && !models.containsKey(rule.model())) {
              wrong.add(
                  "solve-rates."
                      + name
                      + ": unknown model '"
                      + rule.model()
                      + "'"
                      + Problems.suggestion(rule.model(), models.keySet()));
            }
          }
        });
    if (stages.contains("chains") && chains.isPresent()) {
      for (String model : chains.get().models()) {
        if (!models.containsKey(model)) {
          wrong.add(
              "chains: unknown model '"
                  + model
                  + "'"
                  + Problems.suggestion(model, models.keySet()));
        }
      }
    }
  }

  /** What a stage needs of others, told before anything runs. */
  private static void checkNeeds(
      List<String> stages,
      Optional<ChainsConfig> chains,
      Optional<CoreSetConfig> coreSet,
      Map<String, ModelConfig> models,
      List<String> wrong) {
    if (stages.contains("core-set") && coreSet.isPresent()) {
      for (CoreSetConfig.RateWeight rate : coreSet.get().solveRates()) {
        if (!stages.contains(rate.stage())) {
          wrong.add(
              "core-set.solve-rates: no stage '"
                  + rate.stage()
                  + "' in the funnel"
                  + Problems.suggestion(rate.stage(), stages));
        }
      }
    }
    if (stages.contains("chains")
        && chains.isPresent()
        && chains.get().required()
        && chains.get().models().stream()
            .map(models::get)
            .noneMatch(
                model ->
                    model == null
                        || model.backend() != ModelConfig.Backend.RECORDED
                        || !model.texts().isEmpty())) {
      wrong.add(
          "chains.required: no model of chains.models "
              + chains.get().models()
              + " has texts: ready-made rates have none, so every problem would be rejected. Name a"
              + " model with attempts, or set required: false");
    }
  }

  private static void checkSources(
      Map<String, ModelConfig> models,
      Set<String> attempts,
      Set<String> rates,
      List<String> wrong) {
    models.forEach(
        (name, model) -> {
          for (String source : model.texts()) {
            if (!attempts.contains(source)) {
              wrong.add(
                  "models."
                      + name
                      + ": no entry '"
                      + source
                      + "' under attempts"
                      + Problems.suggestion(source, attempts));
            }
          }
          for (String source : model.readyRates()) {
            if (!rates.contains(source)) {
              wrong.add(
                  "models."
                      + name
                      + ": no entry '"
                      + source
                      + "' under rates"
                      + Problems.suggestion(source, rates));
            }
          }
        });
  }

  /** This recipe with other pools. */
  public Recipe withPools(Map<String, SourceConfig> others) {
    return new Recipe(
        recipe,
        root,
        stages,
        generate,
        ingest,
        exactDedup,
        quality,
        decontaminate,
        nearDedup,
        solveRates,
        chains,
        coreSet,
        others,
        benchmarks,
        attempts,
        rates,
        models,
        attemptsStore);
  }
}
