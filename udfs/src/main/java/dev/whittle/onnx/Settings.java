// SPDX-License-Identifier: Apache-2.0
package dev.whittle.onnx;

/**
 * How a model is run. None of it changes a text, but for {@link Texts#BATCHED}.
 *
 * @param device what it runs on
 * @param decoders loops, each with its own rows; small models do best with one a core
 * @param threads how many threads one decoder computes with; large models do best with one decoder
 *     and all cores
 * @param rows the most texts that one decoder writes at once
 * @param waiting the most requests that wait for a row; whoever asks for one more is held up
 * @param promptBytes memory outside the heap, of all decoders together, in which prompts that were
 *     read are kept for the next request that has the same
 * @param texts what is promised of a text when the network's arithmetic depends on the batch
 */
public record Settings(
    Device device,
    int decoders,
    int threads,
    int rows,
    int waiting,
    long promptBytes,
    Texts texts) {
  private static final long PROMPT_BYTES = 64L << 20;

  /** What to do with networks whose logits differ by more than a rounding of 32 bits in a batch. */
  public enum Texts {
    /** Each row runs alone, so that texts stay the same. */
    EXACT,
    /** Rows run together, and a seed's text may be another one tomorrow, as with a server. */
    BATCHED
  }

  /** With exact texts, and 64 MB of prompts. */
  public Settings(Device device, int decoders, int threads, int rows, int waiting) {
    this(device, decoders, threads, rows, waiting, PROMPT_BYTES, Texts.EXACT);
  }

  public Settings {
    positive("decoders", decoders);
    positive("threads", threads);
    positive("rows", rows);
    positive("waiting", waiting);
    if (promptBytes < 0) {
      throw new IllegalArgumentException(
          "Cannot keep prompts in " + promptBytes + " bytes: 0 keeps none.");
    }
  }

  private static void positive(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(
          "Cannot run a model with " + value + " " + name + ": at least 1.");
    }
  }

  /** For a model of some million parameters: a decoder a core, 64 rows each. */
  public static Settings small(int cores) {
    return new Settings(Device.cpu(), cores, 1, 64, 64 * cores);
  }

  /** For a model of a billion parameters: one decoder with all cores, 8 rows. */
  public static Settings large(int cores) {
    return new Settings(Device.cpu(), 1, cores, 8, 32);
  }

  /**
   * How many requests can be under way before whoever asks for one more is held up, if the model
   * runs as many rows as it is told to; {@link OnnxModel#capacity} knows.
   */
  public int capacity() {
    return decoders * rows + waiting;
  }
}
