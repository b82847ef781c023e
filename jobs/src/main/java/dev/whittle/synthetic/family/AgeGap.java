// SPDX-License-Identifier: Apache-2.0
package dev.whittle.synthetic.family;

/** Chinese problems of ages, solved by the difference that never changes. */
final class AgeGap implements Family {
  private static final String[] FUTURE = {
    "妈妈今年{}岁，小明今年{}岁。再过几年妈妈的年龄是小明的{}倍？",
    "大树今年{}岁，小树今年{}岁。几年以后大树的年龄是小树的{}倍？",
    "叔叔{}岁时，小红{}岁。再过多少年叔叔的岁数正好是小红的{}倍？"
  };
  private static final String[] PAST = {
    "妈妈今年{}岁，小明今年{}岁。几年前妈妈的年龄是小明的{}倍？",
    "大树今年{}岁，小树今年{}岁。多少年前大树的年龄是小树的{}倍？",
    "爷爷现在{}岁，小红现在{}岁。几年以前爷爷的岁数正好是小红的{}倍？"
  };
  private static final String[] DIFFERENCE = {
    "妈妈比小明大{}岁，{}年前妈妈的年龄是小明的{}倍。小明今年多少岁？",
    "大树比小树早种{}年，{}年前大树的年龄是小树的{}倍。小树今年多少岁？",
    "爷爷比小红大{}岁，{}年以前爷爷的岁数是小红的{}倍。小红现在多少岁？"
  };
  private static final String[] TOGETHER = {
    "妈妈和小明今年共{}岁，{}年后妈妈的年龄是小明的{}倍。小明今年多少岁？",
    "两棵树的年龄和是{}岁，再过{}年大树的年龄是小树的{}倍。小树今年多少岁？",
    "爷爷和小红的岁数加起来是{}，{}年以后爷爷的岁数是小红的{}倍。小红现在多少岁？"
  };
  private static final String[] THREE = {
    "爷爷、爸爸和小明今年共{}岁，爸爸比小明大{}岁，爷爷比爸爸大{}岁。{}年后爷爷多少岁？",
    "三棵树的年龄和是{}岁，第二棵比最小的大{}岁，最大的比第二棵大{}岁。再过{}年最大的那棵多少岁？",
    "祖孙三人的岁数加起来是{}，父亲比儿子大{}岁，祖父比父亲大{}岁。{}年以后祖父多少岁？"
  };

  @Override
  public Draft make(int level, Digits digits, Style style) {
    if (level == 6) {
      int child = digits.between(1, 25);
      int one = digits.between(20, 40);
      int two = digits.between(20, 35);
      int years = digits.between(1, 20);
      int sum = 3 * child + 2 * one + two;
      int old = child + one + two;
      return Draft.chinese(
          style.say(THREE, sum, one, two, years),
          Integer.toString(old + years),
          "最小的(" + sum + " - " + one + " * 2 - " + two + ") / 3 = " + 3 * child + " / 3 = " + child,
          "最大的" + child + " + " + one + " + " + two + " = " + old,
          old + " + " + years + " = " + (old + years));
    }
    if (level == 5) {
      int child = digits.between(1, 25);
      int years = digits.between(1, 20);
      int times = digits.between(2, 6);
      int then = child + years;
      int all = (times + 1) * then;
      return Draft.chinese(
          style.say(TOGETHER, all - 2 * years, years, times),
          Integer.toString(child),
          "那时共" + (all - 2 * years) + " + " + 2 * years + " = " + all,
          all + " / " + (times + 1) + " = " + then,
          then + " - " + years + " = " + child);
    }
    // The child's age when the older one is so many times as old: the difference over times - 1.
    if (level >= 3) {
      int then = digits.between(1, level == 3 ? 15 : 20);
      int times = digits.between(3, level == 3 ? 6 : 8);
      int years = digits.between(1, 20);
      int gap = (times - 1) * then;
      int child = then + years;
      String division = gap + " / " + (times - 1) + " = " + then;
      return level == 3
          ? Draft.chinese(
              style.say(PAST, child + gap, child, times),
              Integer.toString(years),
              "相差" + (child + gap) + " - " + child + " = " + gap,
              division,
              child + " - " + then + " = " + years)
          : Draft.chinese(
              style.say(DIFFERENCE, gap, years, times),
              Integer.toString(child),
              division,
              then + " + " + years + " = " + child);
    }
    int child = digits.between(1, level == 1 ? 19 : 15);
    int times = level == 1 ? 2 : digits.between(3, 4);
    int then = level == 1 ? digits.between(20, 40) : child + digits.between(1, 16);
    int gap = (times - 1) * then;
    String difference = "相差" + (child + gap) + " - " + child + " = " + gap;
    String rest = then + " - " + child + " = " + (then - child);
    String text = style.say(FUTURE, child + gap, child, times);
    String answer = Integer.toString(then - child);
    return level == 1
        ? Draft.chinese(text, answer, difference, rest)
        : Draft.chinese(text, answer, difference, gap + " / " + (times - 1) + " = " + then, rest);
  }

  @Override
  public String name() {
    return "age-gap";
  }

  @Override
  public String domain() {
    return "word problems";
  }

  @Override
  public String language() {
    return "zh";
  }
}
