// SPDX-License-Identifier: Apache-2.0
package dev.whittle.synthetic.family;

/** Chinese problems of discounts, of tenths of a price, and of profit. */
final class Discount implements Family {
  private static final String[] ONE = {
    "一件商品原价{}元，打{}折出售。现价多少元？", "书店的书一律{}元，活动期间打{}折。买一本要付多少元？", "一双鞋标价{}元，商场打{}折。买这双鞋要花多少元？"
  };
  private static final String[] BACK = {
    "一件商品打{}折后卖{}元。原价多少元？", "衣服按{}折出售，卖了{}元。它的原价是多少元？", "商场打{}折，一双鞋只卖{}元。这双鞋标价多少元？"
  };
  private static final String[] PROFIT = {
    "一件商品进价{}元，按提价{}%定价，再打{}折出售。每件利润多少元？（亏损用负数表示）",
    "商店以{}元买进一台风扇，加价{}%标价后打{}折卖出。赚了多少元？（亏损用负数表示）",
    "一双鞋成本{}元，加{}%作为标价，再按标价的{}折卖出。盈利多少元？（亏损用负数表示）"
  };

  @Override
  public Draft make(int level, Digits digits, Style style) {
    int unit = Numbers.at(level, 10, 1, 1, 10, 20, 10);
    long price =
        (long) unit
            * digits.between(level == 3 ? 301 : 2, Numbers.at(level, 60, 300, 900, 300, 90, 300));

    // Twentieths of the price: 15 is the Chinese 7.5.
    int twentieths =
        level == 1
            ? 2 * digits.between(5, 9)
            : level <= 3 ? 2 * digits.between(5, 9) + 1 : digits.between(10, 19);
    String tenths = Numbers.decimal(5L * twentieths, 1);
    String sale = Numbers.decimal(5 * price * twentieths, 2);
    if (level <= 3) {
      return Draft.chinese(
          style.say(ONE, price, tenths),
          sale,
          Numbers.product(price, 5L * twentieths),
          price * 5 * twentieths + " / 100 = " + sale);
    }
    if (level == 4) {
      return Draft.chinese(
          style.say(BACK, tenths, sale),
          Long.toString(price),
          sale + " / " + Numbers.decimal(5L * twentieths, 2) + " = " + price);
    }
    int up = level == 5 ? 10 * digits.between(1, 9) : 5 * (2 * digits.below(9) + 1);
    long marked = price * (100 + up);
    String sold = Numbers.decimal(marked * 5 * twentieths, 4);
    String profit = Numbers.decimal(marked * 5 * twentieths - price * 10_000, 4);
    return Draft.chinese(
        style.say(PROFIT, price, up, tenths),
        profit,
        "定价" + price + " * " + Numbers.decimal(100 + up, 2) + " = " + Numbers.decimal(marked, 2),
        "售价"
            + Numbers.decimal(marked, 2)
            + " * "
            + Numbers.decimal(5L * twentieths, 2)
            + " = "
            + sold,
        "利润" + sold + " - " + price + " = " + profit);
  }

  @Override
  public String name() {
    return "discount";
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
