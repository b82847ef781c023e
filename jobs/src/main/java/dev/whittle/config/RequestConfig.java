// SPDX-License-Identifier: Apache-2.0
package dev.whittle.config;

import java.io.Serializable;

/**
 * What is asked of a model: everything that decides the text it gives, and so whether an attempt
 * must be bought again.
 *
 * <p>Every value is sent with every request: a server's own defaults (vLLM applies the model's
 * generation_config) would make the same recipe another experiment.
 */
public record RequestConfig(
    @Doc("The model's name, as its servers list it under /v1/models.") String model,
    @Doc(
            "chat: /v1/chat/completions with messages; completions: /v1/completions with a plain text.")
        Route route,
    @Doc("The prompt: the path of a file such as conf/prompts/boxed.yaml, or its keys.")
        PromptConfig prompt,
    @Doc("Temperature; 0 gives every attempt the same text.") @Range(min = 0, max = 5)
        double temperature,
    @Doc("Share of the probability mass that is sampled from.") @Range(min = 0.01, max = 1)
        double topP,
    @Doc("Tokens that are sampled from; 0 for all (then it is not sent: OpenAI's API has none).")
        @Range(min = 0, max = 1_000_000)
        int topK,
    @Doc("Tokens of an answer at most; a longer one is cut, and counts as wrong.")
        @Range(min = 1, max = 10_000_000)
        int maxTokens)
    implements Serializable {

  /** Which of the OpenAI routes. */
  public enum Route {
    CHAT,
    COMPLETIONS
  }

  public RequestConfig {
    if (model.isBlank()) {
      throw new IllegalArgumentException("model is empty");
    }
  }
}
