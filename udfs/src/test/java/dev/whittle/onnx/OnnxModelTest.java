// SPDX-License-Identifier: Apache-2.0
package dev.whittle.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OnnxModelTest {
  static final Path MODELS = Path.of("src/test/resources/dev/whittle/onnx");
  static final Path TINY = MODELS.resolve("tiny");

  static Settings settings(int decoders, int rows) {
    return new Settings(Device.cpu(), decoders, 1, rows, 2000);
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
      requests.add(
          new GenerationRequest(
              null,
              prompt.toString(),
              false,
              temperature,
              topP,
              topK,
              1 + random.nextInt(80),
              random.nextInt()));
    }
    return requests;
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
    List<GenerationRequest> requests = requests(folder.equals("half") ? 100 : 300);
    List<Generated> alone;
    try (OnnxModel model = OnnxModel.load(MODELS.resolve(folder), settings(1, 1))) {
      alone = oneByOne(model, requests);
    }
    for (int[] decodersAndRows : new int[][] {{1, 32}, {2, 7}}) {
      try (OnnxModel model =
          OnnxModel.load(
              MODELS.resolve(folder), settings(decodersAndRows[0], decodersAndRows[1]))) {
        assertThat(all(model, requests)).isEqualTo(alone);
        System.out.println(folder + model.rows() + model.statistics());
      }
    }
  }
}
