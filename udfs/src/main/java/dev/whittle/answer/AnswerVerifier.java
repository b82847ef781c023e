// SPDX-License-Identifier: Apache-2.0
package dev.whittle.answer;

import java.util.Objects;

/**
 * Decides whether a model's text gives the gold answer.
 *
 * <p>The answer is extracted ({@link AnswerExtractor}), both sides are parsed, and the gold's type
 * decides how they are compared: exactly where both are rational, by sampling with carried error
 * bounds otherwise, by parts for tuples, sets, intervals and matrices, as folded text for words.
 *
 * <p>Immutable and safe for any number of threads; total, deterministic and bounded (see the
 * package). It never says "equivalent" because something could not be computed, and never evaluates
 * text as code.
 */
public final class AnswerVerifier {

  /** Bumped whenever a verdict may change: cached verdicts are tagged with it. */
  public static final int VERSION = 2;

  /** Most characters of a whole number that needs no parser. */
  private static final int MOST_DIGITS = 15;

  private final VerifierPolicy policy;

  public AnswerVerifier(VerifierPolicy policy) {
    this.policy = Objects.requireNonNull(policy, "policy");
  }

  /**
   * Compares a text with a gold answer.
   *
   * @param gold the right answer, bare or in a text of its own; null or blank is equal to nothing
   * @param text a model's whole output or a bare answer
   */
  public Check check(String gold, String text) {
    if (gold == null || gold.isBlank()) {
      return new Check(false, null, Rule.NONE, ReasonCode.NO_GOLD);
    }
    Check quick = quick(gold, text);
    if (quick != null) {
      return quick;
    }
    Reading g = Reading.of(Golds.answer(gold));
    Extraction found = AnswerExtractor.extract(text, g.hint());
    if (!found.found()) {
      return new Check(false, null, Rule.NONE, ReasonCode.NO_ANSWER);
    }
    if (policy.markerRequired().yes() && !found.rule().marked()) {
      return new Check(false, found.answer(), found.rule(), ReasonCode.NO_MARKER);
    }
    if (found.answer().length() > AnswerExtractor.LONGEST) {
      return new Check(
          false,
          found.answer().substring(0, AnswerExtractor.LONGEST),
          found.rule(),
          ReasonCode.TOO_LARGE);
    }
    Comparison comparison = new Comparison(policy, g);
    ReasonCode reason = comparison.compare(found);
    return new Check(comparison.equal(), comparison.extracted(), found.rule(), reason);
  }

  /** Whether a text gives the gold answer. */
  public boolean matches(String gold, String text) {
    return check(gold, text).equivalent();
  }

  /** Two plain integers, the most common case by far, need no parser. */
  private Check quick(String gold, String text) {
    if (text == null || text.length() > 400 || policy.markerRequired().yes()) {
      return null;
    }
    long a = integer(gold);
    if (a == Long.MIN_VALUE) {
      return null;
    }
    int start = 0;
    int end = text.length();
    Rule rule = Rule.BARE;
    int box = text.lastIndexOf("\\boxed{");
    if (box >= 0) {
      start = box + 7;
      end = text.indexOf('}', start);
      int first = text.indexOf("ox");
      if (end < 0
          || first != box + 2
          || text.indexOf("</think>", end) >= 0
          || text.indexOf("fbox") >= 0) {
        return null;
      }
      rule = Rule.BOX;
    }
    long b = integer(text, start, end);
    if (b == Long.MIN_VALUE) {
      return null;
    }
    return new Check(
        a == b,
        box >= 0 ? text.substring(start, end) : text,
        rule,
        a == b ? ReasonCode.SAME_NUMBER : ReasonCode.OTHER_VALUE);
  }

  /** A gold that is a whole number and needs no parser, or Long.MIN_VALUE. */
  private static long integer(String gold) {
    return gold.length() > MOST_DIGITS ? Long.MIN_VALUE : integer(gold, 0, gold.length());
  }

  /** Decimal digits with an optional minus, or Long.MIN_VALUE. */
  private static long integer(String s, int start, int end) {
    int i = start;
    boolean negative = i < end && s.charAt(i) == '-';
    if (negative) {
      i++;
    }
    if (i >= end || end - i > 17) {
      return Long.MIN_VALUE;
    }
    long value = 0;
    for (; i < end; i++) {
      char c = s.charAt(i);
      if (c < '0' || c > '9') {
        return Long.MIN_VALUE;
      }
      value = value * 10 + (c - '0');
    }
    return negative ? -value : value;
  }

  /** What a gold answer is; {@link AnswerType#UNKNOWN} when nothing can be verified against it. */
  public AnswerType typeOf(String gold) {
    if (gold == null || gold.isBlank()) {
      return AnswerType.UNKNOWN;
    }
    if (integer(gold) != Long.MIN_VALUE) {
      return AnswerType.INTEGER;
    }
    return Types.of(Reading.of(Golds.answer(gold)));
  }

  /**
   * Whether an answer can be verified against this gold answer by rule: it is mathematics, an
   * option letter or a few words, and not a proof or an essay.
   */
  public boolean verifiable(String gold) {
    AnswerType type = typeOf(gold);
    if (type == AnswerType.WORDS) {
      String folded = Words.fold(Golds.answer(gold));
      return !folded.isEmpty() && folded.length() <= 40;
    }
    return type != AnswerType.UNKNOWN;
  }
}
