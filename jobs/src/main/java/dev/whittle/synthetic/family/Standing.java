// SPDX-License-Identifier: Apache-2.0
package dev.whittle.synthetic.family;

/** A person's place in a queue from shuffled statements, solved from one person to the next. */
final class Standing implements Family {
  private static final String[] SAY = {
    "In a queue of {} people {}. In which place is {}?",
    "There are {} runners in a race: {}. What is the place of {}?",
    "In a row of {} seats {}. Find the number of the seat of {}."
  };

  @Override
  public Draft make(int level, Digits digits, Style style) {
    int people = level + 2;
    String[] names = new String[people];
    int[] free = new int[Style.NAMES.length];
    for (int i = 0; i < free.length; i++) {
      free[i] = i;
    }
    for (int i = 0; i < people; i++) {
      int at = i + digits.below(free.length - i);
      names[i] = Style.NAMES[free[at]];
      free[at] = free[i];
    }
    int[] places = permutation(people, digits);
    String[] clues = new String[people];
    clues[0] = names[0] + " is in place " + (places[0] + 1);
    StringBuilder chain = new StringBuilder(names[0] + ": " + (places[0] + 1));
    for (int i = 1; i < people; i++) {
      int ahead = places[i] - places[i - 1];
      boolean turned = level >= 3 && digits.below(2) == 1;
      int gap = Math.abs(ahead);
      clues[i] =
          (turned ? names[i - 1] : names[i])
              + (gap == 1 ? " is right " : " is " + gap + " ")
              + (ahead > 0 != turned ? "after " : "before ")
              + (turned ? names[i] : names[i - 1]);
      chain
          .append(", ")
          .append(names[i])
          .append(": ")
          .append(places[i - 1] + 1)
          .append(Numbers.plus(ahead))
          .append(" = ")
          .append(places[i] + 1);
    }
    StringBuilder text = new StringBuilder();
    for (int place : permutation(people, digits)) {
      text.append(text.isEmpty() ? "" : ", ").append(clues[place]);
    }
    return Draft.english(
        style.say(SAY, people, text, names[people - 1]),
        Integer.toString(places[people - 1] + 1),
        chain.toString());
  }

  private static int[] permutation(int size, Digits digits) {
    int[] order = new int[size];
    for (int i = 0; i < size; i++) {
      order[i] = i;
    }
    for (int i = 0; i < size - 1; i++) {
      int other = i + digits.below(size - i);
      int kept = order[i];
      order[i] = order[other];
      order[other] = kept;
    }
    return order;
  }

  @Override
  public String name() {
    return "standing";
  }

  @Override
  public String domain() {
    return "logic";
  }
}
