// SPDX-License-Identifier: Apache-2.0
package dev.whittle.onnx;

import ai.onnxruntime.OrtException;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads prompts, several at once, and keeps what came of them: a problem is asked many times, and
 * its prompt is read once. One thread's.
 */
final class Prompts implements AutoCloseable {
  /** What the network makes of a prompt: its keys and values, and the logits after it. */
  record Read(Cache cache, float[] logits, long bytes) {}

  /** A prompt's tokens, compared one by one. */
  record Key(int[] tokens) {
    @Override
    public boolean equals(Object other) {
      return other instanceof Key key && Arrays.equals(tokens, key.tokens);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(tokens);
    }
  }

  private final Network network;
  private final Shape shape;
  private final Pass pass;
  private final long most;
  private final Map<Key, Read> known = new LinkedHashMap<>(16, 0.75f, true);
  private Cache past;
  private Cache present;
  private long bytes;

  /**
   * @param most how many bytes are kept
   */
  Prompts(Network network, Pass pass, long most) {
    this.network = network;
    this.pass = pass;
    this.most = most;
    shape = network.shape();
    past = new Cache(network.environment(), shape);
    present = new Cache(network.environment(), shape);
  }

  /** What came of a prompt; null when it has to be read. */
  Read known(int[] prompt) {
    return known.get(new Key(prompt));
  }

  /** Reads prompts of which none is known; all are known then. */
  void read(Set<Key> unknown) throws OrtException {
    List<int[]> prompts = unknown.stream().map(Key::tokens).toList();
    int n = prompts.size();
    int longest = 0;
    for (int[] prompt : prompts) {
      longest = Math.max(longest, prompt.length);
    }
    float[][] logits = new float[n][shape.vocabulary()];
    past.resize(n, 0);
    int piece = Pass.columns(shape, n);
    for (int from = 0; from < longest; from += piece) {
      int columns = Math.min(piece, longest - from);
      pass.prepare(n, columns, from + columns);
      for (int i = 0; i < n; i++) {
        int[] prompt = prompts.get(i);
        for (int column = 0; column < columns; column++) {
          int place = from + column;
          pass.token(i, column, place < prompt.length ? prompt[place] : 0, place);
        }
        pass.mask(i, 0, Math.min(prompt.length, from + columns));
      }
      pass.run(past, present);
      Cache written = present;
      present = past;
      past = written;
      for (int i = 0; i < n; i++) {
        int last = prompts.get(i).length - 1 - from;
        if (last >= 0 && last < columns) {
          pass.logits(i, last, logits[i]);
        }
      }
    }
    for (int i = 0; i < n; i++) {
      int length = prompts.get(i).length;
      Cache own = new Cache(network.environment(), shape);
      Read read = new Read(own, logits[i], own.reserve(length) + 4L * shape.vocabulary());
      own.fillFirst(0, past, i, length);
      known.put(new Key(prompts.get(i)), read);
      bytes += read.bytes();
    }
  }

  /** Forgets those that were not asked for the longest, until the rest fits. */
  void trim() {
    Iterator<Read> oldest = known.values().iterator();
    while (bytes > most && oldest.hasNext()) {
      Read read = oldest.next();
      bytes -= read.bytes();
      read.cache().close();
      oldest.remove();
    }
  }

  @Override
  public void close() {
    past.close();
    present.close();
    known.values().forEach(read -> read.cache().close());
    known.clear();
  }
}
