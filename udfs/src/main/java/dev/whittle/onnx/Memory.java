// SPDX-License-Identifier: Apache-2.0
package dev.whittle.onnx;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Memory outside the heap that grows with what is asked of it and is given back when closed, not
 * when a collector comes by. What it held is lost when it grows.
 */
final class Memory implements AutoCloseable {
  private static final MethodHandle FREE = free();
  private static final int LEAST = 1024;

  private ByteBuffer buffer = ByteBuffer.allocateDirect(0);

  private static ByteBuffer allocate(int bytes) {
    return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
  }

  private static MethodHandle free() {
    try {
      // The only way before Java 22; without it a collector frees the memory, later.
      Class<?> unsafe = Class.forName("sun.misc.Unsafe");
      var field = unsafe.getDeclaredField("theUnsafe");
      field.setAccessible(true);
      return MethodHandles.lookup()
          .findVirtual(unsafe, "invokeCleaner", MethodType.methodType(void.class, ByteBuffer.class))
          .bindTo(field.get(null));
    } catch (ReflectiveOperationException | RuntimeException e) {
      return null;
    }
  }

  /** The memory, of at least so many bytes, all of it between position 0 and the limit. */
  ByteBuffer atLeast(long bytes) {
    if (bytes > buffer.capacity() || buffer.capacity() == 0) {
      if (bytes > Integer.MAX_VALUE - 8) {
        throw new OutOfMemoryError(
            "one tensor of " + bytes + " bytes, more than a buffer can hold");
      }
      long grown =
          Math.min(
              Integer.MAX_VALUE - 8, Math.max(Math.max(LEAST, bytes), buffer.capacity() * 3L / 2));
      close();
      buffer = allocate((int) grown);
    }
    return buffer;
  }

  /** The same without room to grow. */
  void exactly(long bytes) {
    if (bytes > Integer.MAX_VALUE - 8) {
      throw new OutOfMemoryError("one tensor of " + bytes + " bytes, more than a buffer can hold");
    }
    close();
    buffer = allocate((int) bytes);
  }

  ByteBuffer buffer() {
    return buffer;
  }

  /** Gives the memory back: nothing may read or write it any more, a tensor neither. */
  @Override
  public void close() {
    ByteBuffer freed = buffer;
    buffer = ByteBuffer.allocateDirect(0);
    if (FREE != null && freed.capacity() > 0) {
      try {
        FREE.invoke(freed);
      } catch (Throwable e) {
        throw new IllegalStateException("memory cannot be given back", e);
      }
    }
  }
}
