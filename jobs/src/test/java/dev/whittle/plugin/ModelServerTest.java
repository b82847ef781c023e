// SPDX-License-Identifier: Apache-2.0
package dev.whittle.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.whittle.config.ManagedConfig;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real processes: `whittle serve` behind a shell, as a model's server is behind its launcher. */
class ModelServerTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);

  @AfterEach
  void stopTheServer() {
    ModelServer.stop();
    ExecutorResources.gpus(List.of());
  }

  /** Serves, from a child of a child; its processes can be known by the file's name. */
  private static ManagedConfig serving(Path folder, int restarts) throws IOException {
    Path texts = folder.resolve("texts.jsonl");
    Files.writeString(texts, "{\"problem\": \"1+1?\", \"texts\": [\"\\\\boxed{2}\"]}\n");
    String serve =
        String.join(
            " ",
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx200m -cp '" + System.getProperty("java.class.path") + "'",
            "dev.whittle.jobs.Main serve --model {model} --port {port} --recorded",
            texts.toString());
    return new ManagedConfig(
        List.of(
            "bash",
            "-c",
            serve + "; echo gpus {gpus} of {gpu-count} as $CUDA_VISIBLE_DEVICES; exit 3"),
        "/health",
        MINUTE,
        restarts);
  }

  private static ModelServer start(ManagedConfig config, String job) throws Exception {
    return ModelServer.of(config, "tiny", "a-secret", job);
  }

  private static String get(String url) throws IOException {
    try (var in = URI.create(url).toURL().openStream()) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static List<ProcessHandle> processes(Path folder) {
    List<ProcessHandle> found = new ArrayList<>();
    ProcessHandle.allProcesses()
        .filter(
            process -> {
              try {
                // The command line of others is cut; this one is whole.
                return Files.readString(Path.of("/proc/" + process.pid() + "/cmdline"))
                        .contains(folder.toString() + "/texts.jsonl")
                    && process.pid() != ProcessHandle.current().pid();
              } catch (IOException e) {
                return false;
              }
            })
        .forEach(found::add);
    return found;
  }

  private static void eventually(BooleanSupplier what) throws InterruptedException {
    long end = System.nanoTime() + MINUTE.toNanos();
    while (!what.getAsBoolean()) {
      assertThat(System.nanoTime() - end).isNegative();
      Thread.sleep(100);
    }
  }

  @Test
  void servesOnTheExecutorsGpusUntilItIsStopped(@TempDir Path folder) throws Exception {
    ExecutorResources.gpus(List.of("3", "5"));
    ManagedConfig config = serving(folder, 0);
    ModelServer server = start(config, "a");
    assertThat(get(server.url() + "/models")).contains("\"tiny\"");
    assertThat(start(config, "a")).isSameAs(server);
    assertThat(start(config, "b")).isSameAs(server);
    assertThat(processes(folder)).isNotEmpty();
    ModelServer.stop();
    assertThat(processes(folder)).isEmpty();
  }

  @Test
  void isStartedAgainAtTheSamePlaceAndThenGivenUp(@TempDir Path folder) throws Exception {
    ExecutorResources.gpus(List.of("7"));
    ManagedConfig config = serving(folder, 1);
    ModelServer server = start(config, "a");
    processes(folder).stream()
        .filter(process -> process.info().command().orElse("").endsWith("java"))
        .forEach(ProcessHandle::destroyForcibly);
    String url = server.url() + "/models";
    eventually(() -> processes(folder).isEmpty() || !answers(url));
    eventually(() -> answers(url));
    assertThat(server.failure()).isEmpty();
    processes(folder).stream()
        .filter(process -> process.info().command().orElse("").endsWith("java"))
        .forEach(ProcessHandle::destroyForcibly);
    eventually(() -> server.failure().isPresent());
    assertThat(server.failure().get())
        .contains("died 2 times", "exit status 3", "gpus 7 of 1 as 7");
    assertThatThrownBy(() -> start(config, "a")).isInstanceOf(ModelServer.Failed.class);
    assertThat(start(config, "b")).isNotSameAs(server);
  }

  private static boolean answers(String url) {
    try {
      return !get(url).isEmpty();
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void tellsWhyAServerDoesNotStart() {
    ManagedConfig dying =
        new ManagedConfig(
            List.of("bash", "-c", "echo no memory for a-secret on {port}; exit 9"),
            "/h",
            MINUTE,
            2);
    assertThatThrownBy(() -> start(dying, "a"))
        .isInstanceOf(ModelServer.Failed.class)
        .hasMessageContaining("died 3 times")
        .hasMessageContaining("exit status 9")
        .hasMessageContaining("no memory for *** on");
    ManagedConfig absent = new ManagedConfig(List.of("/no/such/vllm", "{port}"), "/h", MINUTE, 0);
    assertThatThrownBy(() -> start(absent, "a"))
        .isInstanceOf(ModelServer.Failed.class)
        .hasMessageContaining("/no/such/vllm");
    ManagedConfig slow =
        new ManagedConfig(
            List.of("bash", "-c", "echo loading {port}; sleep 60"), "/h", Duration.ofSeconds(2), 0);
    assertThatThrownBy(() -> start(slow, "a"))
        .isInstanceOf(ModelServer.Failed.class)
        .hasMessageContaining("not ready within 2 s")
        .hasMessageContaining("loading ");
  }

  @Test
  void anotherModelTakesItsPlace(@TempDir Path folder) throws Exception {
    ManagedConfig config = serving(folder, 0);
    ModelServer first = start(config, "a");
    ModelServer second = ModelServer.of(config, "other", null, "a");
    assertThat(answers(first.url() + "/models")).isFalse();
    assertThat(get(second.url() + "/models")).contains("\"other\"");
  }

  /** What {@link #endsWithItsExecutorWhateverHappensToThat} kills. */
  public static void main(String[] args) throws Exception {
    ModelServer server = start(serving(Path.of(args[0]), 3), "a");
    System.out.println(server.url());
    Thread.sleep(MINUTE.toMillis());
  }

  @Test
  void endsWithItsExecutorWhateverHappensToThat(@TempDir Path folder) throws Exception {
    Process executor =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                ModelServerTest.class.getName(),
                folder.toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (BufferedReader out =
        new BufferedReader(
            new InputStreamReader(executor.getInputStream(), StandardCharsets.UTF_8))) {
      String url = out.readLine();
      assertThat(get(url + "/models")).contains("tiny");
      assertThat(processes(folder)).isNotEmpty();
      executor.destroyForcibly();
      assertThat(executor.waitFor(20, TimeUnit.SECONDS)).isTrue();
      eventually(() -> processes(folder).isEmpty());
    } finally {
      executor.destroyForcibly();
    }
  }
}
