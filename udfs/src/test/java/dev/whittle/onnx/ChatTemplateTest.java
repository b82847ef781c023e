// SPDX-License-Identifier: Apache-2.0
package dev.whittle.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ChatTemplateTest {
  private static final Path TEMPLATES = Path.of("src/test/resources/dev/whittle/onnx/templates");
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder;

  /** What Jinja itself, set as transformers sets it, makes of them: by make-chat-cases.py. */
  static List<JsonNode> cases() throws IOException {
    List<JsonNode> cases = new ArrayList<>();
    JSON.readTree(TEMPLATES.resolve("cases.json").toFile()).forEach(cases::add);
    return cases;
  }

  private static String rendered(String template, Object messages) {
    Map<String, Object> variables = new HashMap<>();
    variables.put("messages", messages);
    variables.put("add_generation_prompt", true);
    variables.put("bos_token", "<bos>");
    variables.put("eos_token", "<eos>");
    variables.put("tools", null);
    variables.put("documents", null);
    try {
      return TemplateRun.text(TemplateParser.parse(template), variables);
    } catch (TemplateRun.Raised e) {
      return "raised: " + e.getMessage();
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void writesWhatJinjaWrites(JsonNode one) throws IOException {
    String template =
        one.has("file")
            ? Files.readString(TEMPLATES.resolve(one.get("file").asText()))
            : one.get("source").asText();
    assertThat(rendered(template, JSON.convertValue(one.get("messages"), List.class)))
        .isEqualTo(one.get("expected").asText());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      value = {
        "{{ 'x' | nofilter }}# the filter 'nofilter', unknown here in line 1",
        "{{ 1 is notest }}# the test 'notest', unknown here in line 1",
        "{{ 'x'.nomethod() }}# the method 'nomethod' of a string, unknown here in line 1",
        "{{ strftime_now('%d') }}# the function 'strftime_now', unknown here in line 1",
        "{% include 'x' %}# the statement 'include', unknown here in line 1",
        "{{ zz.x }}# 'x' of 'zz', which is not defined in line 1",
        "{{ 'a' + 1 }}# '+' between a string and '1' in line 1",
        "{{ 'a' + zz }}# '+' between a string and 'zz', which is not defined in line 1",
        "{% if true %}# no endif in line 1",
        "{% for x in y %}{% endif %}# no endfor in line 1",
        "{{ 'x }}# a string that does not end in line 1",
        "{{ x # a tag that does not end in line 1",
        "{{ 1 ** 2 }}# the operator '**', unknown here in line 1",
        "{% set x.y = 1 %}# an assignment to 'x.y', no namespace in line 1",
        "{% for i in range(99999) %}{% for i in range(99999) %}{% endfor %}{% endfor %}#"
            + " more than 10000000 turns of loops in line 1",
        "{{ messages | tojson(indent=2) }}# JSON over several lines, unknown here in line 1",
      })
  void refusesWhatItDoesNotKnow(String template, String message) {
    assertThatThrownBy(() -> rendered(template, List.of()))
        .isInstanceOf(TemplateException.class)
        .hasMessage(message);
  }

  @Test
  void namesTheLine() {
    assertThatThrownBy(() -> rendered("a\nb {{ 1 }}\n{{ nobody() }}", List.of()))
        .hasMessage("the function 'nobody', unknown here in line 3");
  }

  private ModelFolder model(String tokenizerConfig) throws IOException {
    for (String file : List.of("config.json", "model.onnx", "tokenizer.json")) {
      Files.writeString(folder.resolve(file), "{}");
    }
    Files.writeString(folder.resolve("tokenizer_config.json"), tokenizerConfig);
    return ModelFolder.open(folder);
  }

  @Test
  void takesTheTemplateAndTheSpecialTokensOfTheFolder() throws IOException {
    ModelFolder one =
        model(
            "{\"bos_token\": {\"content\": \"<s>\"}, \"eos_token\": \"</s>\", \"chat_template\":"
                + " \"{{ bos_token }}{{ messages[0].content }}{{ eos_token }}\"}");
    assertThat(ChatTemplate.open(one).text(null, "hi")).isEqualTo("<s>hi</s>");
    Files.writeString(folder.resolve("chat_template.jinja"), "own: {{ messages[0].role }}\n");
    assertThat(ChatTemplate.open(one).text("be kind", "hi")).isEqualTo("own: system");
    assertThat(ChatTemplate.open(one).text("", "hi")).isEqualTo("own: user");
  }

  @Test
  void takesTheDefaultOfSeveralTemplates() throws IOException {
    ModelFolder one =
        model(
            "{\"chat_template\": [{\"name\": \"tool_use\", \"template\": \"x\"}, {\"name\":"
                + " \"default\", \"template\": \"d\"}]}");
    assertThat(ChatTemplate.open(one).text(null, "hi")).isEqualTo("d");
  }

  @Test
  void tellsWhatIsWrongAndWhereOnlyWhenAsked() throws IOException {
    ChatTemplate none = ChatTemplate.open(model("{}"));
    assertThatThrownBy(() -> none.text(null, "hi"))
        .isInstanceOf(GenerationException.class)
        .hasMessageStartingWith("Cannot generate: the model has no chat template, neither")
        .hasMessageContaining(folder.resolve("tokenizer_config.json").toString());
    ChatTemplate unknown =
        ChatTemplate.open(model("{\"chat_template\": \"{% import 'x' as y %}\"}"));
    assertThatThrownBy(() -> unknown.text(null, "hi"))
        .hasMessageStartingWith(
            "Cannot generate: its chat template has the statement 'import', unknown here in line 1"
                + " ("
                + folder.resolve("tokenizer_config.json"));
    ChatTemplate strict =
        ChatTemplate.open(model("{\"chat_template\": \"{{ raise_exception('No system!') }}\"}"));
    assertThatThrownBy(() -> strict.text("s", "hi"))
        .hasMessageContaining("its chat template refuses: No system!");
  }
}
