// SPDX-License-Identifier: Apache-2.0
package dev.whittle.config;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * Reads YAML into nodes that remember their lines. Tags never create objects; aliases, depth and
 * size are bounded.
 */
final class YamlReader {
  private static final int MAX_DEPTH = 40;

  private YamlReader() {}

  /** The top-level map of a document, or an empty map with the problem noted. */
  static ConfigNode read(String name, String text, Problems problems) {
    LoaderOptions options = new LoaderOptions();
    options.setMaxAliasesForCollections(20);
    options.setNestingDepthLimit(MAX_DEPTH);
    options.setCodePointLimit(4 * 1024 * 1024);
    try {
      Node root = new Yaml(new SafeConstructor(options)).compose(new StringReader(text));
      if (root == null) {
        problems.add(name, "", "the file is empty");
        return ConfigNode.map(name);
      }
      if (!(root instanceof MappingNode)) {
        problems.add(name + ":1", "", "the file must be a map of sections");
        return ConfigNode.map(name);
      }
      return convert(name, root, "", 0, problems);
    } catch (MarkedYAMLException e) {
      int line = e.getProblemMark() == null ? 1 : e.getProblemMark().getLine() + 1;
      problems.add(name + ":" + line, "", "this is not YAML: " + e.getProblem());
    } catch (YAMLException e) {
      problems.add(name, "", "this is not YAML: " + e.getMessage());
    }
    return ConfigNode.map(name);
  }

  private static ConfigNode convert(
      String name, Node node, String path, int depth, Problems problems) {
    String where = name + ":" + (node.getStartMark().getLine() + 1);
    if (depth > MAX_DEPTH) {
      problems.add(where, path, "nested too deep");
      return new ConfigNode(where, null);
    }
    if (node instanceof ScalarNode scalar) {
      boolean isNull = Tag.NULL.equals(scalar.getTag());
      return new ConfigNode(where, isNull ? null : scalar.getValue());
    }
    if (node instanceof SequenceNode sequence) {
      List<ConfigNode> items = new ArrayList<>();
      for (Node item : sequence.getValue()) {
        items.add(convert(name, item, path, depth + 1, problems));
      }
      return new ConfigNode(where, items);
    }
    Map<String, ConfigNode> entries = new LinkedHashMap<>();
    for (NodeTuple tuple : ((MappingNode) node).getValue()) {
      String keyWhere = name + ":" + (tuple.getKeyNode().getStartMark().getLine() + 1);
      if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
        problems.add(keyWhere, path, "a key must be a plain word");
        continue;
      }
      String keyPath = path.isEmpty() ? key.getValue() : path + "." + key.getValue();
      ConfigNode value = convert(name, tuple.getValueNode(), keyPath, depth + 1, problems);
      if (entries.put(key.getValue(), new ConfigNode(keyWhere, value.value())) != null) {
        problems.add(keyWhere, keyPath, "the key stands twice");
      }
    }
    return new ConfigNode(where, entries);
  }
}
