// SPDX-License-Identifier: Apache-2.0
package dev.whittle.onnx;

import java.util.Arrays;
import java.util.concurrent.CompletableFuture;

/** A request on its way: waiting, then in a row of a decoder. Written by the decoder alone. */
final class Row {
  final GenerationRequest request;
  final CompletableFuture<Generated> future;
  final int[] prompt;

  /** The most tokens that may be written. */
  final int room;

  /** What was written, without the token that ended it. */
  int[] written = new int[32];

  int count;

  /** How many of its tokens are in the cache. */
  int cached;

  Row(GenerationRequest request, CompletableFuture<Generated> future, int[] prompt, int context) {
    this.request = request;
    this.future = future;
    this.prompt = prompt;
    room = Math.min(request.maxTokens(), context - prompt.length);
  }

  /** Tokens that nobody asked for. */
  Row(int[] tokens) {
    request = null;
    future = new CompletableFuture<>();
    prompt = tokens;
    room = 0;
  }

  /** Nobody waits for it any more. */
  boolean over() {
    return future.isDone();
  }

  void write(int token) {
    if (count == written.length) {
      written = Arrays.copyOf(written, Math.min(room, 2 * count));
    }
    written[count++] = token;
  }

  boolean full() {
    return count == room;
  }

  /** Prompt and what was written. */
  int length() {
    return prompt.length + count;
  }

  int token(int place) {
    return place < prompt.length ? prompt[place] : written[place - prompt.length];
  }
}
