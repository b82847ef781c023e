// SPDX-License-Identifier: Apache-2.0
package dev.whittle.onnx;

/**
 * What a model wrote.
 *
 * @param text without the prompt and without special tokens
 * @param finishReason {@code stop} when the model ended it, {@code length} when there was no more
 *     room: {@code maxTokens}, or the longest context that the model reads
 * @param promptTokens how many the model read
 * @param completionTokens how many it wrote, the one that ended the text among them
 */
public record Generated(String text, String finishReason, int promptTokens, int completionTokens) {}
