// SPDX-License-Identifier: Apache-2.0
package dev.whittle.config;

import java.io.Serializable;

/**
 * A prompt, usually a file of its own under {@code conf/prompts}. The chat template is left to the
 * server.
 */
public record PromptConfig(
    @Doc("The system message; empty for none.") String system,
    @Doc("The user's message, with ${/problem} where the statement goes.") String user)
    implements Serializable {
  private static final String PROBLEM = "${/problem}";

  public PromptConfig {
    if (!user.contains(PROBLEM)) {
      throw new IllegalArgumentException(
          "user has no " + PROBLEM + ": the model would not be asked");
    }
  }

  /** The user's message about a problem. */
  public String user(String problem) {
    return user.replace(PROBLEM, problem);
  }
}
