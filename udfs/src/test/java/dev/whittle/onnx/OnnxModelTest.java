// SPDX-License-Identifier: Apache-2.0
package dev.whittle.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(300)
class OnnxModelTest {
  static final Path MODELS = Path.of("src/test/resources/dev/whittle/onnx");
  static final Path TINY = MODELS.resolve("tiny");

  static Settings settings(int decoders, int rows) {
    return new Settings(Device.cpu(), decoders, 1, rows, 2000);
  }

  private static OnnxModel load(String folder, int decoders, int rows) {
    return OnnxModel.load(MODELS.resolve(folder), settings(decoders, rows));
  }

  /** Prompts of very different lengths, at all kinds of settings. */
  static List<GenerationRequest> requests(int n) {
    Random random = new Random(5);
    List<GenerationRequest> requests = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      StringBuilder prompt = new StringBuilder("What is " + i + "?");
      int more = random.nextInt(120);
      for (int k = 0; k < more; k++) {
        prompt.append((char) (' ' + random.nextInt(95)));
      }
      double temperature = new double[] {0, 0.6, 1.0, 1.0}[i % 4];
      double topP = i % 3 == 0 ? 0.9 : 1;
      int topK = i % 5 == 0 ? 10 : 0;
      int most = 1 + random.nextInt(80);
      requests.add(
          new GenerationRequest(
              null, prompt.toString(), i % 7 == 0, temperature, topP, topK, most, i));
    }
    return requests;
  }

  private static GenerationRequest ask(String prompt, int most, int seed) {
    return new GenerationRequest(null, prompt, false, 1, 1, 0, most, seed);
  }

  static List<Generated> all(OnnxModel model, List<GenerationRequest> requests) {
    List<CompletableFuture<Generated>> futures = new ArrayList<>();
    requests.forEach(request -> futures.add(model.generate(request)));
    return futures.stream().map(CompletableFuture::join).toList();
  }

  static List<Generated> oneByOne(OnnxModel model, List<GenerationRequest> requests) {
    return requests.stream().map(request -> model.generate(request).join()).toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"tiny", "fused", "half"})
  void writesTheSameTextAloneAndInAnyBatch(String folder) {
    List<GenerationRequest> requests = requests(folder.equals("half") ? 60 : 300);
    List<Generated> alone;
    try (OnnxModel model = load(folder, 1, 1)) {
      alone = oneByOne(model, requests);
    }
    assertThat(alone).extracting(Generated::finishReason).contains("stop", "length");
    for (int[] decodersAndRows : new int[][] {{1, 32}, {2, 7}}) {
      try (OnnxModel model = load(folder, decodersAndRows[0], decodersAndRows[1])) {
        assertThat(all(model, requests)).isEqualTo(alone);
        Statistics done = model.statistics();
        assertThat(done.requests()).isEqualTo(requests.size());
        assertThat(done.recomputedShare()).isLessThan(0.01);
        assertThat(done.farthest()).isLessThan(done.tolerance());
      }
    }
  }

  @Test
  void weightsInAFileOfTheirOwnAreRead() {
    List<GenerationRequest> requests = requests(40);
    try (OnnxModel model = load("external", 1, 16)) {
      assertThat(all(model, requests)).hasSize(40);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"tiny", "fused", "half"})
  void aPromptThatIsAskedOftenIsReadOnce(String folder) {
    List<GenerationRequest> requests = new ArrayList<>();
    for (int i = 0; i < 120; i++) {
      requests.add(ask("What is 1 + " + i % 6 + "?", 30, i));
    }
    List<Generated> read;
    Settings forgetful = new Settings(Device.cpu(), 1, 1, 8, 200, 0, Settings.Texts.EXACT);
    try (OnnxModel model = OnnxModel.load(MODELS.resolve(folder), forgetful)) {
      read = all(model, requests);
      assertThat(model.statistics().promptsRead()).isGreaterThan(6);
    }
    try (OnnxModel model = load(folder, 1, 8)) {
      assertThat(all(model, requests)).isEqualTo(read);
      assertThat(model.statistics().promptsRead()).isEqualTo(6);
      assertThat(model.statistics().begun()).isEqualTo(120);
    }
  }

  @Test
  void twoModelsInOneProcessDoNotDisturbEachOther() throws Exception {
    List<GenerationRequest> requests = requests(120);
    List<Generated> tiny;
    List<Generated> fused;
    try (OnnxModel model = load("tiny", 1, 32)) {
      tiny = all(model, requests);
    }
    try (OnnxModel model = load("fused", 1, 32)) {
      fused = all(model, requests);
    }
    assertThat(tiny).isNotEqualTo(fused);
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try (OnnxModel one = load("tiny", 1, 8);
        OnnxModel other = load("fused", 1, 8)) {
      Future<List<Generated>> first = threads.submit(() -> all(one, requests));
      Future<List<Generated>> second = threads.submit(() -> all(other, requests));
      assertThat(first.get()).isEqualTo(tiny);
      assertThat(second.get()).isEqualTo(fused);
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void manyThreadsMayAskMoreThanFits() throws Exception {
    List<GenerationRequest> requests = requests(500);
    ExecutorService threads = Executors.newFixedThreadPool(2);
    // Less room than requests: who asks is held up, and all get their texts.
    try (OnnxModel model =
        OnnxModel.load(MODELS.resolve("fused"), new Settings(Device.cpu(), 2, 1, 16, 5))) {
      Future<List<Generated>> first = threads.submit(() -> all(model, requests));
      Future<List<Generated>> second = threads.submit(() -> all(model, requests));
      assertThat(first.get()).isEqualTo(second.get()).hasSize(500);
    } finally {
      threads.shutdownNow();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"tiny", "fused"})
  void cancelledRequestsFreeTheirRowsAndDisturbNobody(String folder) {
    List<GenerationRequest> requests = requests(200);
    List<Generated> expected;
    try (OnnxModel model = load(folder, 1, 32)) {
      expected = all(model, requests);
    }
    Random random = new Random(9);
    try (OnnxModel model = load(folder, 1, 8)) {
      List<CompletableFuture<Generated>> futures = new ArrayList<>();
      List<Boolean> cancelled = new ArrayList<>();
      for (GenerationRequest request : requests) {
        futures.add(model.generate(request));
        int victim = random.nextInt(futures.size());
        futures.get(victim).cancel(true);
      }
      for (int i = 0; i < requests.size(); i++) {
        cancelled.add(futures.get(i).isCancelled());
        if (!futures.get(i).isCancelled()) {
          assertThat(futures.get(i).join()).isEqualTo(expected.get(i));
        }
      }
      assertThat(cancelled).contains(true, false);
      assertThat(all(model, requests.subList(0, 20))).isEqualTo(expected.subList(0, 20));
    }
  }

  @Test
  void aRowThatNobodyWaitsForIsNotWrittenOn() throws Exception {
    try (OnnxModel model = load("tiny", 1, 1)) {
      // The model reads 256 tokens: unless it ends by itself, this takes long.
      CompletableFuture<Generated> vain = model.generate(ask("x", 250, 3));
      assertThat(vain.cancel(true)).isTrue();
      assertThatThrownBy(vain::join).isInstanceOf(CancellationException.class);
      assertThat(model.generate(ask("y", 5, 1)).get(60, TimeUnit.SECONDS)).isNotNull();
      assertThat(model.statistics().completionTokens()).isLessThan(200);
    }
  }

  @Test
  void tooLongPromptsFailAlone() {
    try (OnnxModel model = load("tiny", 1, 4)) {
      CompletableFuture<Generated> good = model.generate(ask("1+1", 20, 1));
      CompletableFuture<Generated> tooLong = model.generate(ask("1".repeat(300), 20, 1));
      assertThatThrownBy(tooLong::join)
          .hasCauseInstanceOf(GenerationException.class)
          .hasMessageContaining(
              "Cannot generate: the prompt has 300 tokens, the model reads and writes 256"
                  + " together (");
      assertThat(good.join()).isNotNull();
      assertThatThrownBy(() -> model.generate(ask("", 20, 1)).join())
          .hasMessageContaining("the prompt has no token");
    }
  }

  @Test
  void aTextEndsWhereTheModelReadsNoFurther() {
    try (OnnxModel model = load("tiny", 1, 4)) {
      for (int seed = 0; seed < 20; seed++) {
        Generated text = model.generate(ask("1".repeat(250), 1000, seed)).join();
        assertThat(text.promptTokens() + text.completionTokens()).isLessThanOrEqualTo(256);
        assertThat(text.finishReason())
            .isEqualTo(text.completionTokens() < 6 ? "stop" : text.finishReason());
      }
    }
  }

  @Test
  void neverWritesMoreThanAsked() {
    try (OnnxModel model = load("fused", 1, 4)) {
      for (int most : new int[] {1, 2, 33, 70}) {
        Generated text = model.generate(ask("2+2", most, 4)).join();
        assertThat(text.completionTokens()).isLessThanOrEqualTo(most);
        assertThat(text.text()).doesNotContain("<|");
      }
    }
  }

  @Test
  void closingFailsWhatIsUnderWayAndWhatComesAfter() {
    OnnxModel model = load("fused", 2, 4);
    List<CompletableFuture<Generated>> futures = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      futures.add(model.generate(ask("close " + i, 200, i)));
    }
    model.close();
    assertThat(futures).allMatch(CompletableFuture::isDone);
    assertThat(futures).anyMatch(CompletableFuture::isCompletedExceptionally);
    for (CompletableFuture<Generated> future : futures) {
      if (future.isCompletedExceptionally()) {
        assertThatThrownBy(future::join).hasMessageContaining("Cannot generate: the model ");
      }
    }
    assertThatThrownBy(() -> model.generate(ask("late", 5, 1)).join())
        .hasMessageContaining("Cannot generate: the model is closed (");
    model.close();
  }

  @Test
  void closingFreesWhoIsHeldUp() throws Exception {
    OnnxModel model = OnnxModel.load(TINY, new Settings(Device.cpu(), 1, 1, 1, 1));
    ExecutorService thread = Executors.newSingleThreadExecutor();
    CompletableFuture<Thread> asker = new CompletableFuture<>();
    Future<List<CompletableFuture<Generated>>> asking =
        thread.submit(
            () -> {
              asker.complete(Thread.currentThread());
              List<CompletableFuture<Generated>> futures = new ArrayList<>();
              for (int i = 0; i < 5000; i++) {
                futures.add(model.generate(ask("held " + i, 100, i)));
              }
              return futures;
            });
    // Until it is held up: one text at once is written, and few may wait.
    while (!asking.isDone() && !isHeldUp(asker.join())) {
      Thread.onSpinWait();
    }
    model.close();
    assertThat(asking.get(60, TimeUnit.SECONDS)).allMatch(CompletableFuture::isDone);
    thread.shutdownNow();
  }

  private static boolean isHeldUp(Thread thread) {
    return thread.getState() == Thread.State.WAITING
        || thread.getState() == Thread.State.TIMED_WAITING;
  }

  @Test
  void memoryOutsideTheHeapDoesNotGrow() throws Exception {
    List<GenerationRequest> requests = requests(60);
    long before = 0;
    for (int round = 0; round < 12; round++) {
      try (OnnxModel model = load(round % 2 == 0 ? "tiny" : "fused", 1, 16)) {
        for (int i = 0; i < 3; i++) {
          all(model, requests);
        }
      }
      if (round == 5) {
        before = resident();
      }
    }
    assertThat(resident() - before).isLessThan(60L << 20);
  }

  private static long resident() throws IOException {
    System.gc();
    Path status = Path.of("/proc/self/status");
    return !Files.exists(status)
        ? 0
        : Files.readAllLines(status).stream()
            .filter(line -> line.startsWith("VmRSS:"))
            .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
            .findFirst()
            .orElse(0);
  }

  @Test
  void promptsAreSetOutByTheModelsOwnTemplate() {
    try (OnnxModel model = load("tiny", 1, 4)) {
      assertThat(model.prompted("Be kind.", "1+1?"))
          .isEqualTo(
              "<|im_start|>system\nBe kind.<|im_end|>\n"
                  + "<|im_start|>user\n1+1?<|im_end|>\n<|im_start|>assistant\n");
      Generated text =
          model.generate(new GenerationRequest("Be kind.", "1+1?", true, 1, 1, 0, 9, 1)).join();
      // Every letter is a token, and so is every special one.
      assertThat(text.promptTokens())
          .isEqualTo("?system\nBe kind.?\n?user\n1+1??\n?assistant\n".length());
    }
  }

  @Test
  void tellsWhatItRunsOn() {
    try (OnnxModel model = load("tiny", 1, 4)) {
      assertThat(model.provider()).isEqualTo("CPUExecutionProvider");
      assertThat(model.context()).isEqualTo(256);
      assertThat(model.rows()).isEqualTo(4);
    }
    try (OnnxModel model = load("half", 1, 4)) {
      assertThat(model.rows()).isEqualTo(1);
    }
    Settings batched = new Settings(Device.cpu(), 1, 1, 4, 10, 0, Settings.Texts.BATCHED);
    try (OnnxModel model = OnnxModel.load(MODELS.resolve("half"), batched)) {
      assertThat(model.rows()).isEqualTo(4);
      assertThat(all(model, requests(10))).hasSize(10);
    }
  }

  @Test
  void tellsThatThisRuntimeKnowsNoGraphicsCard() {
    assertThatThrownBy(() -> OnnxModel.load(TINY, new Settings(Device.cuda(1), 1, 1, 4, 10)))
        .isInstanceOf(ModelFolderException.class)
        .hasMessage(
            "Cannot load the model: it is to run on cuda:1, but the ONNX Runtime on the class path"
                + " is the one without CUDA ("
                + TINY.resolve("model.onnx")
                + "). Put onnxruntime_gpu on the class path in place of onnxruntime, or use the"
                + " device cpu.");
  }
}
