// SPDX-License-Identifier: Apache-2.0
package dev.whittle.bench;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import com.sun.management.OperatingSystemMXBean;
import dev.whittle.onnx.Device;
import dev.whittle.onnx.Generated;
import dev.whittle.onnx.GenerationRequest;
import dev.whittle.onnx.OnnxModel;
import dev.whittle.onnx.Settings;
import dev.whittle.onnx.Statistics;
import java.lang.management.ManagementFactory;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;

/** Tokens a second of a model in the process, by the rows it writes at once. */
public final class OnnxBenchmark {
  private static final OperatingSystemMXBean PROCESS =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
  private static final int[] ROWS = {1, 8, 32, 64};
  private static final int MOST = 140;

  private OnnxBenchmark() {}

  /** {@code FOLDER REQUESTS}. */
  public static void main(String[] args) throws Exception {
    Path folder = Path.of(args[0]);
    List<GenerationRequest> requests = requests(Integer.parseInt(args[1]), chats(folder));
    System.setProperty("ai.djl.offline", "true");
    System.setProperty("OPT_OUT_TRACKING", "true");
    System.out.printf("%-15s %9s %9s %11s %8s %11s %9s %8s%n", "", "tokens/s", "x plain", "CPU s/1,000", "rows", "recomputed", "heap MB", "RSS MB");
    double plain = Double.NaN;
    if (Files.size(folder.resolve("model.onnx")) < 1L << 30) {
      plain = plain(folder, requests.subList(0, Math.max(8, requests.size() / 8)));
    }
    List<Generated> first = null;
    boolean same = true;
    for (int rows : ROWS) {
      List<GenerationRequest> asked = rows == 1 ? requests.subList(0, requests.size() / 4) : requests;
      List<Generated> texts = measure(rows + " rows", folder, rows, asked, plain);
      if (first == null) {
        first = texts;
      } else {
        same &= texts.subList(0, first.size()).equals(first);
      }
    }
    measure("32, 8 a prompt", folder, 32, often(requests), plain);
    measure("the same, T = 1", folder, 32, uncut(often(requests)), plain);
    long tokens = first.stream().mapToLong(Generated::completionTokens).sum();
    long prompts = first.stream().mapToLong(Generated::promptTokens).sum();
    System.out.printf(
        Locale.ROOT, "prompts of %.0f tokens, texts of %.0f; at all rows %s%n",
        (double) prompts / first.size(), (double) tokens / first.size(), same ? "the same texts" : "OTHER TEXTS");
    if (!same) {
      System.exit(3);
    }
  }

  private static List<Generated> measure(
      String name, Path folder, int rows, List<GenerationRequest> asked, double plain) throws Exception {
    try (OnnxModel model = OnnxModel.load(folder, new Settings(Device.cpu(), 1, 1, rows, asked.size()))) {
      // As much work before, for Java's compilers share the one core: a stage runs for minutes. Other prompts, so that none
      // is known when it is measured.
      all(model, others(asked));
      Statistics before = model.statistics();
      long cpu = PROCESS.getProcessCpuTime();
      long start = System.nanoTime();
      List<Generated> texts = all(model, asked);
      double seconds = (System.nanoTime() - start) / 1e9;
      double cpuSeconds = (PROCESS.getProcessCpuTime() - cpu) / 1e9;
      Statistics after = model.statistics();
      long tokens = after.completionTokens() - before.completionTokens();
      double steps = Math.max(1, after.steps() - before.steps());
      line(
          name, tokens, seconds, cpuSeconds, plain,
          (after.stepRows() - before.stepRows()) / steps,
          (double) (after.recomputed() - before.recomputed()) / tokens);
      return texts;
    }
  }

  private static List<GenerationRequest> others(List<GenerationRequest> requests) {
    return requests.stream()
        .map(r -> new GenerationRequest(null, "Now " + r.user(), r.chat(), r.temperature(), r.topP(), r.topK(), r.maxTokens(), r.seed()))
        .toList();
  }

  /** As attempts come: each problem several times, one after the other. */
  private static List<GenerationRequest> often(List<GenerationRequest> requests) {
    List<GenerationRequest> often = new ArrayList<>();
    int problems = requests.size() / 8;
    for (int i = 0; i < 8 * problems; i++) {
      GenerationRequest r = requests.get(i % problems);
      often.add(new GenerationRequest(null, r.user(), r.chat(), r.temperature(), r.topP(), r.topK(), r.maxTokens(), i));
    }
    return often;
  }

  /** As the demo draws: from all tokens, at temperature 1. */
  private static List<GenerationRequest> uncut(List<GenerationRequest> requests) {
    return requests.stream()
        .map(r -> new GenerationRequest(null, r.user(), r.chat(), 1, 1, 0, r.maxTokens(), r.seed()))
        .toList();
  }

  private static void line(String name, long tokens, double seconds, double cpu, double plain, double rows, double recomputed) throws Exception {
    System.gc();
    long heap = Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    System.out.printf(
        Locale.ROOT, "%-15s %,9.0f %9.2f %11.3f %8.1f %10.2f%% %9d %8d%n",
        name, tokens / seconds, tokens / seconds / plain, cpu * 1000 / tokens, rows, 100 * recomputed, heap >> 20, resident() >> 20);
  }

