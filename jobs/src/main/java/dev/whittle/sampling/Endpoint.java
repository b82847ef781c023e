// SPDX-License-Identifier: Apache-2.0
package dev.whittle.sampling;

import dev.failsafe.CircuitBreaker;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** One server, how busy it is, and whether it is worth asking. */
final class Endpoint {
  /** Failures in a row after which a server is left alone for a while. */
  private static final int FAILURES = 3;

  private static final Duration PAUSE = Duration.ofSeconds(1);

  final String name;
  final URI url;
  final AtomicInteger inFlight = new AtomicInteger();
  private final int slots;
  private final CircuitBreaker<Object> breaker =
      CircuitBreaker.builder().withFailureThreshold(FAILURES).withDelay(PAUSE).build();
  private final AtomicInteger busy = new AtomicInteger();
  private long pausedAt;
  private volatile long pausedUntil;

  Endpoint(String base, String route, int slots) {
    this.name = base;
    this.url =
        URI.create((base.endsWith("/") ? base.substring(0, base.length() - 1) : base) + route);
    this.slots = slots;
    this.pausedAt = System.nanoTime();
    this.pausedUntil = pausedAt;
  }

  /** Takes a place, if the server has one and is thought to be well. */
  boolean tryTake() {
    if (System.nanoTime() - pausedUntil < 0) {
      return false;
    }
    if (inFlight.incrementAndGet() > slots || !breaker.tryAcquirePermit()) {
      inFlight.decrementAndGet();
      return false;
    }
    return true;
  }

  /** It is there, whatever it said. */
  void answered() {
    breaker.recordSuccess();
  }

  /** It cannot be reached. */
  void away() {
    breaker.recordFailure();
  }

  /** An answer that can be used. */
  void well() {
    breaker.recordSuccess();
    busy.set(0);
  }

  /**
   * The server asks for patience, for a time it names or for longer and longer: how long it is left
   * alone.
   *
   * <p>A burst of requests that are all turned away is one refusal: only one that was sent after
   * the last pause makes the next one longer.
   *
   * @param sent when the request was, in nanoseconds of {@link System#nanoTime}
   */
  synchronized Duration pause(Optional<Duration> named, long sent) {
    long now = System.nanoTime();
    if (named.isEmpty() && sent - pausedAt < 0) {
      return Duration.ofNanos(Math.max(0, pausedUntil - now));
    }
    Duration pause = named.orElseGet(() -> backoff(busy.incrementAndGet()));
    pausedAt = now;
    pausedUntil = now + pause.toNanos();
    return pause;
  }

  /** 0.1 s, and twice as much each time, up to 20 s. */
  static Duration backoff(int time) {
    return Duration.ofMillis(Math.min(20_000, 100L << Math.min(20, time - 1)));
  }

  void leave() {
    inFlight.decrementAndGet();
  }
}
