// SPDX-License-Identifier: Apache-2.0
package dev.whittle.onnx;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.platform.Fp16Conversions;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Runs a network on some rows: sets its inputs, reads its logits. One thread's, with its own memory
 * outside the heap.
 */
final class Pass implements AutoCloseable {
  /** The logits of all tokens of a prompt are computed, though only the last are wanted. */
  private static final long LOGITS_AT_ONCE = 128L << 20;

  /** Attention takes memory with the tokens of all rows times the columns of one. */
  private static final long TOKENS_AT_ONCE = 4096;

  private static final long COLUMNS_AT_ONCE = 1024;

  private final Network network;
  private final Shape shape;
  private final OrtSession.RunOptions options;
  private final Memory ids = new Memory();
  private final Memory mask = new Memory();
  private final Memory positions = new Memory();
  private final Memory logits = new Memory();
  private final Map<String, OnnxTensor> inputs = new HashMap<>();
  private final Map<String, OnnxTensor> outputs = new HashMap<>();
  private LongBuffer idsView;
  private LongBuffer maskView;
  private LongBuffer positionsView;
  private int rows;
  private int columns;
  private int width;
  private boolean closed;

  /** What each of the 65,536 numbers of 16 bits is. */
  private static final class Halves {
    static final float[] FLOATS = new float[1 << 16];

    static {
      for (int bits = 0; bits < FLOATS.length; bits++) {
        FLOATS[bits] = Fp16Conversions.mlasFp16ToFloat((short) bits);
      }
    }
  }

  Pass(Network network) throws OrtException {
    this.network = network;
    shape = network.shape();
    options = new OrtSession.RunOptions();
  }

  /** How many new columns so many rows may have at once, for the memory that a run takes. */
  static int columns(Shape shape, int rows) {
    long most = Math.min(TOKENS_AT_ONCE, LOGITS_AT_ONCE / shape.vocabulary() / shape.logits().size);
    return (int) Math.max(1, Math.min(COLUMNS_AT_ONCE, most / rows));
  }

  /**
   * Before the inputs are set.
   *
   * @param columns how many new ones each row has
   * @param width how many columns the mask has
   */
  void prepare(int rows, int columns, int width) {
    this.rows = rows;
    this.columns = columns;
    this.width = width;
    idsView = longs(ids, (long) rows * columns);
    positionsView = longs(positions, (long) rows * columns);
    maskView = longs(mask, (long) rows * width);
  }

  private static LongBuffer longs(Memory memory, long count) {
    ByteBuffer bytes = memory.atLeast(count * Long.BYTES).duplicate();
    bytes.order(ByteOrder.nativeOrder()).limit((int) (count * Long.BYTES));
    return bytes.asLongBuffer();
  }

  /** The token at a column of the new ones, and which it is of its text, from 0. */
  void token(int row, int column, int id, int position) {
    idsView.put(row * columns + column, id);
    positionsView.put(row * columns + column, position);
  }

  /** Which columns are a row's own, from the first up to before the last. */
  void mask(int row, int from, int to) {
    int start = row * width;
    for (int i = 0; i < width; i++) {
      maskView.put(start + i, i >= from && i < to ? 1 : 0);
    }
  }

  /** Reads the old columns of one cache; writes old and new ones to another. */
  void run(Cache past, Cache present) throws OrtException {
    present.resize(rows, past.length() + columns);
    runInPlace(past, present);
  }

  /** The same for a cache that is long enough and may be the one that is read. */
  void runInPlace(Cache past, Cache present) throws OrtException {
    OrtEnvironment environment = network.environment();
    long[] wide = {rows, columns};
    ByteBuffer room =
        logits.atLeast((long) rows * columns * shape.vocabulary() * shape.logits().size);
    ByteBuffer written = room.duplicate().order(ByteOrder.nativeOrder());
    written.limit(rows * columns * shape.vocabulary() * shape.logits().size);
    try (OnnxTensor id = OnnxTensor.createTensor(environment, idsView, wide);
        OnnxTensor position = OnnxTensor.createTensor(environment, positionsView, wide);
        OnnxTensor real = OnnxTensor.createTensor(environment, maskView, new long[] {rows, width});
        OnnxTensor says =
            OnnxTensor.createTensor(
                environment,
                written,
                new long[] {rows, columns, shape.vocabulary()},
                shape.logits())) {
      inputs.put(Network.IDS, id);
      inputs.put(Network.MASK, real);
      if (network.takesPositions()) {
        inputs.put(Network.POSITIONS, position);
      }
      outputs.put(Network.LOGITS, says);
      for (int part = 0; part < past.parts(); part++) {
        inputs.put(network.past(part), past.tensor(part));
        outputs.put(network.present(part), present.tensor(part));
      }
      network.session().run(inputs, Set.of(), outputs, options).close();
    } finally {
      inputs.clear();
      outputs.clear();
    }
  }

  /** What the network says after the token at a column, into an array as long as the vocabulary. */
  void logits(int row, int column, float[] into) {
    long first = ((long) row * columns + column) * shape.vocabulary();
    if (shape.logits() == OnnxJavaType.FLOAT) {
      logits.buffer().asFloatBuffer().get((int) first, into);
      return;
    }
    ByteBuffer halves = logits.buffer();
    for (int i = 0; i < into.length; i++) {
      into[i] = Halves.FLOATS[halves.getShort((int) (first + i) * Short.BYTES) & 0xffff];
    }
  }

  /** Makes the run that goes on in another thread fail soon, and all later ones. */
  void stop() throws OrtException {
    synchronized (options) {
      if (!closed) {
        options.setTerminate(true);
      }
    }
  }

  @Override
  public void close() {
    synchronized (options) {
      closed = true;
      options.close();
    }
    ids.close();
    mask.close();
    positions.close();
    logits.close();
  }
}
