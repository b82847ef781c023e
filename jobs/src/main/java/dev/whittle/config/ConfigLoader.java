// SPDX-License-Identifier: Apache-2.0
package dev.whittle.config;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.Yaml;

/**
 * Reads a recipe, with its sources and models where they are files of their own, applies {@code
 * --set} and variables, and binds the whole to one record.
 *
 * <p>Sections of the sources file are added to the recipe's; a name in both is an error. A model of
 * the models file replaces the recipe's model of that name, because it is the site that knows its
 * endpoints. Variables ({@code ${root}}, {@code ${run}}) are put into every text below pools,
 * benchmarks, attempts, rates and models; templates of JSON Pointers ({@code ${/question}}) are
 * left alone.
 */
public final class ConfigLoader {
  private static final List<String> SOURCE_SECTIONS =
      List.of("pools", "benchmarks", "attempts", "rates");
  private static final String MODELS = "models";

  /** Sections that may stand in a file of their own. */
  static final Set<String> ELSEWHERE = Set.of("pools", "benchmarks", "attempts", "rates", MODELS);

  private final Function<String, Optional<String>> files;
  private final Problems problems = new Problems();

  /**
   * What to read.
   *
   * @param config the recipe's path
   * @param sources a file of pools, benchmarks, recorded attempts and rates
   * @param models a file of models
   * @param sets {@code key=value} with a dotted key, in order
   * @param run the run's directory: the variable {@code run}
   */
  public record Inputs(
      String config,
      Optional<String> sources,
      Optional<String> models,
      List<String> sets,
      String run) {}

  /**
   * A loader that reads files by the given function: the text of a path, or empty when there is
   * none.
   */
  public ConfigLoader(Function<String, Optional<String>> files) {
    this.files = files;
  }

  /**
   * The bound record.
   *
   * @throws UserError with every problem at once
   */
  public <T> T load(Inputs inputs, Class<T> type) {
    ConfigNode tree = document(inputs.config());
    inputs.sources().ifPresent(path -> addSources(tree, document(path)));
    inputs.models().ifPresent(path -> replaceModels(tree, document(path)));
    for (String set : inputs.sets()) {
      apply(tree, set);
    }
    problems.throwIfAny();
    // Sections that other files may give need not be in a recipe.
    for (RecordComponent part : type.getRecordComponents()) {
      if (SOURCE_SECTIONS.contains(part.getName()) || part.getName().equals(MODELS)) {
        tree.entries().putIfAbsent(part.getName(), ConfigNode.map(tree.where()));
      }
    }
    substitute(tree, inputs.run());
    readPrompts(tree);
    T bound = new Binder(problems).bind(tree, type, "");
    problems.throwIfAny();
    return bound;
  }

  /** The recipe's name, read ahead of the rest because the run's directory is named after it. */
  public String name(String config) {
    ConfigNode name = document(config).entries().get("recipe");
    problems.throwIfAny();
    if (name == null
        || !name.isScalar()
        || !name.text().matches("[A-Za-z0-9][A-Za-z0-9._-]{0,63}")) {
      problems.add(config, "recipe", "must be a name of letters, digits, '.', '_' and '-'");
      problems.throwIfAny();
    }
    return name.text();
  }

  /** A tree of maps, lists and scalars as YAML. */
  public static String yaml(Object tree) {
    DumperOptions options = new DumperOptions();
    options.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
    options.setWidth(120);
    return new Yaml(options).dump(tree);
  }

  private ConfigNode document(String path) {
    Optional<String> text = files.apply(path);
    if (text.isEmpty()) {
      problems.add(path, "", "there is no such file");
      return ConfigNode.map(path);
    }
    String name = path.substring(path.lastIndexOf('/') + 1);
    return YamlReader.read(name, text.get(), problems);
  }

  private void addSources(ConfigNode tree, ConfigNode sources) {
    sources
        .entries()
        .forEach(
            (key, value) -> {
              if (key.equals("root")) {
                tree.entries().put(key, value);
              } else if (!SOURCE_SECTIONS.contains(key)) {
                problems.add(
                    value.where(),
                    key,
                    "is no section of a sources file" + Problems.suggestion(key, SOURCE_SECTIONS));
              } else {
                merge(tree, key, value);
              }
            });
  }

  private void merge(ConfigNode tree, String key, ConfigNode added) {
    ConfigNode present = tree.entries().get(key);
    if (present == null || !present.isMap() || !added.isMap()) {
      tree.entries().put(key, added);
      return;
    }
    added
        .entries()
        .forEach(
            (name, value) -> {
              ConfigNode other = present.entries().put(name, value);
              if (other != null) {
                problems.add(
                    value.where(), key + "." + name, "stands in " + other.where() + " too");
              }
            });
  }