  private static boolean chats(Path folder) throws Exception {
    Path config = folder.resolve("tokenizer_config.json");
    return Files.exists(folder.resolve("chat_template.jinja"))
        || (Files.exists(config) && Files.readString(config).contains("\"chat_template\""));
  }

  private static long resident() throws Exception {
    Path status = Path.of("/proc/self/status");
    if (Files.exists(status)) {
      for (String line : Files.readAllLines(status)) {
        if (line.startsWith("VmRSS:")) {
          return Long.parseLong(line.replaceAll("\\D", "")) << 10;
        }
      }
    }
    return 0;
  }

  private static List<GenerationRequest> requests(int n, boolean chat) {
    Random random = new Random(1);
    String[] what = {"apples", "marbles", "coins", "red books", "small tickets"};
    List<GenerationRequest> requests = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      String prompt =
          "Ann has " + random.nextInt(1000) + " " + what[random.nextInt(what.length)] + " and gives " + random.nextInt(100)
              + " away. How many are left" + (random.nextBoolean() ? " after 2 days?" : "?");
      requests.add(new GenerationRequest(null, prompt, chat, 0.8, 0.95, 20, MOST, random.nextInt(Integer.MAX_VALUE)));
    }
    return requests;
  }

  private static List<Generated> all(OnnxModel model, List<GenerationRequest> requests) {
    List<CompletableFuture<Generated>> futures = new ArrayList<>();
    requests.forEach(request -> futures.add(model.generate(request)));
    return futures.stream().map(CompletableFuture::join).toList();
  }

  /** What one writes first: a text at a time, arrays in and out, at temperature 1. */
  private static double plain(Path folder, List<GenerationRequest> requests) throws Exception {
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    OrtSession.SessionOptions options = new OrtSession.SessionOptions();
    options.setIntraOpNumThreads(1);
    try (OrtSession session = environment.createSession(folder.resolve("model.onnx").toString(), options);
        HuggingFaceTokenizer tokenizer =
            HuggingFaceTokenizer.newInstance(folder.resolve("tokenizer.json"), Map.of("truncation", "false", "padding", "false"))) {
      Random random = new Random(3);
      double result = 0;
      for (int round = 0; round < 2; round++) {
        long tokens = 0;
        long cpu = PROCESS.getProcessCpuTime();
        long start = System.nanoTime();
        for (GenerationRequest request : requests) {
          tokens += text(environment, session, tokenizer, request, random);
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        result = tokens / seconds;
        if (round == 1) {
          line("plain loop", tokens, seconds, (PROCESS.getProcessCpuTime() - cpu) / 1e9, result, 1, 0);
        }
      }
      return result;
    }
  }

  private static int text(
      OrtEnvironment environment, OrtSession session, HuggingFaceTokenizer tokenizer, GenerationRequest request, Random random)
      throws Exception {
    long[] ids = tokenizer.encode(request.user()).getIds();
    Map<String, OnnxTensor> past = new HashMap<>();
    for (String name : session.getInputNames()) {
      if (name.startsWith("past")) {
        long[] shape = ((TensorInfo) session.getInputInfo().get(name).getInfo()).getShape();
        shape[0] = 1;
        shape[2] = 0;
        past.put(name, OnnxTensor.createTensor(environment, FloatBuffer.allocate(0), shape));
      }
    }
    List<Long> written = new ArrayList<>();
    int length = 0;
    OrtSession.Result result = null;
    // As many as the request asks for: whether it ends earlier is chance, and no matter of speed.
    for (int i = 0; i < MOST / 2; i++) {
      long[] mask = new long[length + ids.length];
      java.util.Arrays.fill(mask, 1);
      long[] positions = new long[ids.length];
      for (int k = 0; k < ids.length; k++) {
        positions[k] = length + k;
      }
      Map<String, OnnxTensor> inputs = new HashMap<>(past);
      try (OnnxTensor id = OnnxTensor.createTensor(environment, new long[][] {ids});
          OnnxTensor real = OnnxTensor.createTensor(environment, new long[][] {mask});
          OnnxTensor position = OnnxTensor.createTensor(environment, new long[][] {positions})) {
        inputs.put("input_ids", id);
        inputs.put("attention_mask", real);
        if (session.getInputNames().contains("position_ids")) {
          inputs.put("position_ids", position);
        }
        OrtSession.Result next = session.run(inputs);
        if (result == null) {
          past.values().forEach(OnnxTensor::close);
        } else {
          result.close();
        }
        result = next;
      }
      length += ids.length;
      for (Map.Entry<String, OnnxValue> output : result) {
        if (output.getKey().startsWith("present")) {
          past.put(output.getKey().replace("present", "past_key_values"), (OnnxTensor) output.getValue());
        }
      }
      float[][][] logits = (float[][][]) result.get("logits").get().getValue();
      long token = draw(logits[0][ids.length - 1], random);
      written.add(token);
      ids = new long[] {token};
    }
    result.close();
    tokenizer.decode(written.stream().mapToLong(Long::longValue).toArray());
    return written.size();
  }

  private static int draw(float[] logits, Random random) {
    double total = 0;
    for (float logit : logits) {
      total += Math.exp(logit);
    }
    double goal = random.nextDouble() * total;
    int token = 0;
    for (double sum = Math.exp(logits[0]); sum < goal && token < logits.length - 1; ) {
      sum += Math.exp(logits[++token]);
    }
    return token;
  }
}
