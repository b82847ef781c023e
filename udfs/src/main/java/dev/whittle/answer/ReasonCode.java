// SPDX-License-Identifier: Apache-2.0
package dev.whittle.answer;

/** Why a check came out as it did. */
public enum ReasonCode {
  /** Both sides are the same once spelling is folded. */
  SAME_TEXT("same-text"),
  /** Both sides are the same exact number. */
  SAME_NUMBER("same-number"),
  /** The numbers agree at the precision that is written. */
  SAME_ROUNDED("same-rounded"),
  /** Both expressions agree at every sampled point. */
  SAME_EXPRESSION("same-expression"),
  /** All members of the list, tuple, set, matrix, interval or relation agree. */
  SAME_PARTS("same-parts"),
  /** The same option letter. */
  SAME_CHOICE("same-choice"),
  /** The gold answer is null or blank. */
  NO_GOLD("no-gold"),
  /** The text holds no answer. */
  NO_ANSWER("no-answer"),
  /** The policy asks for a marked answer (a box, a cue) and there is none. */
  NO_MARKER("no-marker"),
  /** One side is undefined: a division by zero, 0^0, NaN. */
  UNDEFINED("undefined"),
  /** A cap was reached: too long, too deep or too large to compare. */
  TOO_LARGE("too-large"),
  /** The sides are of kinds that are never equal. */
  OTHER_KIND("other-kind"),
  /** The same kind, another value. */
  OTHER_VALUE("other-value");

  private final String code;

  ReasonCode(String code) {
    this.code = code;
  }

  /** Whether this is a reason why two answers are equal. */
  boolean same() {
    return ordinal() <= SAME_CHOICE.ordinal();
  }

  /** The kebab-case name used in files. */
  public String code() {
    return code;
  }
}
