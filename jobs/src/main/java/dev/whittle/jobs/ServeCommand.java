// SPDX-License-Identifier: Apache-2.0
package dev.whittle.jobs;

import dev.whittle.config.UserError;
import dev.whittle.serve.Faults;
import dev.whittle.serve.Faults.Kind;
import dev.whittle.serve.OpenAiServer;
import dev.whittle.serve.RecordedTexts;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Serves recorded texts as an OpenAI-compatible server would. */
@Command(
    name = "serve",
    description = {
      "Serves recorded texts behind the OpenAI routes (/v1/chat/completions, /v1/completions, /v1/models, /health),",
      "to try a recipe with servers before paying for a GPU. The user's message must be the problem alone:",
      "use conf/prompts/plain.yaml. The request's seed chooses the text. Runs until it is stopped."
    },
    mixinStandardHelpOptions = true,
    footerHeading = "%nExample:%n",
    footer = "  whittle serve --model tiny --port 8000 --recorded texts.jsonl --fault reset=0.05")
final class ServeCommand implements Callable<Integer> {
  @Option(names = "--model", required = true, paramLabel = "NAME", description = "its name")
  private String model;

  @Option(
      names = "--recorded",
      required = true,
      paramLabel = "FILE",
      description = "JSON lines {problem, texts}, plain or .gz")
  private Path recorded;

  @Option(
      names = "--port",
      paramLabel = "N",
      defaultValue = "8000",
      description = "0 for any that is free (default ${DEFAULT-VALUE})")
  private int port;

  @Option(
      names = "--service-time",
      paramLabel = "MS",
      defaultValue = "0",
      description = "milliseconds that a request takes (default ${DEFAULT-VALUE})")
  private long serviceMillis;

  @Option(
      names = "--slots",
      paramLabel = "N",
      defaultValue = "512",
      description = "requests in service at once (default ${DEFAULT-VALUE})")
  private int slots;

  @Option(
      names = "--fault",
      paramLabel = "KIND=SHARE",
      description =
          "share of requests that go wrong the first time: rate-limit, unavailable, server-error, reset, cut, malformed, hang;"
              + " or every time: empty, truncated")
  private Map<String, Double> shares = new LinkedHashMap<>();

  @Option(
      names = "--fault-seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "which requests those are (default ${DEFAULT-VALUE})")
  private long faultSeed;

  @Option(
      names = "--always-fail",
      paramLabel = "WORDS",
      defaultValue = "",
      description = "problems with these words get HTTP 500 every time")
  private String always;

  @Option(
      names = "--api-key-env",
      paramLabel = "NAME",
      defaultValue = "",
      description = "environment variable with the key that requests must bear")
  private String keyVariable;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    Map<Kind, Double> faults = new EnumMap<>(Kind.class);
    shares.forEach((name, share) -> faults.put(kind(name), share));
    double all = faults.values().stream().mapToDouble(Double::doubleValue).sum();
    if (all > 1 || faults.values().stream().anyMatch(share -> !(share >= 0))) {
      throw new UserError("Cannot serve: the shares of --fault are 0..1, together at most 1.");
    }
    RecordedTexts texts = RecordedTexts.read(recorded);
    OpenAiServer.Behaviour behaviour =
        new OpenAiServer.Behaviour(
            Duration.ofMillis(serviceMillis),
            slots,
            new Faults(faults, faultSeed, 1, always),
            key(),
            answer -> {});
    try (OpenAiServer server = new OpenAiServer(port, model, texts, behaviour)) {
      PrintWriter out = spec.commandLine().getOut();
      out.printf(
          "whittle: serving %s on %s (%,d problems, %,d texts)%n",
          model, server.url(), texts.problems(), texts.texts());
      out.flush();
      new CountDownLatch(1).await();
      return 0;
    }
  }

  private String key() {
    if (keyVariable.isEmpty()) {
      return "";
    }
    String key = System.getenv(keyVariable);
    if (key == null || key.isBlank()) {
      throw new UserError("Cannot serve: the environment variable " + keyVariable + " is not set.");
    }
    return key.strip();
  }

  private static Kind kind(String name) {
    return Arrays.stream(Kind.values())
        .filter(kind -> kind.code().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new UserError(
                    "Cannot serve: '"
                        + name
                        + "' is no fault. There are "
                        + Arrays.stream(Kind.values())
                            .map(Kind::code)
                            .collect(Collectors.joining(", "))
                        + "."));
  }
}
