// SPDX-License-Identifier: Apache-2.0
package dev.whittle.onnx;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtProvider;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a model runs on.
 *
 * @param kind processor or graphics card
 * @param index which card, counted from 0 among those that this process sees
 */
public record Device(Kind kind, int index) {
  /** Kinds of devices. */
  public enum Kind {
    CPU,
    CUDA
  }

  private static final Pattern CUDA = Pattern.compile("cuda(?::(\\d{1,3}))?");

  public Device {
    if (index < 0) {
      throw new IllegalArgumentException("Cannot use device " + index + ": they count from 0.");
    }
  }

  public static Device cpu() {
    return new Device(Kind.CPU, 0);
  }

  public static Device cuda(int index) {
    return new Device(Kind.CUDA, index);
  }

  /** Whether the ONNX Runtime that is there has been built for CUDA. */
  public static boolean cudaAvailable() {
    return OrtEnvironment.getAvailableProviders().contains(OrtProvider.CUDA);
  }

  /** Reads {@code cpu}, {@code cuda} or {@code cuda:1}. */
  public static Device parse(String text) {
    if (text.equals("cpu")) {
      return cpu();
    }
    Matcher cuda = CUDA.matcher(text);
    if (!cuda.matches()) {
      throw new IllegalArgumentException(
          "Cannot use device '" + text + "'. Say cpu, cuda or cuda:1.");
    }
    return cuda(cuda.group(1) == null ? 0 : Integer.parseInt(cuda.group(1)));
  }

  @Override
  public String toString() {
    return kind == Kind.CPU ? "cpu" : "cuda:" + index;
  }
}
