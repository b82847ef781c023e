// SPDX-License-Identifier: Apache-2.0
package dev.whittle.stages;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import org.apache.spark.sql.catalyst.util.GenericArrayData;
import org.apache.spark.unsafe.types.UTF8String;

/** Texts within bytes: of any length, or null. */
final class Bytes {
  private Bytes() {}

  static void write(DataOutput out, String text) throws IOException {
    if (text == null) {
      out.writeInt(-1);
      return;
    }
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  static void write(DataOutput out, Collection<String> texts) throws IOException {
    out.writeInt(texts.size());
    for (String text : texts) {
      write(out, text);
    }
  }

  static String read(DataInput in) throws IOException {
    byte[] bytes = bytes(in);
    return bytes == null ? null : new String(bytes, StandardCharsets.UTF_8);
  }

  static String[] list(DataInput in) throws IOException {
    String[] texts = new String[in.readInt()];
    for (int i = 0; i < texts.length; i++) {
      texts[i] = read(in);
    }
    return texts;
  }

  /** A text as Spark holds it. */
  static UTF8String utf8(DataInput in) throws IOException {
    byte[] bytes = bytes(in);
    return bytes == null ? null : UTF8String.fromBytes(bytes);
  }

  /** Texts as Spark holds them. */
  static GenericArrayData array(DataInput in) throws IOException {
    Object[] texts = new Object[in.readInt()];
    for (int i = 0; i < texts.length; i++) {
      texts[i] = utf8(in);
    }
    return new GenericArrayData(texts);
  }

  private static byte[] bytes(DataInput in) throws IOException {
    int length = in.readInt();
    if (length < 0) {
      return null;
    }
    byte[] bytes = new byte[length];
    in.readFully(bytes);
    return bytes;
  }
}
