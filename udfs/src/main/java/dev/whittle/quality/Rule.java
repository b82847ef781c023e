// SPDX-License-Identifier: Apache-2.0
package dev.whittle.quality;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * The rules, in the order in which they are asked: the first that a problem breaks is the reason
 * for which it is rejected. What makes a text unreadable comes first, what it asks next, its answer
 * last, so that a proof without an answer is called a proof.
 */
public enum Rule {
  ENCODING_DAMAGE,
  PLACEHOLDER_NUMBERS,
  UNWANTED_LANGUAGE,
  NOT_MATHEMATICS,
  TOO_SHORT,
  TOO_LONG,
  BROKEN_LATEX,
  NEEDS_IMAGE,
  NEEDS_CONTEXT,
  HYPERLINK,
  MULTIPLE_CHOICE,
  PROOF,
  YES_NO,
  SEVERAL_QUESTIONS,
  NO_ANSWER,
  UNVERIFIABLE_ANSWER,
  ANSWER_LEAKED;

  /** Its name in kebab-case, which is the code of the reason too. */
  public String code() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The rule with this code, if there is one. */
  public static Optional<Rule> of(String code) {
    return Arrays.stream(values()).filter(rule -> rule.code().equals(code)).findFirst();
  }
}
