// SPDX-License-Identifier: Apache-2.0
package dev.whittle.synthetic.family;

/** Prices, change and what is left, solved in several small steps. */
final class Shopping implements Family {
  private static final String[] SPEND = {
    "{} buys {} pens for {} coins each and a book for {} coins. How many coins does {} spend?",
    "A shop sells pens. {} takes {} of them at {} coins each and a ruler at {} coins. How much does {} pay?",
    "On the market {} takes {} melons for {} coins each and a basket for {} coins. What is the bill of {} in coins?"
  };
  private static final String[] TWO_KINDS = {
    "{} buys {} pens for {} coins each and {} books for {} coins each. How many coins does {} spend?",
    "For a party {} gets {} cakes at {} coins each and {} juices at {} coins each. How much does {} pay?",
    "On the market {} takes {} melons for {} coins each and {} apples for {} coins each. What is the bill of {} in coins?"
  };
  private static final String[] CHANGE = {
    "{} buys {} pens for {} coins each and {} books for {} coins each and pays with {} coins. How many coins come back?",
    "For a party {} gets {} cakes at {} coins each and {} juices at {} coins each. What is the change from {} coins?",
    "On the market {} takes {} melons for {} coins each and {} apples for {} coins each. How much is left of {} coins?"
  };
  private static final String[] MORE = {
    "{} buys {} pens for {} coins each and {} books for {} coins each out of {} coins. How many erasers for {} coins each can be bought with the rest?",
    "For a party {} gets {} cakes at {} coins each and {} juices at {} coins each and had {} coins before. How many candles at {} coins each can still be bought?",
    "On the market {} takes {} melons for {} coins each and {} apples for {} coins each. How many plums can the rest of {} coins buy at {} coins each?"
  };

  @Override
  public Draft make(int level, Digits digits, Style style) {
    String name = style.name();
    int counts = Numbers.at(level, 9, 9, 12, 20, 20, 40);
    int prices = Numbers.at(level, 9, 12, 20, 30, 40, 90);
    int a = digits.between(Numbers.at(level, 2, 2, 2, 13, 2, 21), counts);
    int p = digits.between(2, prices);
    if (level == 1) {
      int book = digits.between(5, 40);
      int cost = a * p + book;
      return Draft.english(
          style.say(SPEND, name, a, p, book, name),
          Integer.toString(cost),
          product(a, p),
          a * p + " + " + book + " = " + cost);
    }
    int b = digits.between(2, counts);
    int q = digits.between(2, prices);
    int cost = a * p + b * q;
    String sum = a * p + " + " + b * q + " = " + cost;
    if (level == 2) {
      return Draft.english(
          style.say(TWO_KINDS, name, a, p, b, q, name),
          Integer.toString(cost),
          product(a, p),
          product(b, q),
          sum);
    }
    int rest = digits.between(1, Numbers.at(level, 0, 0, 50, 200, 400, 900));
    int purse = cost + rest;
    String left = purse + " - " + cost + " = " + rest;
    if (level <= 4) {
      return Draft.english(
          style.say(CHANGE, name, a, p, b, q, purse),
          Integer.toString(rest),
          product(a, p),
          product(b, q),
          sum,
          left);
    }
    int price = digits.between(2, 12);
    return Draft.english(
        style.say(MORE, name, a, p, b, q, purse, price),
        Integer.toString(rest / price),
        product(a, p),
        product(b, q),
        sum,
        left,
        rest + " / " + price + " is " + rest / price + " and a rest of " + rest % price);
  }

  private static String product(int a, int b) {
    return Numbers.product(a, b);
  }

  @Override
  public String name() {
    return "shopping";
  }

  @Override
  public String domain() {
    return "word problems";
  }
}
