// SPDX-License-Identifier: Apache-2.0
package dev.whittle.config;

/**
 * The user's fault: told in one message without a stack trace, exit code 2.
 *
 * <p>The message follows one grammar: <em>Cannot do: what is wrong, with the value (where). What to
 * do.</em>
 */
public final class UserError extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public UserError(String message) {
    super(message);
  }

  public UserError(String message, Throwable cause) {
    super(message, cause);
  }
}
