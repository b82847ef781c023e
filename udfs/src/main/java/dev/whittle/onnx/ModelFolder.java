// SPDX-License-Identifier: Apache-2.0
package dev.whittle.onnx;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;

/** The files of a model. */
final class ModelFolder {
  static final String CONFIG = "config.json";
  static final String GENERATION = "generation_config.json";
  static final String TOKENIZER = "tokenizer.json";
  static final String TOKENIZER_CONFIG = "tokenizer_config.json";
  static final String NETWORK = "model.onnx";

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String EXPORT =
      "Export the model with Optimum for text generation with past, and copy all its files.";

  private final Path folder;
  private final JsonNode config;
  private final JsonNode generation;

  private ModelFolder(Path folder, JsonNode config, JsonNode generation) {
    this.folder = folder;
    this.config = config;
    this.generation = generation;
  }

  /**
   * @throws ModelFolderException when a file that every model has is missing or unreadable
   */
  static ModelFolder open(Path folder) {
    if (!Files.isDirectory(folder)) {
      throw fault(
          Files.exists(folder) ? "it is no folder" : "there is no such folder",
          folder,
          "Give the folder that holds model.onnx.");
    }
    ModelFolder opened =
        new ModelFolder(folder, json(folder, CONFIG, true), json(folder, GENERATION, false));
    opened.present(NETWORK);
    opened.present(TOKENIZER);
    return opened;
  }

  static ModelFolderException fault(String what, Path where, String todo) {
    return new ModelFolderException("Cannot load the model: " + what + " (" + where + "). " + todo);
  }

  ModelFolderException fault(String what, String file, String todo) {
    return fault(what, folder.resolve(file), todo);
  }

  Path path() {
    return folder;
  }

  Path file(String name) {
    return folder.resolve(name);
  }

  boolean has(String name) {
    return Files.isRegularFile(file(name));
  }

  private void present(String name) {
    try {
      if (!has(name)) {
        throw fault("there is no " + name, name, EXPORT);
      }
      if (Files.size(file(name)) == 0) {
        throw fault(name + " is empty", name, "Copy it again.");
      }
    } catch (IOException e) {
      throw unreadable(name, e);
    }
  }

  private ModelFolderException unreadable(String name, IOException e) {
    return fault(name + " cannot be read: " + e.getMessage(), name, "Check its rights.");
  }

  String text(String name) {
    try {
      return Files.readString(file(name));
    } catch (IOException e) {
      throw unreadable(name, e);
    }
  }

  JsonNode json(String name) {
    return json(folder, name, true);
  }

  private static JsonNode json(Path folder, String name, boolean needed) {
    Path file = folder.resolve(name);
    try {
      if (!Files.isRegularFile(file)) {
        if (needed) {
          throw fault("there is no " + name, file, EXPORT);
        }
        return JSON.createObjectNode();
      }
      JsonNode read = JSON.readTree(file.toFile());
      if (!read.isObject()) {
        throw fault(
            name + (read.isMissingNode() ? " is empty" : " holds no JSON object"),
            file,
            "Copy it again.");
      }
      return read;
    } catch (JsonProcessingException e) {
      throw fault(
          name
              + " is no JSON: "
              + e.getOriginalMessage()
              + (e.getLocation() == null ? "" : " at line " + e.getLocation().getLineNr()),
          file,
          "Copy it again.");
    } catch (IOException e) {
      throw fault(name + " cannot be read: " + e.getMessage(), file, "Check its rights.");
    }
  }

  /** The first of these numbers that config.json has; 0 for none. */
  int number(String... names) {
    for (String name : names) {
      JsonNode value = config.path(name);
      if (value.canConvertToInt() && value.intValue() > 0) {
        return value.intValue();
      }
    }
    return 0;
  }

  /** The tokens that end a text. */
  int[] ends(int vocabulary) {
    Set<Integer> ends = new TreeSet<>();
    for (JsonNode from : new JsonNode[] {generation, config}) {
      JsonNode value = from.path("eos_token_id");
      (value.isArray() ? value : JSON.createArrayNode().add(value))
          .forEach(
              id -> {
                if (id.canConvertToInt()) {
                  ends.add(id.intValue());
                }
              });
    }
    if (ends.isEmpty()) {
      throw fault(
          "neither " + GENERATION + " nor " + CONFIG + " has an eos_token_id",
          GENERATION,
          "Add the number of the token that ends a text.");
    }
    for (int end : ends) {
      if (end < 0 || end >= vocabulary) {
        throw fault(
            "eos_token_id is " + end + ", the network has logits for " + vocabulary + " tokens",
            GENERATION,
            "Take all files from one export.");
      }
    }
    return ends.stream().mapToInt(Integer::intValue).toArray();
  }
}