  private void replaceModels(ConfigNode tree, ConfigNode models) {
    models
        .entries()
        .forEach(
            (key, value) -> {
              if (!key.equals(MODELS) || !value.isMap()) {
                problems.add(
                    value.where(), key, "a models file has the one section 'models', a map");
                return;
              }
              ConfigNode present =
                  tree.entries().computeIfAbsent(MODELS, name -> ConfigNode.map(value.where()));
              if (present.isMap()) {
                present.entries().putAll(value.entries());
              }
            });
  }

  /** A prompt that is a path becomes what stands in the file, so that it decides like any key. */
  private void readPrompts(ConfigNode tree) {
    ConfigNode models = tree.entries().get(MODELS);
    if (models == null || !models.isMap()) {
      return;
    }
    for (ConfigNode model : models.entries().values()) {
      ConfigNode at = model;
      for (String key : List.of("server", "request")) {
        at = at != null && at.isMap() ? at.entries().get(key) : null;
      }
      ConfigNode prompt = at != null && at.isMap() ? at.entries().get("prompt") : null;
      if (prompt != null && prompt.isScalar()) {
        at.entries().put("prompt", document(prompt.text()));
      }
    }
  }

  private void apply(ConfigNode tree, String set) {
    String where = "--set " + set;
    int equals = set.indexOf('=');
    if (equals <= 0) {
      problems.add(where, "", "must be key=value, such as core-set.size=400");
      return;
    }
    ConfigNode value = YamlReader.read(where, "value: " + set.substring(equals + 1), problems);
    List<String> keys = List.of(set.substring(0, equals).split("\\."));
    ConfigNode at = tree;
    for (String key : keys.subList(0, keys.size() - 1)) {
      ConfigNode next = child(at, key);
      if (next == null && at.isMap()) {
        next = ConfigNode.map(where);
        at.entries().put(key, next);
      }
      if (next == null || !(next.isMap() || next.isList())) {
        problems.add(where, key, "there is nothing below it to set");
        return;
      }
      at = next;
    }
    ConfigNode given = value.entries().get("value");
    put(at, keys.get(keys.size() - 1), new ConfigNode(where, given == null ? null : given.value()));
  }

  private static ConfigNode child(ConfigNode at, String key) {
    if (at.isMap()) {
      return at.entries().get(key);
    }
    int index = index(at, key);
    return index < 0 ? null : at.items().get(index);
  }

  private void put(ConfigNode at, String key, ConfigNode value) {
    if (at.isMap()) {
      at.entries().put(key, value);
      return;
    }
    int index = index(at, key);
    if (index < 0) {
      problems.add(value.where(), key, "the list has the places 0.." + (at.items().size() - 1));
    } else {
      at.items().set(index, value);
    }
  }

  private static int index(ConfigNode list, String key) {
    try {
      int index = Integer.parseInt(key);
      return list.isList() && index >= 0 && index < list.items().size() ? index : -1;
    } catch (NumberFormatException e) {
      return -1;
    }
  }

  private void substitute(ConfigNode tree, String run) {
    Map<String, String> variables = new LinkedHashMap<>();
    variables.put("run", run);
    ConfigNode root =
        tree.entries().computeIfPresent("root", (key, node) -> substituted(node, key, variables));
    if (root != null && root.isScalar()) {
      variables.put("root", root.text());
    }
    List<String> sections = new ArrayList<>(SOURCE_SECTIONS);
    sections.add(MODELS);
    for (String section : sections) {
      tree.entries().computeIfPresent(section, (key, node) -> substituted(node, key, variables));
    }
  }

  private ConfigNode substituted(ConfigNode node, String path, Map<String, String> variables) {
    if (node.isMap()) {
      node.entries().replaceAll((key, value) -> substituted(value, path + "." + key, variables));
      return node;
    }
    if (node.isList()) {
      node.items().replaceAll(item -> substituted(item, path, variables));
      return node;
    }
    if (!node.isScalar()) {
      return node;
    }
    String text = node.text();
    StringBuilder out = new StringBuilder();
    int at = 0;
    int open;
    while ((open = text.indexOf("${", at)) >= 0) {
      int close = text.indexOf('}', open);
      if (close < 0) {
        problems.add(node.where(), path, "'${' without its '}'");
        return node;
      }
      String name = text.substring(open + 2, close);
      out.append(text, at, open);
      if (name.isEmpty() || name.startsWith("/")) {
        out.append(text, open, close + 1);
      } else if (variables.containsKey(name)) {
        out.append(variables.get(name));
      } else {
        problems.add(
            node.where(),
            path,
            "unknown variable '" + name + "'" + Problems.suggestion(name, variables.keySet()));
      }
      at = close + 1;
    }
    return new ConfigNode(node.where(), out.append(text.substring(at)).toString());
  }
}
