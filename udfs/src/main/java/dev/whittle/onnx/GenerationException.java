// SPDX-License-Identifier: Apache-2.0
package dev.whittle.onnx;

/** One request that came to no text; others are not touched by it. */
public final class GenerationException extends RuntimeException {
  private static final long serialVersionUID = 1;

  GenerationException(String message) {
    super(message);
  }

  GenerationException(String message, Throwable cause) {
    super(message, cause);
  }
}
