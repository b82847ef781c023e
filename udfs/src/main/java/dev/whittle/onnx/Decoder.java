// SPDX-License-Identifier: Apache-2.0
package dev.whittle.onnx;

import ai.onnxruntime.OrtException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A loop that writes many texts at once, a token each a step: rows that end leave, and rows that
 * wait come in, their prompts read together.
 */
final class Decoder implements Runnable {
  /** Rows that wait longer than so many steps are let in, however few they are. */
  private static final int PATIENCE = 8;

  private final Shape shape;
  private final TextTokens text;
  private final boolean exact;
  private final boolean[] ends;
  private final int most;
  private final int worthwhile;
  private final Waiting waiting;
  private final Tolerance tolerance;
  private final Counters counters;
  private final Pass pass;
  private final Alone alone;
  private final TokenChoice choice;
  private final float[] logits;

  /** Taken from the queue, not yet in the batch. */
  private final ArrayDeque<Row> admitted = new ArrayDeque<>();

  private final Batch batch;
  private final Prompts prompts;
  private int live;
  private int sinceRegrouped;
  private volatile boolean closed;

  Decoder(
      Network network,
      Trial.Result trial,
      TextTokens text,
      int[] endTokens,
      int most,
      long promptBytes,
      Waiting waiting,
      Tolerance tolerance,
      Counters counters)
      throws OrtException {
    this.text = text;
    exact = trial.exact();
    this.most = most;
    this.waiting = waiting;
    this.tolerance = tolerance;
    this.counters = counters;
    shape = network.shape();
    worthwhile = Math.max(1, most / 8);
    ends = new boolean[shape.vocabulary()];
    for (int end : endTokens) {
      ends[end] = true;
    }
    pass = new Pass(network);
    alone = new Alone(network);
    choice = new TokenChoice(shape.vocabulary());
    logits = new float[shape.vocabulary()];
    batch =
        trial.layout() == Layout.IN_PLACE
            ? new InPlaceBatch(network, most)
            : new ShiftedBatch(network, worthwhile);
    prompts = new Prompts(network, pass, promptBytes);
  }

