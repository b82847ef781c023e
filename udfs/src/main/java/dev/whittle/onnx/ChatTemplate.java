// SPDX-License-Identifier: Apache-2.0
package dev.whittle.onnx;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A model's own way to set a conversation out, in Jinja: chat_template.jinja, or what
 * tokenizer_config.json holds under chat_template.
 *
 * <p>It is filled in as transformers does, but for today's date, which is not given: a prompt does
 * not depend on the day. What a template uses and is unknown here is refused, never left out.
 */
final class ChatTemplate {
  private static final String FILE = "chat_template.jinja";

  private final String where;
  private final List<TemplateNode> template;
  private final String fault;
  private final Map<String, Object> specials;

  private ChatTemplate(
      String where, List<TemplateNode> template, String fault, Map<String, Object> specials) {
    this.where = where;
    this.template = template;
    this.fault = fault;
    this.specials = specials;
  }

  /** Reads what a folder has; that there is none, or none that can be read, is told when asked. */
  static ChatTemplate open(ModelFolder folder) {
    Map<String, Object> specials = new HashMap<>();
    String source = null;
    String where = folder.path().toString();
    if (folder.has(ModelFolder.TOKENIZER_CONFIG)) {
      JsonNode config = folder.json(ModelFolder.TOKENIZER_CONFIG);
      for (String name : List.of("bos_token", "eos_token", "pad_token", "unk_token")) {
        JsonNode token = config.path(name);
        token = token.isObject() ? token.path("content") : token;
        if (token.isTextual()) {
          specials.put(name, token.textValue());
        }
      }
      source = template(config.path("chat_template"));
      where = folder.file(ModelFolder.TOKENIZER_CONFIG).toString();
    }
    if (folder.has(FILE)) {
      source = folder.text(FILE);
      where = folder.file(FILE).toString();
    }
    if (source == null) {
      String none =
          "the model has no chat template, neither "
              + FILE
              + " nor chat_template in "
              + ModelFolder.TOKENIZER_CONFIG;
      return new ChatTemplate(where, null, none, specials);
    }
    try {
      return new ChatTemplate(where, TemplateParser.parse(source), null, specials);
    } catch (TemplateException e) {
      return new ChatTemplate(where, null, "its chat template has " + e.getMessage(), specials);
    }
  }

  /** Of several templates the one for talk without tools. */
  private static String template(JsonNode node) {
    for (JsonNode named : node) {
      if (named.path("name").asText().equals("default")) {
        return named.path("template").textValue();
      }
    }
    return node.textValue();
  }

  /**
   * What the model is to go on from.
   *
   * @param system null or empty for none
   * @throws GenerationException when there is no template, or it refuses
   */
  String text(String system, String user) {
    if (template == null) {
      throw refused(fault);
    }
    List<Object> messages = new ArrayList<>();
    if (system != null && !system.isEmpty()) {
      messages.add(message("system", system));
    }
    messages.add(message("user", user));
    Map<String, Object> variables = new HashMap<>(specials);
    variables.put("messages", messages);
    variables.put("add_generation_prompt", true);
    variables.put("tools", null);
    variables.put("documents", null);
    try {
      return TemplateRun.text(template, variables);
    } catch (TemplateException e) {
      throw refused("its chat template has " + e.getMessage());
    } catch (TemplateRun.Raised e) {
      throw refused("its chat template refuses: " + e.getMessage());
    } catch (RuntimeException | StackOverflowError e) {
      throw refused("its chat template fails: " + Words.of(e));
    }
  }

  private GenerationException refused(String why) {
    return new GenerationException(
        "Cannot generate: "
            + why
            + " ("
            + where
            + "). Ask without chat, without a system prompt, or with another "
            + FILE
            + ".");
  }

  private static Map<String, Object> message(String role, String content) {
    Map<String, Object> message = new LinkedHashMap<>();
    message.put("role", role);
    message.put("content", content);
    return message;
  }
}
