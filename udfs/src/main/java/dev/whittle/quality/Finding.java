// SPDX-License-Identifier: Apache-2.0
package dev.whittle.quality;

/**
 * A rule that a problem breaks.
 *
 * @param rule the rule
 * @param evidence what was seen, in a few words, at most {@value #MOST} characters
 */
public record Finding(Rule rule, String evidence) {
  private static final int MOST = 60;

  public Finding {
    if (evidence.length() > MOST) {
      int end = Character.isHighSurrogate(evidence.charAt(MOST - 1)) ? MOST - 1 : MOST;
      evidence = evidence.substring(0, end);
    }
  }
}
