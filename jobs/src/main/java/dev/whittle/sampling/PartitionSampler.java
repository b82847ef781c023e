// SPDX-License-Identifier: Apache-2.0
package dev.whittle.sampling;

import dev.whittle.answer.AnswerVerifier;
import dev.whittle.answer.Check;
import dev.whittle.answer.VerifierPolicy;
import dev.whittle.config.AskedConfig;
import dev.whittle.plugin.SamplingMetrics;
import dev.whittle.solve.AttemptKey;
import dev.whittle.solve.EarlyStop;
import dev.whittle.solve.KeepBand;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Decides the problems of one task: as many in flight as there are permits, each attempt graded
 * when it comes, a problem left as soon as it is decided.
 *
 * <p>One thread does all of it; the requests are in the sampler's hands. Memory is bounded by the
 * permits, whatever the number of problems: a problem is taken only when a request may be sent.
 */
final class PartitionSampler {
  /** While other tasks have the permits. */
  private static final long SOON_MILLIS = 2;

  /** Between looks at whether the task was killed. */
  private static final long LATER_MILLIS = 100;

  /** Attempts before a share of errors says anything. */
  private static final int FEW = 50;

  private final Sampler sampler;
  private final KeepBand band;
  private final AskedConfig config;
  private final String label;
  private final String revision;
  private final Allowance allowance;
  private final PieceSink sink;
  private final Tally tally;
  private final AnswerVerifier verifier = new AnswerVerifier(VerifierPolicy.standard());
  private final LinkedBlockingQueue<Done> done = new LinkedBlockingQueue<>();
  private final Deque<Open> ready = new ArrayDeque<>();
  private final Set<Open> open = new HashSet<>();
  private long attempts;
  private long tokens;
  private long inFlight;
  private long errors;
  private long uncommitted;
  private long nextCommit;

  PartitionSampler(
      Sampler sampler,
      KeepBand band,
      AskedConfig config,
      String label,
      String revision,
      Allowance allowance,
      PieceSink sink,
      Tally tally) {
    this.allowance = allowance;
    this.sampler = sampler;
    this.band = band;
    this.config = config;
    this.label = label;
    this.revision = revision;
    this.sink = sink;
    this.tally = tally;
  }

  /** A problem with attempts in flight, or about to have some. */
  private static final class Open {
    final Pending problem;
    final EarlyStop stop;
    final Map<Integer, CompletableFuture<Completion>> inFlight = new HashMap<>();
    boolean queued;
    boolean failed;

    Open(Pending problem, EarlyStop stop) {
      this.problem = problem;
      this.stop = stop;
    }

    boolean over() {
      return failed || stop.done();
    }
  }

  private record Done(Open open, int index, int seed, Completion completion, Throwable error) {}

  /**
   * Decides all problems; what was bought is committed whichever way it ends.
   *
   * @throws SamplingStopped when it cannot go on
   */
  void run(Iterator<Pending> problems, BooleanSupplier killed) throws InterruptedException {
    nextCommit = System.nanoTime() + config.commitEvery().toNanos();
    try {
      while (!killed.getAsBoolean()) {
        boolean blocked = startAll(problems);
        if (spent() ? inFlight == 0 : open.isEmpty() && !blocked && !problems.hasNext()) {
          break;
        }
        Done next = done.poll(blocked ? SOON_MILLIS : LATER_MILLIS, TimeUnit.MILLISECONDS);
        // One at a time: its permit goes on at once, and does not wait until a burst is graded.
        if (next != null) {
          finished(next);
        }
        if (System.nanoTime() - nextCommit > 0) {
          commit();
        }
      }
    } finally {
      giveUpAll();
      commit();
    }
  }

  /**
   * Whether no further attempt may be started; those in flight are thought to be as long as the
   * others.
   */
  private boolean spent() {
    if (attempts + inFlight >= allowance.attempts()) {
      return true;
    }
    long most = allowance.completionTokens();
    if (most == Long.MAX_VALUE) {
      return false;
    }
    // How long texts are one attempt must tell.
    return attempts == 0
        ? inFlight > 0 || most == 0
        : tokens + inFlight * (tokens / attempts) >= most;
  }

  /** Sends what may be sent; whether something is left for want of a permit. */
  private boolean startAll(Iterator<Pending> problems) {
    while (!spent()) {
      boolean left = !ready.isEmpty() || problems.hasNext();
      if (!left && (open.isEmpty() || config.inFlightPerProblem().hi() == 1)) {
        return false;
      }
      if (!sampler.tryAcquire()) {
        return left;
      }
      boolean sent = false;
      while (!sent && (!ready.isEmpty() || problems.hasNext())) {
        Open next = ready.poll();
        if (next == null) {
          next = opened(problems.next());
        } else {
          next.queued = false;
        }
        sent = next != null && startOne(next, config.inFlightPerProblem().lo());
      }
      if (!sent && !widen()) {
        sampler.release();
        return false;
      }
    }
    return false;
  }

  /**
   * No other problem wants the permit: one more attempt at the problem with the fewest in flight.
   */
  private boolean widen() {
    Open fewest = null;
    for (Open of : open) {
      if (of.inFlight.size() < config.inFlightPerProblem().hi()
          && (fewest == null || of.inFlight.size() < fewest.inFlight.size())
          && of.stop.startable(of.inFlight.size() + 1)) {
        fewest = of;
      }
    }
    return fewest != null && startOne(fewest, fewest.inFlight.size() + 1);
  }

