// SPDX-License-Identifier: Apache-2.0
package dev.whittle.onnx;

/** Other people's messages, in one line. */
final class Words {
  private static final int MOST = 500;

  private Words() {}

  static String of(Throwable e) {
    String message = e.getMessage();
    if (message == null || message.isBlank()) {
      return e.getClass().getSimpleName();
    }
    String line = message.strip().replaceAll("\\s+", " ");
    return line.length() > MOST ? line.substring(0, MOST) + " ..." : line;
  }
}
