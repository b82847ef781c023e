// SPDX-License-Identifier: Apache-2.0
package dev.whittle.sampling;

import dev.whittle.config.OnnxConfig;
import dev.whittle.config.RequestConfig;
import dev.whittle.onnx.Device;
import dev.whittle.onnx.Generated;
import dev.whittle.onnx.GenerationException;
import dev.whittle.onnx.GenerationRequest;
import dev.whittle.onnx.ModelFolderException;
import dev.whittle.onnx.OnnxModel;
import dev.whittle.onnx.Settings;
import dev.whittle.plugin.ExecutorResources;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Semaphore;
import org.apache.hadoop.conf.Configuration;

/**
 * Asks a model that runs inside of this executor: one for all its tasks, on a GPU where Spark gave
 * it one and ONNX Runtime can use it, else on as many cores as the executor has.
 */
final class OnnxSampler implements Sampler {
  private static final Map<Key, OnnxSampler> SHARED = new HashMap<>();

  private final OnnxModel model;
  private final RequestConfig request;
  private final Semaphore permits;
  private final String runsOn;

  /** What tells models of an executor apart; how it is asked is not among it. */
  private record Key(OnnxFolder folder, OnnxConfig config, int cores) {}

  private OnnxSampler(OnnxModel model, OnnxConfig config, Settings settings) {
    this.model = model;
    this.request = config.request();
    this.permits = new Semaphore(model.capacity());
    this.runsOn =
        "ONNX Runtime, " + model.provider() + ", " + words(settings.decoders(), "decoder");
  }

  /**
   * The one of this executor for a model.
   *
   * @param cores of this executor
   * @throws SamplingStopped when the folder cannot be used
   */
  static OnnxSampler of(OnnxConfig config, OnnxFolder folder, int cores, Configuration hadoop) {
    Key key = new Key(folder, config, cores);
    synchronized (SHARED) {
      OnnxSampler sampler = SHARED.get(key);
      if (sampler == null) {
        sampler = load(config, folder, cores, hadoop);
        SHARED.put(key, sampler);
        OnnxModel model = sampler.model;
        ExecutorResources.closeAtEnd(
            () -> {
              synchronized (SHARED) {
                SHARED.remove(key);
              }
              model.close();
            });
      }
      return sampler;
    }
  }

  private static OnnxSampler load(
      OnnxConfig config, OnnxFolder folder, int cores, Configuration hadoop) {
    try {
      int threads = Math.min(config.threads(), cores);
      int decoders = Math.max(1, cores / threads);
      Settings settings =
          new Settings(
              device(config.device()),
              decoders,
              threads,
              config.batch(),
              decoders * config.batch());
      return new OnnxSampler(OnnxModel.load(folder.local(hadoop), settings), config, settings);
    } catch (ModelFolderException e) {
      throw new SamplingStopped(e.getMessage());
    } catch (IOException e) {
      throw new SamplingStopped(
          "Cannot copy the model to an executor: " + e.getMessage() + " (" + folder.folder() + ")");
    }
  }

  private static Device device(OnnxConfig.Device wanted) {
    List<String> gpus = ExecutorResources.gpus();
    return switch (wanted) {
      case CPU -> Device.cpu();
      case CUDA -> Device.cuda(first(gpus));
      case AUTO ->
          gpus.isEmpty() || !Device.cudaAvailable() ? Device.cpu() : Device.cuda(first(gpus));
    };
  }

  private static int first(List<String> gpus) {
    if (gpus.isEmpty()) {
      return 0;
    }
    try {
      return Integer.parseInt(gpus.get(0));
    } catch (NumberFormatException e) {
      throw new SamplingStopped(
          "Cannot use the GPU '"
              + gpus.get(0)
              + "': ONNX Runtime knows GPUs by number. Let the discovery script print indices.");
    }
  }

  private static String words(int count, String what) {
    return count + " " + what + (count == 1 ? "" : "s");
  }

  /** What it runs on, for people. */
  String runsOn() {
    return runsOn;
  }

  @Override
  public boolean tryAcquire() {
    return permits.tryAcquire();
  }

  @Override
  public void release() {
    permits.release();
  }

  @Override
  public CompletableFuture<Completion> sample(String problem, int seed) {
    long started = now();
    CompletableFuture<Generated> text =
        model.generate(
            new GenerationRequest(
                request.prompt().system(),
                request.prompt().user(problem),
                request.route() == RequestConfig.Route.CHAT,
                request.temperature(),
                request.topP(),
                request.topK(),
                request.maxTokens(),
                seed));
    text.whenComplete((done, error) -> permits.release());
    CompletableFuture<Completion> completion =
        new CompletableFuture<>() {
          @Override
          public boolean cancel(boolean interrupt) {
            text.cancel(interrupt);
            return super.cancel(interrupt);
          }
        };
    text.whenComplete(
        (done, error) -> {
          Throwable cause =
              error instanceof CompletionException && error.getCause() != null
                  ? error.getCause()
                  : error;
          if (error == null) {
            completion.complete(
                new Completion(
                    done.text(),
                    done.finishReason(),
                    done.promptTokens(),
                    done.completionTokens(),
                    null,
                    runsOn,
                    started,
                    now()));
          } else if (cause instanceof GenerationException) {
            completion.complete(
                new Completion(null, null, null, null, cause.getMessage(), runsOn, started, now()));
          } else {
            completion.completeExceptionally(cause);
          }
        });
    return completion;
  }

  private static long now() {
    return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
  }
}