  /** A problem that is not decided by what was made before; null for one that is. */
  private Open opened(Pending problem) {
    Open opened = new Open(problem, new EarlyStop(band));
    boolean failedBefore = false;
    for (Pending.Made made : problem.made()) {
      if (made.failed()) {
        failedBefore = true;
      } else if (made.index() < band.n()) {
        opened.stop.finished(made.index(), made.correct());
      }
    }
    if (opened.stop.done()) {
      tally.problems.add(1);
      return null;
    }
    if (failedBefore) {
      tally.unanswerable.add(1);
      return null;
    }
    open.add(opened);
    return opened;
  }

  private boolean startOne(Open next, int width) {
    int index = next.over() ? -1 : next.stop.start(width);
    if (index < 0) {
      return false;
    }
    Pending problem = next.problem;
    int seed = new AttemptKey(label, revision, problem.requestHash(), index).seed();
    CompletableFuture<Completion> answer = sampler.sample(problem.problem(), seed);
    next.inFlight.put(index, answer);
    count(1);
    answer.whenComplete(
        (completion, error) -> done.add(new Done(next, index, seed, completion, error)));
    queue(next);
    return true;
  }

  private void count(int requests) {
    inFlight += requests;
    SamplingMetrics.REQUESTS_IN_FLIGHT.add(requests);
  }

  private void queue(Open next) {
    if (!next.queued && !next.over()) {
      next.queued = true;
      ready.add(next);
    }
  }

  private void finished(Done next) {
    Open of = next.open();
    if (of.inFlight.remove(next.index()) == null) {
      // Given up when its problem was decided.
      return;
    }
    count(-1);
    if (next.error() != null) {
      Throwable cause =
          next.error() instanceof CompletionException ? next.error().getCause() : next.error();
      if (cause instanceof SamplingStopped stopped) {
        throw stopped;
      }
      throw new IllegalStateException("a request ended as none should", cause);
    }
    boolean correct = keep(next);
    if (next.completion().error() != null) {
      of.failed = true;
    } else {
      of.stop.finished(next.index(), correct);
    }
    if (of.over()) {
      close(of);
    } else {
      queue(of);
    }
    if (attempts >= FEW && errors > config.maxErrorShare() * attempts) {
      throw new SamplingStopped(
          String.format(
              Locale.ROOT,
              "%,d of %,d attempts of '%s' failed, more than max-error-share %s; the last: %s. What was bought is kept.",
              errors,
              attempts,
              label,
              config.maxErrorShare(),
              next.completion().error()));
    }
  }

  private void close(Open of) {
    List<CompletableFuture<Completion>> vain = new ArrayList<>(of.inFlight.values());
    of.inFlight.clear();
    count(-vain.size());
    vain.forEach(request -> request.cancel(true));
    tally.vain.add(vain.size());
    if (of.stop.done()) {
      tally.problems.add(1);
      tally.saved.add(band.n() - of.stop.outcomes());
      SamplingMetrics.PROBLEMS_DECIDED.add(1);
      SamplingMetrics.ATTEMPTS_SAVED.add(band.n() - of.stop.outcomes());
    } else {
      tally.unanswerable.add(1);
    }
    open.remove(of);
  }

  /** Grades an attempt and keeps it: whether it is right. */
  private boolean keep(Done next) {
    Completion completion = next.completion();
    Pending problem = next.open().problem;
    String extracted = null;
    boolean correct = false;
    if (completion.error() == null) {
      Check check = verifier.check(problem.answer(), completion.text());
      extracted = check.extracted();
      correct = completion.correct(check);
    }
    boolean failed = completion.error() != null;
    sink.add(
        new Object[] {
          problem.problemId(),
          label,
          revision,
          problem.requestHash(),
          next.index(),
          next.seed(),
          config.request().temperature(),
          config.request().topP(),
          config.request().maxTokens(),
          completion.text(),
          completion.finishReason(),
          completion.promptTokens(),
          completion.completionTokens(),
          extracted,
          failed ? null : (Boolean) correct,
          failed ? null : (Integer) AnswerVerifier.VERSION,
          completion.error(),
          completion.server(),
          completion.startedAt(),
          completion.finishedAt()
        });
    int prompt = completion.promptTokens() == null ? 0 : completion.promptTokens();
    int said = completion.completionTokens() == null ? 0 : completion.completionTokens();
    attempts++;
    uncommitted++;
    tokens += said;
    errors += failed ? 1 : 0;
    tally.attempts.add(1);
    tally.errors.add(failed ? 1 : 0);
    tally.promptTokens.add(prompt);
    tally.completionTokens.add(said);
    SamplingMetrics.ATTEMPTS.add(1);
    SamplingMetrics.ATTEMPTS_FAILED.add(failed ? 1 : 0);
    SamplingMetrics.PROMPT_TOKENS.add(prompt);
    SamplingMetrics.COMPLETION_TOKENS.add(said);
    return correct;
  }

  private void commit() {
    sink.commit();
    tally.committed.add(uncommitted);
    uncommitted = 0;
    nextCommit = System.nanoTime() + config.commitEvery().toNanos();
  }

  /** On the way out: nothing of this task goes on generating. */
  private void giveUpAll() {
    for (Done next = done.poll(); next != null; next = done.poll()) {
      // Answers that came meanwhile are paid for.
      if (next.error() == null && next.open().inFlight.remove(next.index()) != null) {
        count(-1);
        keep(next);
      }
    }
    for (Open of : open) {
      List<CompletableFuture<Completion>> requests = new ArrayList<>(of.inFlight.values());
      of.inFlight.clear();
      count(-requests.size());
      requests.forEach(request -> request.cancel(true));
    }
    open.clear();
  }
}
