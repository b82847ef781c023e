// SPDX-License-Identifier: Apache-2.0
package dev.whittle.source;

import dev.whittle.config.Problems;
import dev.whittle.config.SourceFormat;
import dev.whittle.config.UserError;
import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Looks at every file of every source before any work: whether it is there and can be read, what it
 * is packed with and shaped as, and whether the mapping's pointers hit anything in its first
 * records.
 */
final class Inspector {
  /** Enough for a field that a few records lack. */
  private static final int RECORDS = 50;

  private static final int HEAD = 1 << 18;
  private static final int THREADS = 16;
  private static final int FILES_TOLD = 3;

  private final Configuration configuration;
  private final ReadLimits limits;
  private final String root;
  private final Problems problems = new Problems();

  /** What the inspection needs to know of a source of any kind. */
  record Request(
      String source,
      List<String> paths,
      SourceFormat format,
      Optional<String> records,
      Map<String, Template> templates) {}

  /**
   * A file with its first records, all of their members.
   *
   * @param file null when it cannot be read at all; then the fault says why
   * @param fault what is wrong with the file or with the first bad record
   * @param isReadable whether it holds a good record, or none
   */
  record Seen(
      SourceFile file, String name, List<Object> records, String fault, boolean isReadable) {}

  Inspector(Configuration configuration, ReadLimits limits) {
    this.configuration = configuration;
    this.limits = limits;
    this.root = Paths.qualified(limits.root(), configuration);
  }

  Problems problems() {
    return problems;
  }

