// SPDX-License-Identifier: Apache-2.0
package dev.whittle.onnx;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Keys and values of some rows: for each layer a tensor of keys and one of values, [rows, heads,
 * length, dimensions]. The network reads one and writes another; one thread's.
 */
final class Cache implements AutoCloseable {
  private static final ByteBuffer ZEROS = ByteBuffer.allocateDirect(1 << 16);

  private final OrtEnvironment environment;
  private final int heads;
  private final int dimensions;
  private final OnnxJavaType type;
  private final Memory[] parts;
  private final OnnxTensor[] tensors;
  private int rows;
  private int length;

  Cache(OrtEnvironment environment, Shape shape) {
    this.environment = environment;
    heads = shape.heads();
    dimensions = shape.dimensions();
    type = shape.cache();
    parts = new Memory[2 * shape.layers()];
    tensors = new OnnxTensor[parts.length];
    for (int i = 0; i < parts.length; i++) {
      parts[i] = new Memory();
    }
  }

  /** Makes room; what was in it is lost. */
  void resize(int rows, int length) throws OrtException {
    closeTensors();
    this.length = length;
    for (Memory part : parts) {
      part.atLeast(bytes(rows, length));
    }
    show(rows);
  }

  /** Makes room for one row that no network reads; how many bytes. */
  long reserve(int length) {
    this.length = length;
    rows = 1;
    for (Memory part : parts) {
      part.exactly(bytes(1, length));
    }
    return parts.length * bytes(1, length);
  }

  private long bytes(int rows, int length) {
    return (long) rows * heads * length * dimensions * type.size;
  }

  /** Shows only the first rows of those that there is room for. */
  void show(int rows) throws OrtException {
    closeTensors();
    this.rows = rows;
    int bytes = (int) bytes(rows, length);
    long[] shape = {rows, heads, length, dimensions};
    for (int i = 0; i < parts.length; i++) {
      // A duplicate starts with Java's byte order.
      ByteBuffer room = parts[i].buffer().duplicate().order(ByteOrder.nativeOrder());
      tensors[i] = OnnxTensor.createTensor(environment, room.limit(bytes), shape, type);
    }
  }

  int rows() {
    return rows;
  }

  int length() {
    return length;
  }

  int parts() {
    return parts.length;
  }

  OnnxTensor tensor(int part) {
    return tensors[part];
  }

  /**
   * Fills a row: its last {@code count} columns with those of another cache that start at {@code
   * from}, those before with zeros.
   */
  void fillLast(int row, Cache source, int sourceRow, int from, int count) {
    int column = dimensions * type.size;
    int blank = (length - count) * column;
    for (int part = 0; part < parts.length; part++) {
      ByteBuffer to = parts[part].buffer();
      for (int head = 0; head < heads; head++) {
        int start = (row * heads + head) * length * column;
        for (int done = 0; done < blank; done += ZEROS.capacity()) {
          to.put(start + done, ZEROS, 0, Math.min(ZEROS.capacity(), blank - done));
        }
      }
    }
    fill(row, length - count, source, sourceRow, from, count);
  }

  /** Fills the first columns of a row with those of another cache; the others stay as they are. */
  void fillFirst(int row, Cache source, int sourceRow, int count) {
    fill(row, 0, source, sourceRow, 0, count);
  }

  private void fill(int row, int at, Cache source, int sourceRow, int from, int count) {
    int column = dimensions * type.size;
    for (int part = 0; part < parts.length; part++) {
      ByteBuffer to = parts[part].buffer();
      ByteBuffer of = source.parts[part].buffer();
      for (int head = 0; head < heads; head++) {
        int start = ((row * heads + head) * length + at) * column;
        int sourceStart = ((sourceRow * heads + head) * source.length + from) * column;
        to.put(start, of, sourceStart, count * column);
      }
    }
  }

  private void closeTensors() {
    for (int i = 0; i < tensors.length; i++) {
      if (tensors[i] != null) {
        tensors[i].close();
        tensors[i] = null;
      }
    }
  }

  /** Gives its memory back; it may be resized again. */
  void release() {
    closeTensors();
    length = 0;
    rows = 0;
    for (Memory part : parts) {
      part.close();
    }
  }

  @Override
  public void close() {
    release();
  }
}
