// SPDX-License-Identifier: Apache-2.0
package dev.whittle.onnx;

/** A template that cannot be read or filled in: what is wrong, and in which line. */
final class TemplateException extends RuntimeException {
  private static final long serialVersionUID = 1;

  TemplateException(String message, int line) {
    super(message + (line > 0 ? " in line " + line : ""));
  }
}
