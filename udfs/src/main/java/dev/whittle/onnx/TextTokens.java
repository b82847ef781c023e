// SPDX-License-Identifier: Apache-2.0
package dev.whittle.onnx;

import ai.djl.huggingface.tokenizers.jni.LibUtils;
import ai.djl.huggingface.tokenizers.jni.TokenizersLibrary;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * A tokenizer.json, read by Hugging Face's own library. Safe for all threads until it is closed;
 * whoever closes it sees to it that nobody uses it any more.
 */
final class TextTokens implements AutoCloseable {
  private static final String FILE = ModelFolder.TOKENIZER;

  private final long handle;
  private final int size;

  private TextTokens(long handle, int size) {
    this.handle = handle;
    this.size = size;
  }

  /**
   * @throws ModelFolderException when the file cannot be used
   */
  static TextTokens open(ModelFolder folder) {
    int size = size(folder);
    try {
      TokenizersLibrary library = library();
      long handle = library.createTokenizerFromString(folder.text(FILE));
      // A file may cut texts or fill them up: here neither.
      library.disableTruncation(handle);
      library.disablePadding(handle);
      return new TextTokens(handle, size);
    } catch (RuntimeException e) {
      throw new ModelFolderException(
          "Cannot load the model: "
              + FILE
              + " is no tokenizer: "
              + Words.of(e)
              + " ("
              + folder.file(FILE)
              + "). Copy it again.",
          e);
    } catch (LinkageError e) {
      throw new ModelFolderException(
          "Cannot load the model: the library of tokenizers does not run on this machine: "
              + Words.of(e.getCause() == null ? e : e.getCause())
              + " ("
              + folder.file(FILE)
              + "). It is made for Linux and macOS on arm64, Linux and Windows on x86-64.",
          e);
    }
  }

  /** One more than the highest number of a token. */
  private static int size(ModelFolder folder) {
    JsonNode json = folder.json(FILE);
    int highest = -1;
    JsonNode vocabulary = json.path("model").path("vocab");
    if (vocabulary.isArray()) {
      highest = vocabulary.size() - 1;
    } else {
      for (JsonNode id : vocabulary) {
        highest = Math.max(highest, id.asInt(-1));
      }
    }
    for (JsonNode added : json.path("added_tokens")) {
      highest = Math.max(highest, added.path("id").asInt(-1));
    }
    if (highest < 0) {
      throw folder.fault(FILE + " has no vocabulary", FILE, "Copy it again.");
    }
    return highest + 1;
  }

  /** Loads the library once, from its jar: nothing is fetched, nothing is reported to anybody. */
  private static TokenizersLibrary library() {
    return Library.LIBRARY;
  }

  private static final class Library {
    static final TokenizersLibrary LIBRARY = load();

    private static TokenizersLibrary load() {
      property("ai.djl.offline", "true");
      property("OPT_OUT_TRACKING", "true");
      // Not the home folder, which an executor may not have, but one that goes with the process.
      Path folder = null;
      if (System.getenv("ENGINE_CACHE_DIR") == null
          && System.getProperty("ENGINE_CACHE_DIR") == null) {
        folder = temporary();
        System.setProperty("ENGINE_CACHE_DIR", folder.toString());
      }
      Thread thread = Thread.currentThread();
      ClassLoader before = thread.getContextClassLoader();
      thread.setContextClassLoader(TokenizersLibrary.class.getClassLoader());
      try {
        LibUtils.checkStatus();
        return TokenizersLibrary.LIB;
      } finally {
        thread.setContextClassLoader(before);
        if (folder != null) {
          System.clearProperty("ENGINE_CACHE_DIR");
        }
      }
    }

    private static void property(String name, String value) {
      if (System.getProperty(name) == null) {
        System.setProperty(name, value);
      }
    }

    private static Path temporary() {
      try {
        Path folder = Files.createTempDirectory("whittle-tokenizers");
        Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(folder)));
        return folder;
      } catch (IOException e) {
        throw new IllegalStateException("no temporary folder: " + Words.of(e), e);
      }
    }

    private static void delete(Path folder) {
      try (Stream<Path> all = Files.walk(folder)) {
        for (Path path : (Iterable<Path>) all.sorted(Comparator.reverseOrder())::iterator) {
          Files.delete(path);
        }
      } catch (IOException e) {
        // It is in the temporary folder: the system's own tidying takes it.
      }
    }
  }

  int size() {
    return size;
  }

  /** The tokens of a text; with those that the tokenizer puts around every text, if it does. */
  int[] encodeWhole(String text) {
    return encode(text, true);
  }

  /** The tokens of a text that has all its special tokens already. */
  int[] encodeTemplated(String text) {
    return encode(text, false);
  }

  private int[] encode(String text, boolean special) {
    long encoding = library().encode(handle, text, special);
    try {
      long[] ids = library().getTokenIds(encoding);
      int[] tokens = new int[ids.length];
      for (int i = 0; i < ids.length; i++) {
        tokens[i] = Math.toIntExact(ids[i]);
      }
      return tokens;
    } finally {
      library().deleteEncoding(encoding);
    }
  }

  /** The text of the first tokens, without special ones. */
  String decode(int[] tokens, int count) {
    long[] ids = new long[count];
    for (int i = 0; i < count; i++) {
      ids[i] = tokens[i];
    }
    return library().decode(handle, ids, true);
  }

  @Override
  public void close() {
    library().deleteTokenizer(handle);
  }
}
