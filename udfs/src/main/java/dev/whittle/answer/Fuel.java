// SPDX-License-Identifier: Apache-2.0
package dev.whittle.answer;

/** What a check may still spend: node visits, so that every check ends whatever it is given. */
final class Fuel {

  private static final int VISITS = 60_000;

  private int left = VISITS;

  /** Takes one visit; false when there is none left. */
  boolean spend() {
    return spend(1);
  }

  boolean spend(int visits) {
    if (left < visits) {
      left = 0;
      return false;
    }
    left -= visits;
    return true;
  }

  boolean empty() {
    return left == 0;
  }
}
