// SPDX-License-Identifier: Apache-2.0
package dev.whittle.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.whittle.chain.ChainWords;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The files under conf are what the code takes. */
class PublishedFilesTest {
  private static final Path CONF = root().resolve("conf");

  private static Path root() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.exists(folder.resolve("scripts/whittle"))) {
      folder = folder.getParent();
    }
    return folder;
  }

  private static Recipe load(String recipe, Optional<String> sources) {
    return load(recipe, sources, Optional.empty());
  }

  private static Recipe load(String recipe, Optional<String> sources, Optional<String> models) {
    return load(recipe, sources, models, List.of());
  }

  private static Recipe load(
      String recipe, Optional<String> sources, Optional<String> models, List<String> sets) {
    return new ConfigLoader(
            path -> {
              try {
                // Prompts are named from where commands are run.
                Path file = path.startsWith("conf/") ? root().resolve(path) : CONF.resolve(path);
                return Optional.of(Files.readString(file));
              } catch (IOException e) {
                return Optional.empty();
              }
            })
        .load(new ConfigLoader.Inputs(recipe, sources, models, sets, "RUN"), Recipe.class);
  }

  /** Write it anew with {@code -Dwhittle.schema.write=true} after a record has changed. */
  @Test
  void schemaSaysWhatTheRecordsTake() throws IOException {
    Path file = CONF.resolve("schema/recipe.schema.json");
    String schema =
        new ObjectMapper()
                .enable(SerializationFeature.INDENT_OUTPUT)
                .writeValueAsString(
                    JsonSchema.of("Whittle recipe", Recipe.class, ConfigLoader.ELSEWHERE))
            + "\n";
    if (Boolean.getBoolean("whittle.schema.write")) {
      Files.createDirectories(file.getParent());
      Files.writeString(file, schema);
    }
    assertThat(file).hasContent(schema);
  }

  @Test
  void demoBindsByItself() {
    assertThat(load("demo.yaml", Optional.empty()).generate()).isPresent();
  }

  @Test
  void recipesBindWithTheSourcesOfThePublicPool() {
    Map<String, List<String>> stages = new LinkedHashMap<>();
    for (String recipe :
        List.of("recorded", "limo-v2", "limo-v1", "s1", "rl-band", "clean", "dedup-only")) {
      stages.put(
          recipe,
          load("recipes/" + recipe + ".yaml", Optional.of("sources/public-math.yaml")).stages());
    }
    assertThat(stages.get("dedup-only")).containsExactly("ingest", "exact-dedup", "near-dedup");
    assertThat(stages.get("clean"))
        .containsExactly("ingest", "exact-dedup", "quality", "decontaminate", "near-dedup");
    assertThat(stages.get("recorded"))
        .containsExactly(
            "ingest",
            "exact-dedup",
            "quality",
            "decontaminate",
            "near-dedup",
            "baseline",
            "strong",
            "chains",
            "core-set");
    assertThat(stages.get("limo-v2")).isEqualTo(stages.get("recorded"));
    assertThat(stages.get("limo-v1")).isEqualTo(stages.get("recorded"));
    assertThat(stages.get("s1")).doesNotContain("near-dedup").endsWith("chains", "core-set");
    assertThat(stages.get("rl-band")).endsWith("near-dedup", "strong", "core-set");
  }

  @Test
  void theWordsOfRecipesAreThoseOfTheSqlFunction() {
    ChainWords standard = ChainWords.standard();
    for (String recipe : List.of("recorded", "limo-v2", "limo-v1", "s1")) {
      ChainsConfig.Lists words =
          load("recipes/" + recipe + ".yaml", Optional.of("sources/public-math.yaml"))
              .chains()
              .orElseThrow()
              .words();
      assertThat(new ChainWords(words.verification(), words.exploratory(), words.adaptive()))
          .isEqualTo(standard);
    }
  }

  @Test
  void saysBeforeARunWhatAStageNeeds() {
    Optional<String> sources = Optional.of("sources/public-math.yaml");
    assertThatThrownBy(
            () ->
                load(
                    "recipes/rl-band.yaml",
                    sources,
                    Optional.empty(),
                    List.of("core-set.solve-rates=[{stage: strnog, weight: 1}]")))
        .hasMessageContaining(
            "core-set.solve-rates: no stage 'strnog' in the funnel; did you mean 'strong'?");
    assertThatThrownBy(
            () ->
                load(
                    "recipes/limo-v1.yaml",
                    sources,
                    Optional.empty(),
                    List.of("chains.required=true", "models.strong.attempts=[]")))
        .hasMessageContaining("chains.required: no model of chains.models [strong] has texts");
  }

  @ParameterizedTest
  @CsvSource({"servers, OPENAI", "vllm, MANAGED", "sglang, MANAGED", "llama-server, MANAGED"})
  void modelsBehindServersTakeThePlaceOfRecordedOnes(String file, ModelConfig.Backend backend) {
    Recipe recipe =
        load(
            "recipes/limo-v2.yaml",
            Optional.of("sources/public-math.yaml"),
            Optional.of("models/" + file + ".yaml"));
    for (String label : List.of("baseline", "strong")) {
      ModelConfig model = recipe.models().get(label);
      assertThat(model.server().orElseThrow().request().prompt().user("2+2?")).isEqualTo("2+2?");
      assertThat(model.backend()).isEqualTo(backend);
    }
  }

  @Test
  void everyKeyOfTheRecordsIsDocumented() {
    assertThat(undocumented(JsonSchema.of("", Recipe.class, Set.of()), "")).isEmpty();
  }

  @SuppressWarnings("unchecked")
  private static List<String> undocumented(Map<String, Object> schema, String path) {
    List<String> found = new java.util.ArrayList<>();
    Object properties = schema.get("properties");
    if (properties instanceof Map<?, ?> map) {
      map.forEach(
          (key, value) -> {
            Map<String, Object> property = (Map<String, Object>) value;
            if (!property.containsKey("description")) {
              found.add(path + key);
            }
            found.addAll(undocumented(property, path + key + "."));
          });
    }
    for (String inner : List.of("items", "additionalProperties")) {
      if (schema.get(inner) instanceof Map<?, ?> map) {
        found.addAll(undocumented((Map<String, Object>) map, path));
      }
    }
    return found;
  }
}
