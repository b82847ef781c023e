// SPDX-License-Identifier: Apache-2.0
package dev.whittle.onnx;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every way a model's folder can be wrong that somebody will meet. */
class ModelFolderTest {
  @TempDir Path folder;

  private void copy(String model) throws IOException {
    try (Stream<Path> files = Files.list(OnnxModelTest.MODELS.resolve(model))) {
      for (Path file : (Iterable<Path>) files::iterator) {
        Files.copy(file, folder.resolve(file.getFileName()));
      }
    }
  }

  private void write(String file, String text) throws IOException {
    Files.writeString(folder.resolve(file), text);
  }

  private void replace(String file, String part, String by) throws IOException {
    String text = Files.readString(folder.resolve(file), StandardCharsets.ISO_8859_1);
    assertThatCode(
            () -> {
              if (!text.contains(part)) {
                throw new IllegalArgumentException(part);
              }
            })
        .doesNotThrowAnyException();
    Files.writeString(folder.resolve(file), text.replace(part, by), StandardCharsets.ISO_8859_1);
  }

  private void fails(String what, String file) {
    assertThatThrownBy(() -> OnnxModel.load(folder, OnnxModelTest.settings(1, 4)))
        .isInstanceOf(ModelFolderException.class)
        .hasMessageStartingWith("Cannot load the model: ")
        .hasMessageContaining(what)
        .hasMessageContaining(" (" + (file.isEmpty() ? folder : folder.resolve(file)) + "). ");
  }

  @Test
  void aFolderThatIsNotThere() {
    folder = folder.resolve("nowhere");
    fails("there is no such folder", "");
  }

  @Test
  void anEmptyFolder() {
    fails("there is no config.json", "config.json");
  }

  @Test
  void aFileInPlaceOfAFolder() throws IOException {
    write("file", "x");
    folder = folder.resolve("file");
    fails("it is no folder", "");
  }

  @Test
  void noNetworkOrAnEmptyOne() throws IOException {
    copy("tiny");
    write("model.onnx", "");
    fails("model.onnx is empty", "model.onnx");
    Files.delete(folder.resolve("model.onnx"));
    fails("there is no model.onnx", "model.onnx");
  }

  @Test
  void aNetworkThatIsCutOffOrNone() throws IOException {
    copy("tiny");
    byte[] network = Files.readAllBytes(folder.resolve("model.onnx"));
    Files.write(folder.resolve("model.onnx"), Arrays.copyOf(network, network.length / 2));
    fails("model.onnx is damaged, incomplete or of a newer format", "model.onnx");
    write("model.onnx", "<html>Not found</html>");
    fails("model.onnx is damaged, incomplete or of a newer format", "model.onnx");
  }

  @Test
  void weightsOfTheirOwnFileThatAreMissingOrCutOff() throws IOException {
    copy("external");
    Path weights = folder.resolve("model.onnx_data");
    byte[] all = Files.readAllBytes(weights);
    Files.write(weights, Arrays.copyOf(all, all.length / 2));
    fails("model.onnx is damaged, incomplete or of a newer format", "model.onnx");
    Files.delete(weights);
    fails("model.onnx_data", "model.onnx");
  }

  @Test
  void aNetworkWithoutACache() throws IOException {
    copy("tiny");
    replace("model.onnx", "past_key_values", "last_key_values");
    fails("its network has no inputs past_key_values: no cache", "model.onnx");
  }

  @Test
  void aNetworkThatWantsOrLacksOtherInputs() throws IOException {
    copy("tiny");
    replace("model.onnx", "position_ids", "position_idx");
    fails("its network wants inputs nobody knows here: [position_idx]", "model.onnx");
    Files.delete(folder.resolve("model.onnx"));
    Files.copy(OnnxModelTest.TINY.resolve("model.onnx"), folder.resolve("model.onnx"));
    replace("model.onnx", "attention_mask", "attention_mast");
    fails("its network has no input attention_mask", "model.onnx");
  }

  @Test
  void aConfigurationOfAnotherModel() throws IOException {
    copy("tiny");
    replace("config.json", "\"num_hidden_layers\": 2", "\"num_hidden_layers\": 3");
    fails("the network has 2 layers, config.json says 3", "config.json");
    replace("config.json", "\"num_hidden_layers\": 3", "\"num_hidden_layers\": 2");
    replace("config.json", "\"num_key_value_heads\": 2", "\"num_key_value_heads\": 4");
    fails("the network has 2 heads of keys and values, config.json says 4", "config.json");
    replace("config.json", "\"num_key_value_heads\": 4", "\"num_key_value_heads\": 2");
    replace("config.json", "\"vocab_size\": 99", "\"vocab_size\": 100");
    fails("the network has 99 tokens in the vocabulary, config.json says 100", "config.json");
  }

  @Test
  void aConfigurationThatIsNoJson() throws IOException {
    copy("tiny");
    write("config.json", "{\"a\":\n 1,,}");
    fails("config.json is no JSON: ", "config.json");
    write("config.json", "");
    fails("config.json is empty", "config.json");
    write("config.json", "[]");
    fails("config.json holds no JSON object", "config.json");
  }

  @Test
  void aTokenizerThatIsNone() throws IOException {
    copy("tiny");
    write("tokenizer.json", "garbage");
    fails("tokenizer.json is no JSON: ", "tokenizer.json");
    write("tokenizer.json", "{}");
    fails("tokenizer.json has no vocabulary", "tokenizer.json");
    write("tokenizer.json", "{\"model\": {\"type\": \"New\", \"vocab\": {\"a\": 0}}}");
    fails("tokenizer.json is no tokenizer: ", "tokenizer.json");
    Files.delete(folder.resolve("tokenizer.json"));
    fails("there is no tokenizer.json", "tokenizer.json");
  }

  @Test
  void aTokenizerOfAnotherModel() throws IOException {
    copy("tiny");
    replace("tokenizer.json", "\"~\": 98", "\"~\": 300");
    fails("the tokenizer has 301 tokens, the network logits for 99", "tokenizer.json");
  }

  @Test
  void noEndOfTexts() throws IOException {
    copy("tiny");
    write("generation_config.json", "{\"eos_token_id\": null}");
    replace("config.json", "\"eos_token_id\": 2", "\"bos_token_id\": 2");
    fails("neither generation_config.json nor config.json has", "generation_config.json");
    write("generation_config.json", "{\"eos_token_id\": [2, 1000]}");
    fails("eos_token_id is 1000, the network has logits for 99", "generation_config.json");
  }

  @Test
  void whatIsNotNeededMayBeMissing() throws IOException {
    copy("tiny");
    Files.delete(folder.resolve("generation_config.json"));
    Files.delete(folder.resolve("tokenizer_config.json"));
    assertThatCode(() -> OnnxModel.load(folder, OnnxModelTest.settings(1, 4)).close())
        .doesNotThrowAnyException();
  }
}
