// SPDX-License-Identifier: Apache-2.0
package dev.whittle.serve;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Which requests go wrong, and how: decided by the seed and the request, so that a test can be
 * repeated.
 *
 * <p>A request that is chosen goes wrong the first {@code times} it is seen, then right.
 */
public final class Faults {
  /** None. */
  public static final Faults NONE = new Faults(Map.of(), 0, 0, "");

  /** What can go wrong. */
  public enum Kind {
    /** 429 with Retry-After: 0.2. */
    RATE_LIMIT,
    /** 503. */
    UNAVAILABLE,
    /** 500. */
    SERVER_ERROR,
    /** The connection is closed without an answer. */
    RESET,
    /** The connection is closed in the middle of the answer. */
    CUT,
    /** 200 with half a JSON. */
    MALFORMED,
    /** 200 with an empty text. */
    EMPTY,
    /** 200 with half the text, and finish_reason length. */
    TRUNCATED,
    /** No answer until the server is closed. */
    HANG;

    /** As it is written on the command line. */
    public String code() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  private final Map<Kind, Double> shares;
  private final long seed;
  private final int times;
  private final String always;
  private final Map<Long, AtomicInteger> seen = new ConcurrentHashMap<>();

  /**
   * @param shares of the requests, each in [0, 1], together at most 1
   * @param always requests with these words get 500 every time; empty for none
   */
  public Faults(Map<Kind, Double> shares, long seed, int times, String always) {
    this.shares = Map.copyOf(shares);
    this.seed = seed;
    this.times = times;
    this.always = always;
  }

  /**
   * What goes wrong with a request, if anything.
   *
   * @param request a hash of all of it
   */
  Optional<Kind> of(long request, String words) {
    if (!always.isEmpty() && words.contains(always)) {
      return Optional.of(Kind.SERVER_ERROR);
    }
    if (shares.isEmpty()) {
      return Optional.empty();
    }
    double draw = (RecordedTexts.mix(request ^ seed) >>> 11) * 0x1p-53;
    for (Kind kind : Kind.values()) {
      draw -= shares.getOrDefault(kind, 0.0);
      if (draw < 0) {
        boolean model = kind == Kind.EMPTY || kind == Kind.TRUNCATED;
        int before =
            seen.computeIfAbsent(request, missing -> new AtomicInteger()).getAndIncrement();
        // What the model does it does again.
        return model || before < times ? Optional.of(kind) : Optional.empty();
      }
    }
    return Optional.empty();
  }
}
