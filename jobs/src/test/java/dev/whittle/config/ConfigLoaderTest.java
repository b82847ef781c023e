// SPDX-License-Identifier: Apache-2.0
package dev.whittle.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ConfigLoaderTest {
  record Pool(List<String> paths, String problem) {}

  record Model(String backend) {}

  record Section(int size) {}

  record Whole(
      String recipe,
      Optional<String> root,
      Section coreSet,
      Map<String, Pool> pools,
      Map<String, Pool> benchmarks,
      Map<String, Pool> attempts,
      Map<String, Pool> rates,
      Map<String, Model> models) {}

  private final Map<String, String> files =
      new HashMap<>(
          Map.of(
              "conf/r.yaml",
                  "recipe: r\ncore-set:\n  size: 817\nmodels:\n  a: {backend: recorded}\n",
              "conf/s.yaml",
                  "root: /data\npools:\n  p:\n    paths: ['${root}/x.gz', '${run}/y']\n    problem: '${/body} ${/question}'\n",
              "conf/m.yaml", "models:\n  a: {backend: openai}\n"));

  private Whole load(String... sets) {
    return new ConfigLoader(path -> Optional.ofNullable(files.get(path)))
        .load(
            new ConfigLoader.Inputs(
                "conf/r.yaml",
                Optional.of("conf/s.yaml"),
                Optional.of("conf/m.yaml"),
                List.of(sets),
                "RUN"),
            Whole.class);
  }

  @Test
  void putsRecipeSourcesAndModelsTogether() {
    Whole whole = load();
    assertThat(whole.pools().get("p"))
        .isEqualTo(new Pool(List.of("/data/x.gz", "RUN/y"), "${/body} ${/question}"));
    assertThat(whole.models().get("a").backend()).isEqualTo("openai");
    assertThat(whole.benchmarks()).isEmpty();
  }

  @Test
  void setsOneKeyForOneRun() {
    Whole whole = load("core-set.size=100", "root=/elsewhere", "pools.p.paths.1=z");
    assertThat(whole.coreSet().size()).isEqualTo(100);
    assertThat(whole.pools().get("p").paths()).containsExactly("/elsewhere/x.gz", "z");
  }

  @Test
  void tellsWhereAnUnknownKeyWasSet() {
    assertThatThrownBy(() -> load("core-set.sise=100", "core-set.size=many"))
        .isInstanceOf(UserError.class)
        .hasMessageContaining(
            "--set core-set.sise=100: core-set.sise: unknown key; did you mean 'size'?")
        .hasMessageContaining("core-set.size: 'many' is not a whole number");
  }

  @Test
  void namesAnUnknownVariable() {
    files.put("conf/s.yaml", "pools:\n  p: {paths: ['${rot}/x'], problem: x}\n");
    assertThatThrownBy(this::load)
        .hasMessageContaining("s.yaml:2: pools.p.paths: unknown variable 'rot'");
  }

  @Test
  void refusesASourceThatStandsInBothFiles() {
    files.put("conf/r.yaml", files.get("conf/r.yaml") + "pools:\n  p: {paths: [], problem: x}\n");
    assertThatThrownBy(this::load).hasMessageContaining("pools.p: stands in r.yaml:7 too");
  }

  @Test
  void namesAFileThatIsNotThere() {
    files.remove("conf/m.yaml");
    assertThatThrownBy(this::load).hasMessageContaining("conf/m.yaml: there is no such file");
  }
}
