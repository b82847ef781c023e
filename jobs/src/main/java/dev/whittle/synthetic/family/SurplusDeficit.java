// SPDX-License-Identifier: Apache-2.0
package dev.whittle.synthetic.family;

/** The Chinese classic of sharing with too much and with too little. */
final class SurplusDeficit implements Family {
  private static final String[] PEOPLE = {
    "小朋友分糖，每人分{}颗多{}颗，每人分{}颗少{}颗。有多少个小朋友？",
    "老师发本子，每人{}本剩{}本，每人{}本差{}本。一共有多少名学生？",
    "猴子分桃，每只{}个多出{}个，每只{}个缺{}个。有几只猴子？"
  };
  private static final String[] THINGS = {
    "小朋友分糖，每人分{}颗多{}颗，每人分{}颗少{}颗。一共有多少颗糖？",
    "老师发本子，每人{}本剩{}本，每人{}本差{}本。一共有多少本？",
    "猴子分桃，每只{}个多出{}个，每只{}个缺{}个。一共有多少个桃？"
  };
  private static final String[] TWICE_MORE = {
    "小朋友分糖，每人分{}颗多{}颗，每人分{}颗还多{}颗。一共有多少颗糖？",
    "老师发本子，每人{}本剩{}本，每人{}本仍剩{}本。一共有多少本？",
    "猴子分桃，每只{}个多出{}个，每只{}个也多出{}个。一共有多少个桃？"
  };
  private static final String[] TWICE_LESS = {
    "小朋友分糖，每人分{}颗少{}颗，每人分{}颗就少{}颗。一共有多少颗糖？",
    "老师发本子，每人{}本差{}本，每人{}本则差{}本。一共有多少本？",
    "猴子分桃，每只{}个缺{}个，每只{}个要缺{}个。一共有多少个桃？"
  };
  private static final String[] ROOMS = {
    "学生住宿，每间住{}人则{}人没有床位，每间住{}人则空出{}间。一共有多少名学生？",
    "旅客住店，每房{}人就多{}人，每房{}人就空{}房。一共有多少位旅客？",
    "同学划船，每条船坐{}人有{}人上不了船，每条坐{}人多出{}条船。一共有多少名同学？"
  };

  @Override
  public Draft make(int level, Digits digits, Style style) {
    int few = digits.between(level == 6 ? 3 : 2, Numbers.at(level, 9, 9, 9, 12, 20, 8));
    int more = level == 1 ? 1 : digits.between(2, Numbers.at(level, 0, 4, 5, 6, 9, 4));
    int many = few + more;
    if (level == 6) {
      int empty = digits.between(1, 3);
      int rooms = digits.between(19, 80);
      int left = many * (rooms - empty) - few * rooms;
      int all = few * rooms + left;
      int missing = left + many * empty;
      return Draft.chinese(
          style.say(ROOMS, few, left, many, empty),
          Integer.toString(all),
          "少" + many + " * " + empty + " = " + many * empty,
          "有("
              + left
              + " + "
              + many * empty
              + ") / "
              + more
              + " = "
              + missing
              + " / "
              + more
              + " = "
              + rooms,
          few + " * " + rooms + " + " + left + " = " + few * rooms + " + " + left + " = " + all);
    }
    if (level == 1) {
      int over = digits.between(1, 9);
      int under = digits.between(1, 9);
      return Draft.chinese(
          style.say(PEOPLE, few, over, many, under),
          Integer.toString(over + under),
          "每人多分1，共差" + over + " + " + under + " = " + (over + under));
    }
    int people = digits.between(level == 5 ? 10 : 5, Numbers.at(level, 0, 30, 40, 40, 60, 0));
    int first = digits.between(1, level == 4 ? 20 : 9);
    int gap = people * more;
    int over = level == 4 ? gap + first : first;
    int under = level == 4 ? first : level == 5 ? first + gap : gap - first;
    String sign = level <= 3 ? " + " : " - ";
    int large = level == 5 ? under : over;
    int small = level == 5 ? over : under;
    String difference = "共差" + large + sign + small + " = " + gap;
    String division = gap + " / " + more + " = " + people;
    String[] say = level == 2 ? PEOPLE : level == 3 ? THINGS : level == 4 ? TWICE_MORE : TWICE_LESS;
    String text = style.say(say, few, over, many, under);
    if (level == 2) {
      return Draft.chinese(text, Integer.toString(people), difference, division);
    }
    int shared = few * people;
    int all = level == 5 ? shared - over : shared + over;
    String last = level == 5 ? " - " : " + ";
    return Draft.chinese(
        text,
        Integer.toString(all),
        difference,
        division,
        few + " * " + people + last + over + " = " + shared + last + over + " = " + all);
  }

  @Override
  public String name() {
    return "surplus-deficit";
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
