// SPDX-License-Identifier: Apache-2.0
package dev.whittle.answer;

import java.math.BigDecimal;
import java.util.Objects;

/**
 * Decides whether a model's text gives the gold answer.
 *
 * <p>Immutable and safe for any number of threads; total, deterministic and bounded (see the
 * package). It never says "equivalent" because something could not be computed.
 */
public final class AnswerVerifier {

  /** Bumped whenever a verdict may change: cached verdicts are tagged with it. */
  public static final int VERSION = 1;

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
    Extraction found =
        AnswerExtractor.extract(
            text,
            gold.length() == 1 && gold.charAt(0) >= 'A' && gold.charAt(0) <= 'J'
                ? AnswerExtractor.Hint.LETTER
                : AnswerExtractor.Hint.ANY);
    if (!found.found()) {
      return new Check(false, null, Rule.NONE, ReasonCode.NO_ANSWER);
    }
    if (policy.markerRequired().yes() && !found.rule().marked()) {
      return new Check(false, found.answer(), found.rule(), ReasonCode.NO_MARKER);
    }
    Extraction goldFound = AnswerExtractor.extract(gold);
    Rational a = thin(goldFound.found() ? goldFound.answer() : gold);
    Rational b = thin(found.answer());
    if (a != null && b != null) {
      return new Check(
          a.equals(b),
          found.answer(),
          found.rule(),
          a.equals(b) ? ReasonCode.SAME_NUMBER : ReasonCode.OTHER_VALUE);
    }
    boolean same = fold(gold).equals(fold(found.answer()));
    return new Check(
        same, found.answer(), found.rule(), same ? ReasonCode.SAME_TEXT : ReasonCode.OTHER_VALUE);
  }

  /** Whether a text gives the gold answer. */
  public boolean matches(String gold, String text) {
    return check(gold, text).equivalent();
  }

  private static String fold(String s) {
    return s.replace(" ", "")
        .replace("$", "")
        .replace("\\dfrac", "\\frac")
        .replace("\\left", "")
        .replace("\\right", "");
  }

  private static Rational thin(String answer) {
    String s = fold(answer).replace(",", "").replace("\\", "").replace("frac", "");
    int brace = s.indexOf("}{");
    if (s.startsWith("{") && brace > 0) {
      s = s.substring(1, brace) + "/" + s.substring(brace + 2, s.length() - 1);
    } else if (s.startsWith("-{") && brace > 0) {
      s = "-" + s.substring(2, brace) + "/" + s.substring(brace + 2, s.length() - 1);
    }
    int slash = s.indexOf('/');
    Rational top = decimal(slash < 0 ? s : s.substring(0, slash));
    Rational bottom = slash < 0 ? Rational.ONE : decimal(s.substring(slash + 1));
    return top == null || bottom == null ? null : top.over(bottom);
  }

  private static Rational decimal(String s) {
    if (s.isEmpty() || s.length() > 100) {
      return null;
    }
    for (int i = 0; i < s.length(); i++) {
      char c = s.charAt(i);
      if (!(c >= '0' && c <= '9')
          && !(c == '.' && s.length() > 1 && s.indexOf('.') == i)
          && !(c == '-' && i == 0 && s.length() > 1)) {
        return null;
      }
    }
    if (s.equals("-.") || s.equals(".")) {
      return null;
    }
    BigDecimal value = new BigDecimal(s);
    return value.scale() <= 0
        ? Rational.of(value.toBigInteger())
        : Rational.of(value.unscaledValue(), java.math.BigInteger.TEN.pow(value.scale()));
  }

  /** What a gold answer is. */
  public AnswerType typeOf(String gold) {
    if (gold == null || gold.isBlank()) {
      return AnswerType.UNKNOWN;
    }
    Rational value = thin(gold);
    if (value != null) {
      return value.isInteger() ? AnswerType.INTEGER : AnswerType.FRACTION;
    }
    return AnswerType.WORDS;
  }

  /** Whether an answer can be verified against this gold answer at all. */
  public boolean verifiable(String gold) {
    return typeOf(gold) != AnswerType.UNKNOWN;
  }
}
