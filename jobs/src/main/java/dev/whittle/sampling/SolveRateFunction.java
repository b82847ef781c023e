// SPDX-License-Identifier: Apache-2.0
package dev.whittle.sampling;

import dev.whittle.answer.AnswerVerifier;
import dev.whittle.answer.VerifierPolicy;
import dev.whittle.config.RequestConfig;
import dev.whittle.solve.AttemptKey;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.SerializableConfiguration;
import scala.runtime.AbstractFunction2;

/** The share of right attempts of a model at one problem, all asked at once. */
final class SolveRateFunction extends AbstractFunction2<String, String, Object>
    implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final AnswerVerifier VERIFIER = new AnswerVerifier(VerifierPolicy.standard());
  private static final long SOON_MILLIS = 2;

  private final String label;
  private final String revision;
  private final RequestConfig request;
  private final Samplers samplers;
  private final Broadcast<SerializableConfiguration> hadoop;
  private final int attempts;

  SolveRateFunction(
      String label,
      String revision,
      RequestConfig request,
      Samplers samplers,
      Broadcast<SerializableConfiguration> hadoop,
      int attempts) {
    this.label = label;
    this.revision = revision;
    this.request = request;
    this.samplers = samplers;
    this.hadoop = hadoop;
    this.attempts = attempts;
  }

  @Override
  public Object apply(String problem, String answer) {
    if (problem == null || answer == null) {
      return null;
    }
    String hash = Sampling.requestHash(request, problem);
    List<CompletableFuture<Completion>> asked = new ArrayList<>();
    try {
      Sampler sampler = samplers.here(hadoop.value().value());
      for (int index = 0; index < attempts; index++) {
        while (!sampler.tryAcquire()) {
          Thread.sleep(SOON_MILLIS);
        }
        asked.add(sampler.sample(problem, new AttemptKey(label, revision, hash, index).seed()));
      }
      int right = 0;
      for (CompletableFuture<Completion> one : asked) {
        Completion completion = one.get();
        if (completion.error() != null) {
          return null;
        }
        right += completion.correct(VERIFIER.check(answer, completion.text())) ? 1 : 0;
      }
      return (double) right / attempts;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("solve_rate was interrupted", e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof SamplingStopped stopped
          ? stopped
          : new IllegalStateException(e.getCause());
    } finally {
      asked.forEach(one -> one.cancel(true));
    }
  }
}
