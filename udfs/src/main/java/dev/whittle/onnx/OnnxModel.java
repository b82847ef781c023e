// SPDX-License-Identifier: Apache-2.0
package dev.whittle.onnx;

import ai.onnxruntime.OrtException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * A language model that runs in this process.
 *
 * <p>Promised: the text of a request is exactly the same whether it is alone or in a batch, whoever
 * else is in that batch, in whichever order they came, and with any number of decoders, rows and
 * threads. The logits of a batch are off by a millionth or so; where that could lead to another
 * token, the token is decided by a run of its row alone. Not promised: the same text with another
 * version of ONNX Runtime, another kind of processor, or a graphics card in its place.
 *
 * <p>Of generation_config.json only the tokens that end a text are taken: temperature and the like
 * are the request's, and penalties for repetition are not known here.
 *
 * <p>Safe for all threads. Memory outside the heap is bounded by the rows, and given back by {@link
 * #close}.
 */
public final class OnnxModel implements AutoCloseable {
  private final Path folder;
  private final Network network;
  private final TextTokens text;
  private final ChatTemplate chat;
  private final Waiting waiting;
  private final Tolerance tolerance = new Tolerance();
  private final Counters counters = new Counters();
  private final List<Decoder> decoders = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();
  private final ReentrantReadWriteLock open = new ReentrantReadWriteLock();
  private final int room;
  private int rows;
  private boolean closed;

  private OnnxModel(Path folder, Network network, TextTokens text, ChatTemplate chat, int waiting) {
    this.folder = folder;
    this.network = network;
    this.text = text;
    this.chat = chat;
    this.waiting = new Waiting(waiting);
    room = waiting;
  }

  /**
   * Loads a folder with model.onnx, tokenizer.json, config.json and generation_config.json, and
   * tries the network out.
   *
   * @throws ModelFolderException when the folder holds no model that can be run; the message names
   *     the file, what is wrong with it and what to do
   */
  public static OnnxModel load(Path folder, Settings settings) {
    ModelFolder files = ModelFolder.open(folder);
    Network network = Network.open(files, settings);
    TextTokens text = null;
    try {
      int[] ends = files.ends(network.shape().vocabulary());
      text = TextTokens.open(files);
      if (text.size() > network.shape().vocabulary()) {
        throw files.fault(
            "the tokenizer has "
                + text.size()
                + " tokens, the network logits for "
                + network.shape().vocabulary(),
            ModelFolder.TOKENIZER,
            "Take all files from one export.");
      }
      OnnxModel model =
          new OnnxModel(folder, network, text, ChatTemplate.open(files), settings.waiting());
      model.start(settings, Trial.run(network, settings.texts(), model.tolerance), ends);
      return model;
    } catch (OrtException | RuntimeException e) {
      if (text != null) {
        text.close();
      }
      close(network);
      if (e instanceof ModelFolderException known) {
        throw known;
      }
      throw new ModelFolderException(
          "Cannot load the model: its network does not run: "
              + Words.of(e)
              + " ("
              + files.file(ModelFolder.NETWORK)
              + "). Export it again, for text generation with past.",
          e);
    }
  }

  private void start(Settings settings, Trial.Result trial, int[] ends) throws OrtException {
    rows = trial.layout() == Layout.ONE_ROW ? 1 : settings.rows();
    for (int i = 0; i < settings.decoders(); i++) {
      Decoder decoder =
          new Decoder(
              network,
              trial,
              text,
              ends,
              rows,
              settings.promptBytes() / settings.decoders(),
              waiting,
              tolerance,
              counters);
      decoders.add(decoder);
      Thread thread = new Thread(decoder, "whittle-onnx-" + folder.getFileName() + "-" + i);
      thread.setDaemon(true);
      threads.add(thread);
    }
    threads.forEach(Thread::start);
  }

  /**
   * Asks for a text. Holds the caller while {@code waiting} requests wait already; nobody is held
   * while no more than {@link #capacity} requests are under way.
   *
   * @return a future that ends with the text, or with a {@link GenerationException}. Cancelling it
   *     frees its row. What depends on it runs in a decoder's thread: keep that short.
   */
  public CompletableFuture<Generated> generate(GenerationRequest request) {
    CompletableFuture<Generated> future = new CompletableFuture<>();
    try {
      Row row = new Row(request, future, prompt(request), network.shape().context());
      if (!waiting.put(row)) {
        throw closed();
      }
      future.whenComplete(
          (generated, error) -> {
            if (future.isCancelled()) {
              waiting.remove(row);
            }
          });
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      future.completeExceptionally(
          new GenerationException("Cannot generate: the thread that asked was interrupted.", e));
    } catch (GenerationException e) {
      future.completeExceptionally(e);
    }
    return future;
  }

  private GenerationException closed() {
    return new GenerationException("Cannot generate: the model is closed (" + folder + ").");
  }

  private int[] prompt(GenerationRequest request) {
    open.readLock().lock();
    try {
      if (closed) {
        throw closed();
      }
      String system = request.system() == null ? "" : request.system();
      int[] prompt =
          request.chat()
              ? text.encodeTemplated(chat.text(system, request.user()))
              : text.encodeWhole(system + request.user());
      int context = network.shape().context();
      if (prompt.length >= context) {
        throw new GenerationException(
            "Cannot generate: the prompt has "
                + prompt.length
                + " tokens, the model reads and writes "
                + context
                + " together ("
                + folder.resolve(ModelFolder.CONFIG)
                + "). Shorten the problem or the prompt.");
      }
      if (prompt.length == 0) {
        throw new GenerationException(
            "Cannot generate: the prompt has no token. Ask something, in words that the tokenizer"
                + " knows.");
      }
      return prompt;
    } catch (GenerationException e) {
      throw e;
    } catch (RuntimeException e) {
      throw new GenerationException(
          "Cannot generate: the prompt cannot be cut into tokens: " + Words.of(e) + ".", e);
    } finally {
      open.readLock().unlock();
    }
  }

  /**
   * The text that the model goes on from: to look at, and to see that the model can chat before the
   * first request is paid for.
   *
   * @throws GenerationException when the chat template is missing, unknown in parts, or refuses
   */
  public String prompted(String system, String user) {
    return chat.text(system, user);
  }

  /** What it runs on, in ONNX Runtime's words, such as CUDAExecutionProvider:0. */
  public String provider() {
    return network.provider();
  }

  /** The most tokens of prompt and completion together. */
  public int context() {
    return network.shape().context();
  }

  /**
   * The most texts that one decoder writes at once: as set, or 1 when what the network says of a
   * row depends on the other rows, as with weights of 16 bits or dynamic quantisation. Then more
   * decoders help.
   */
  public int rows() {
    return rows;
  }

  /** How many requests can be under way before whoever asks for one more is held up. */
  public int capacity() {
    return rows * decoders.size() + room;
  }

  /** What was done so far. */
  public Statistics statistics() {
    return counters.statistics(tolerance.farthest(), tolerance.logit());
  }

  /** Ends the loops, fails what is under way and gives all memory back. May be called twice. */
  @Override
  public void close() {
    open.writeLock().lock();
    try {
      if (closed) {
        return;
      }
      closed = true;
    } finally {
      open.writeLock().unlock();
    }
    List<Row> left = waiting.close();
    decoders.forEach(Decoder::stop);
    left.forEach(row -> row.future.completeExceptionally(closed()));
    boolean interrupted = false;
    for (Thread thread : threads) {
      while (thread.isAlive()) {
        try {
          thread.join();
        } catch (InterruptedException e) {
          // The memory cannot be given back before the loop has ended, which it does at once.
          interrupted = true;
        }
      }
    }
    text.close();
    close(network);
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static void close(Network network) {
    try {
      network.close();
    } catch (OrtException e) {
      throw new IllegalStateException("a network cannot be closed", e);
    }
  }
}
