// SPDX-License-Identifier: Apache-2.0
package dev.whittle.onnx;

/** A model folder that cannot be used; the message names the file, what is wrong and what to do. */
public final class ModelFolderException extends RuntimeException {
  private static final long serialVersionUID = 1;

  ModelFolderException(String message) {
    super(message);
  }

  ModelFolderException(String message, Throwable cause) {
    super(message, cause);
  }
}
