// SPDX-License-Identifier: Apache-2.0
package dev.whittle.synthetic.family;

/** The Chinese classic of heads and feet, and of tickets at two prices. */
final class ChickensAndRabbits implements Family {
  private static final String[] ANIMALS = {
    "笼子里有鸡和兔共{}只，脚共{}只。鸡和兔各有多少只？请按（鸡，兔）的顺序写出答案。",
    "鸡兔同笼，共有{}个头，{}只脚。问鸡、兔各几只？请按（鸡，兔）的顺序写出答案。",
    "院子里的鸡和兔一共{}只，数一数有{}条腿。鸡和兔各几只？请按（鸡，兔）的顺序写出答案。"
  };
  private static final String[] TICKETS = {
    "成人票每张{}元，儿童票每张{}元，一共买了{}张，花了{}元。成人票和儿童票各买了多少张？请按（成人票，儿童票）的顺序写出答案。",
    "大盒每盒装{}个，小盒每盒装{}个，一共{}盒，装了{}个。大盒和小盒各有多少盒？请按（大盒，小盒）的顺序写出答案。",
    "钢笔每支{}元，铅笔每支{}元，共买{}支，付了{}元。钢笔和铅笔各几支？请按（钢笔，铅笔）的顺序写出答案。"
  };

  @Override
  public Draft make(int level, Digits digits, Style style) {
    int limit = Numbers.at(level, 20, 40, 90, 30, 60, 200);
    int a = digits.between(Numbers.at(level, 1, 21, 41, 1, 31, 61), limit);
    int b = digits.between(1, limit);
    String answer = "(" + a + ", " + b + ")";
    if (level <= 3) {
      int feet = 2 * a + 4 * b;
      return Draft.chinese(
          style.say(ANIMALS, a + b, feet),
          answer,
          "如果全是鸡，有" + 2 * (a + b) + "只脚",
          "多" + feet + " - " + 2 * (a + b) + " = " + 2 * b,
          "兔有" + 2 * b + " / 2 = " + b + "只",
          "鸡有" + (a + b) + " - " + b + " = " + a + "只");
    }
    int cheap = digits.between(2, level == 4 ? 20 : 60);
    int dear = cheap + digits.between(1, level == 4 ? 20 : 60);
    int paid = dear * a + cheap * b;
    return Draft.chinese(
        style.say(TICKETS, dear, cheap, a + b, paid),
        answer,
        "如果全是小的，" + Numbers.product(cheap, a + b),
        "差" + paid + " - " + cheap * (a + b) + " = " + (dear - cheap) * a,
        (dear - cheap) * a + " / (" + dear + " - " + cheap + ") = " + a,
        (a + b) + " - " + a + " = " + b);
  }

  @Override
  public String name() {
    return "chickens-and-rabbits";
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