  @Override
  public void run() {
    try {
      while (!closed) {
        turn();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      failAll(closedMeanwhile());
      close();
    }
  }

  /** One step, with what goes before it. */
  private void turn() throws InterruptedException {
    bury();
    if (live == 0 && admitted.isEmpty()) {
      batch.clear();
      admitted.addAll(waiting.take(most));
    }
    try {
      if (shouldRegroup()) {
        regroup();
      }
      if (live > 0) {
        step();
      }
    } catch (OrtException | RuntimeException | Error e) {
      // Whatever it is, the next requests have their chance.
      failAll(failure(e));
    }
  }

  private GenerationException failure(Throwable e) {
    if (closed) {
      // A run that is made to end fails, too.
      return closedMeanwhile();
    }
    boolean memory = e instanceof OutOfMemoryError || Words.of(e).contains("allocate memory");
    return new GenerationException(
        memory
            ? "Cannot generate: out of memory: "
                + Words.of(e)
                + ". Use fewer rows or decoders, or give Java more memory outside its heap"
                + " (-XX:MaxDirectMemorySize)."
            : "Cannot generate: ONNX Runtime says " + Words.of(e) + ".",
        e);
  }

  private static GenerationException closedMeanwhile() {
    return new GenerationException("Cannot generate: the model was closed meanwhile.");
  }

  /** Lets go of rows that nobody waits for any more. */
  private void bury() {
    Row[] places = batch.places();
    for (int i = 0; i < places.length; i++) {
      if (places[i] != null && places[i].over()) {
        batch.leave(i);
        live--;
      }
    }
  }

  private boolean shouldRegroup() {
    sinceRegrouped++;
    int free = most - live;
    int wanting = admitted.size() + waiting.size();
    if (wanting > 0 && free > 0) {
      return Math.min(free, wanting) >= worthwhile
          || live <= most / 4
          || sinceRegrouped >= PATIENCE;
    }
    return live > 0 && batch.gaping();
  }

  /** Lets new rows in, their prompts read, and closes the gaps that others left. */
  private void regroup() throws OrtException {
    sinceRegrouped = 0;
    counters.regroupings.increment();
    int free = most - live - admitted.size();
    if (free > 0) {
      admitted.addAll(waiting.poll(free));
    }
    List<Row> fresh = new ArrayList<>();
    Set<Prompts.Key> unread = new LinkedHashSet<>();
    int longest = 0;
    while (!admitted.isEmpty()) {
      Row row = admitted.peek();
      int columns = Math.max(longest, row.prompt.length);
      Prompts.Key key = new Prompts.Key(row.prompt);
      if (prompts.known(row.prompt) == null && !unread.contains(key)) {
        if (!unread.isEmpty() && columns > Pass.columns(shape, unread.size() + 1)) {
          break;
        }
        unread.add(key);
        longest = columns;
      }
      admitted.poll();
      fresh.add(row);
    }
    try {
      if (!unread.isEmpty()) {
        prompts.read(unread);
        counters.promptsRead.add(unread.size());
      }
      begin(fresh);
    } catch (OrtException | RuntimeException | OutOfMemoryError e) {
      // Those who were in the batch already are not touched.
      fail(fresh, failure(e));
    }
    // Asked once: a row may be cancelled at any time.
    fresh.removeIf(Row::over);
    batch.regroup(fresh, fresh.stream().map(row -> prompts.known(row.prompt).cache()).toList());
    live += fresh.size();
    prompts.trim();
  }

  /** Rows whose prompts are read write their first token. */
  private void begin(List<Row> fresh) throws OrtException {
    for (Row row : fresh) {
      if (!row.over()) {
        row.cached = row.prompt.length;
        counters.promptTokens.add(row.prompt.length);
        counters.begun.increment();
        write(row, prompts.known(row.prompt).logits());
      }
    }
  }

  /** Each row writes a token. */
  private void step() throws OrtException {
    batch.step(pass);
    Row[] places = batch.places();
    counters.steps.increment();
    counters.stepRows.add(places.length);
    for (int i = 0; i < places.length; i++) {
      if (places[i] != null) {
        pass.logits(i, 0, logits);
        write(places[i], logits);
      }
    }
  }

  /** A row's next token, from its logits. */
  private void write(Row row, float[] logits) throws OrtException {
    int token = choice.choose(logits, row.request, row.count, exact ? tolerance.logit() : 0);
    if (token == TokenChoice.UNSURE) {
      float[] exact = alone.after(row, row.length());
      counters.recomputed.increment();
      tolerance.seen(Tolerance.distance(logits, exact));
      token = choice.choose(exact, row.request, row.count, 0);
    }
    if (token == TokenChoice.BROKEN) {
      row.future.completeExceptionally(
          new GenerationException(
              "Cannot generate: a logit of token "
                  + (row.count + 1)
                  + " is not a number. The model's weights or its type are not sound."));
      return;
    }
    counters.completionTokens.increment();
    if (ends[token]) {
      finish(row, "stop", row.count + 1);
      return;
    }
    row.write(token);
    if (row.full()) {
      finish(row, "length", row.count);
    }
  }

  private void finish(Row row, String reason, int tokens) {
    counters.requests.increment();
    Generated generated;
    try {
      String said = text.decode(row.written, row.count);
      generated = new Generated(said, reason, row.prompt.length, tokens);
    } catch (RuntimeException e) {
      row.future.completeExceptionally(
          new GenerationException(
              "Cannot generate: the tokens make no text: " + Words.of(e) + ".", e));
      return;
    }
    row.future.complete(generated);
  }

  private void failAll(GenerationException why) {
    List<Row> all = new ArrayList<>(admitted);
    for (Row row : batch.places()) {
      if (row != null) {
        all.add(row);
      }
    }
    admitted.clear();
    batch.clear();
    live = 0;
    fail(all, why);
  }

  private static void fail(List<Row> failed, GenerationException why) {
    for (Row row : failed) {
      row.future.completeExceptionally(why);
    }
  }

  /** Ends the loop after the run that goes on, which is made to fail; from another thread. */
  void stop() {
    closed = true;
    try {
      pass.stop();
      alone.stop();
    } catch (OrtException e) {
      // Then it ends after the run.
    }
  }

  private void close() {
    pass.close();
    alone.close();
    batch.close();
    prompts.close();
  }
}