  /** The files of each source, by source in the order given. */
  Map<String, List<SourceFile>> inspect(List<Request> requests) {
    Map<String, List<SourceFile>> files = new LinkedHashMap<>();
    ExecutorService pool = Executors.newFixedThreadPool(THREADS, Inspector::daemon);
    try {
      for (Request request : requests) {
        List<Seen> seen = look(request, pool);
        checkReadable(request, seen);
        checkPointers(request, seen);
        files.put(request.source(), seen.stream().map(Seen::file).toList());
      }
    } finally {
      pool.shutdownNow();
    }
    return files;
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "whittle-inspect");
    thread.setDaemon(true);
    return thread;
  }

  private List<Seen> look(Request request, ExecutorService pool) {
    List<String> path = request.records().map(JsonSplitter::path).orElse(List.of());
    List<Future<Seen>> looks = new ArrayList<>();
    for (FileStatus status : files(request.source(), request.paths())) {
      looks.add(pool.submit(() -> look(status, request.format(), path)));
    }
    List<Seen> seen = new ArrayList<>();
    for (Future<Seen> look : looks) {
      try {
        Seen one = look.get();
        if (one.file() == null) {
          tell(request.source(), one.name(), one.fault());
        } else {
          seen.add(one);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("Interrupted while looking at " + request.source(), e);
      } catch (ExecutionException e) {
        throw new IllegalStateException(e.getCause());
      }
    }
    return seen;
  }

  /** The files behind paths and globs, each once, in order of their names. */
  List<FileStatus> files(String source, List<String> paths) {
    TreeMap<String, FileStatus> files = new TreeMap<>();
    if (paths.isEmpty()) {
      problems.add("source '" + source + "'", "paths", "is empty; give at least one file or glob");
    }
    for (String text : paths) {
      int open = text.indexOf("${");
      if (open >= 0) {
        problems.add("source '" + source + "'", "paths", "unknown variable in '" + text + "'");
        continue;
      }
      try {
        Path path = new Path(text);
        FileSystem system = FileSystem.get(path.toUri(), configuration);
        FileStatus[] found = system.globStatus(path);
        int before = files.size();
        if (found != null) {
          for (FileStatus status : found) {
            gather(system, status, files);
          }
        }
        if (files.size() == before && (found == null || found.length == 0)) {
          problems.add("source '" + source + "'", "paths", "there is no file '" + text + "'");
        } else if (files.size() == before && found[0].isDirectory()) {
          problems.add(
              "source '" + source + "'", "paths", "there is no file in the folder '" + text + "'");
        }
      } catch (IOException | IllegalArgumentException e) {
        problems.add(
            "source '" + source + "'", "paths", "cannot look up '" + text + "': " + words(e));
      }
    }
    return List.copyOf(files.values());
  }

  private static void gather(FileSystem system, FileStatus status, Map<String, FileStatus> files)
      throws IOException {
    if (status.isFile()) {
      files.put(status.getPath().toString(), status);
      return;
    }
    for (FileStatus child : system.listStatus(status.getPath())) {
      String name = child.getPath().getName();
      // Marks, checksums and unfinished output, as Spark itself skips them.
      if (!name.startsWith("_") && !name.startsWith(".")) {
        gather(system, child, files);
      }
    }
  }

  private static String words(Exception e) {
    if (e instanceof FileNotFoundException) {
      return "there is no such file";
    }
    String message = e.getMessage();
    return message == null ? e.getClass().getSimpleName() : message.lines().findFirst().orElse("");
  }

  /** A file's shape and first records. */
  Seen look(FileStatus status, SourceFormat wanted, List<String> path) {
    String uri = status.getPath().toString();
    String name = Paths.relative(root, uri);
    try {
      byte[] packed = head(status.getPath(), Compression.NONE, 16);
      Compression compression = Compression.of(packed);
      SourceFormat format = wanted;
      if (isParquet(packed)) {
        compression = Compression.NONE;
        format = wanted == SourceFormat.AUTO ? SourceFormat.PARQUET : wanted;
      }
      if (format == SourceFormat.PARQUET) {
        SourceFile file = new SourceFile(uri, name, status.getLen(), compression, format, path);
        if (status.getLen() > 0 && !isParquet(packed)) {
          return unreadable(name, "is no Parquet file");
        }
        return new Seen(file, name, List.of(), null, true);
      }
      byte[] head = head(status.getPath(), compression, HEAD);
      if (isUtf16(head)) {
        return unreadable(name, "is UTF-16; convert it to UTF-8");
      }
      if (format == SourceFormat.AUTO) {
        Optional<SourceFormat> sniffed = sniff(name, head, head.length < HEAD, path);
        if (sniffed.isEmpty()) {
          return unreadable(name, "is of no shape known here; give its format (jsonl, json, csv)");
        }
        format = sniffed.get();
      }
      SourceFile file = new SourceFile(uri, name, status.getLen(), compression, format, path);
      return first(file);
    } catch (IOException e) {
      return unreadable(name, "cannot be read: " + words(e));
    }
  }

  /** The same file once more, in another format. */
  Seen look(SourceFile file, SourceFormat format, List<String> path) {
    try {
      return first(
          new SourceFile(file.uri(), file.name(), file.length(), file.compression(), format, path));
    } catch (IOException e) {
      throw new UserError(
          "Cannot read '" + file.name() + "': " + words(e) + ". Give another file.", e);
    }
  }

  /** The first bytes of a file, unpacked. */
  byte[] head(SourceFile file) throws IOException {
    return head(new Path(file.uri()), file.compression(), HEAD);
  }

  private static Seen unreadable(String name, String words) {
    return new Seen(null, name, List.of(), words, false);
  }

  private void tell(String source, String name, String words) {
    problems.add("source '" + source + "'", "paths", "file '" + name + "' " + words);
  }

  private Seen first(SourceFile file) throws IOException {
    List<Object> records = new ArrayList<>();
    String fault = null;
    boolean any = false;
    Piece piece = new Piece("", file, 0, file.length());
    try (PieceReader reader = new PieceReader(piece, Set.of(), limits.maxRecord(), configuration)) {
      for (int i = 0; i < RECORDS && reader.hasNext(); i++) {
        SourceRecord record = reader.next();
        any = true;
        if (record.reason() == null) {
          records.add(record.value());
        } else if (fault == null) {
          fault = record.position() + ": " + record.reason().code() + ", " + record.fault();
        }
      }
    }
    return new Seen(file, file.name(), records, fault, !any || !records.isEmpty());
  }

  /** The first bytes of a file, unpacked. */
  private byte[] head(Path path, Compression compression, int length) throws IOException {
    FileSystem system = FileSystem.get(path.toUri(), configuration);
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    try (InputStream stored = system.open(path);
        InputStream in = compression.open(stored)) {
      byte[] buffer = new byte[Math.min(length, 1 << 14)];
      int read = 0;
      while (head.size() < length && read >= 0) {
        try {
          read = in.read(buffer, 0, Math.min(buffer.length, length - head.size()));
        } catch (IOException e) {
          if (compression == Compression.NONE || head.size() == 0) {
            throw e;
          }
          // Broken further on: its rows will say so.
          read = -1;
        }
        if (read > 0) {
          head.write(buffer, 0, read);
        }
      }
    }
    return head.toByteArray();
  }

  private static boolean isParquet(byte[] head) {
    return head.length >= 4
        && head[0] == 'P'
        && head[1] == 'A'
        && head[2] == 'R'
        && (head[3] == '1' || head[3] == 'E');
  }

  private static boolean isUtf16(byte[] head) {
    return head.length >= 2
        && ((head[0] == (byte) 0xff && head[1] == (byte) 0xfe)
            || (head[0] == (byte) 0xfe && head[1] == (byte) 0xff));
  }

  /** The shape of a text file, by its start and, where that says nothing, by its name. */
  static Optional<SourceFormat> sniff(
      String name, byte[] head, boolean complete, List<String> path) {
    String plain = name.toLowerCase(Locale.ROOT);
    for (String packed : List.of(".gz", ".zst", ".zstd", ".bz2", ".xz")) {
      if (plain.endsWith(packed)) {
        plain = plain.substring(0, plain.length() - packed.length());
      }
    }
    if (plain.endsWith(".csv") || plain.endsWith(".tsv")) {
      return Optional.of(SourceFormat.CSV);
    }
    if (!path.isEmpty()) {
      return Optional.of(SourceFormat.JSON);
    }
    String text = new String(head, StandardCharsets.UTF_8);
    if (text.startsWith("\ufeff")) {
      text = text.substring(1);
    }
    String start = text.stripLeading();
    if (start.startsWith("[")) {
      return Optional.of(SourceFormat.JSON);
    }
    String[] lines = text.split("\n", -1);
    int whole = 0;
    int objects = 0;
    for (int i = 0; i < lines.length && whole < RECORDS; i++) {
      boolean cut = i == lines.length - 1 && !complete;
      if (!lines[i].isBlank() && !cut) {
        whole++;
        objects += isObject(lines[i]) ? 1 : 0;
      }
    }
    // A pretty-printed object has no line that is an object, but for small ones inside of it.
    if (objects * 2 >= whole && objects > 0) {
      return Optional.of(SourceFormat.JSONL);
    }
    if (plain.endsWith(".jsonl") || plain.endsWith(".ndjson")) {
      return Optional.of(SourceFormat.JSONL);
    }
    if (start.startsWith("{") || plain.endsWith(".json")) {
      return Optional.of(SourceFormat.JSON);
    }
    return start.isEmpty() ? Optional.of(SourceFormat.JSONL) : Optional.empty();
  }

  private static boolean isObject(String line) {
    try {
      return Json.parse(line, Set.of()) instanceof Map;
    } catch (Json.Malformed e) {
      return false;
    }
  }

  private void checkReadable(Request request, List<Seen> seen) {
    for (Seen one : seen) {
      if (!one.isReadable()) {
        tell(
            request.source(),
            one.file().name(),
            "has no readable record of the format "
                + one.file().format().name().toLowerCase(Locale.ROOT)
                + " at its start ("
                + one.fault()
                + "); check format and records");
      }
    }
  }

  private void checkPointers(Request request, List<Seen> seen) {
    request
        .templates()
        .forEach(
            (key, template) -> {
              for (Pointer pointer : template.pointers()) {
                List<Seen> lacking =
                    seen.stream()
                        .filter(one -> !one.records().isEmpty() && !hits(pointer, one.records()))
                        .toList();
                if (!lacking.isEmpty()) {
                  problems.add(
                      "source '" + request.source() + "'", "map." + key, lack(pointer, lacking));
                }
              }
            });
  }

  private static boolean hits(Pointer pointer, List<Object> records) {
    List<Object> hits = new ArrayList<>();
    for (Object record : records) {
      pointer.find(record, hits);
      if (!hits.isEmpty()) {
        return true;
      }
    }
    return false;
  }

  private static String lack(Pointer pointer, List<Seen> lacking) {
    Seen one = lacking.get(0);
    // The deepest part of the pointer that still hits tells what could have been meant.
    int depth = pointer.tokens().size() - 1;
    Set<String> known = members(pointer.tokens().subList(0, depth), one.records());
    while (known.isEmpty() && depth > 0) {
      depth--;
      known = members(pointer.tokens().subList(0, depth), one.records());
    }
    List<String> files =
        lacking.stream().limit(FILES_TOLD).map(other -> "'" + other.file().name() + "'").toList();
    return unknown(pointer, depth, known)
        + " (in "
        + String.join(", ", files)
        + (lacking.size() > FILES_TOLD
            ? " and " + (lacking.size() - FILES_TOLD) + " more files"
            : "")
        + ")";
  }

  /** A sentence on a pointer that hits nothing, with what is there. */
  static String unknown(Pointer pointer, int depth, Set<String> known) {
    String at = depth == 0 ? "" : " below " + new Pointer(pointer.tokens().subList(0, depth));
    String near = Problems.suggestion(pointer.tokens().get(depth), known);
    String fields = "; fields" + at + ": " + String.join(", ", known);
    return "no record has "
        + pointer
        + (near.startsWith("; did") ? near.replace("?", "") : "")
        + (known.isEmpty() ? "" : fields);
  }

  private static Set<String> members(List<String> tokens, List<Object> records) {
    Set<String> members = new TreeSet<>(Comparator.naturalOrder());
    Pointer parent = new Pointer(tokens);
    List<Object> hits = new ArrayList<>();
    records.forEach(record -> parent.find(record, hits));
    for (Object hit : hits) {
      if (hit instanceof Map<?, ?> map) {
        map.keySet().forEach(key -> members.add((String) key));
      } else if (hit instanceof List<?> list && !list.isEmpty()) {
        members.add("0.." + (list.size() - 1));
        members.add(Pointer.LAST);
        members.add(Pointer.ALL);
      }
    }
    return members;
  }

  /** Fails with all that was found. */
  void throwIfAny() {
    if (!problems.found().isEmpty()) {
      int count = problems.found().size();
      throw new UserError(
          "Cannot read the sources: "
              + (count == 1 ? "1 problem" : count + " problems")
              + ".\n  "
              + String.join("\n  ", problems.found())
              + "\nMend the sources file or the data and run again.");
    }
  }
}
