// SPDX-License-Identifier: Apache-2.0
package dev.whittle.answer;

/** Names the type of a reading. */
final class Types {

  private Types() {}

  static AnswerType of(Reading reading) {
    if (Words.isVoid(reading.words())) {
      return AnswerType.UNKNOWN;
    }
    boolean letter =
        reading.choice() != 0
            && !(reading.text().length() == 1 && Chars.isLower(reading.text().charAt(0)));
    if (letter || (reading.choice() != 0 && reading.node() == null)) {
      return AnswerType.CHOICE;
    }
    if (reading.node() == null || reading.word()) {
      return reading.words().isEmpty() && reading.node() == null
          ? AnswerType.UNKNOWN
          : AnswerType.WORDS;
    }
    return of(reading.node());
  }

  static AnswerType of(Node node) {
    if (node instanceof Node.Num n) {
      return n.rounded() ? AnswerType.DECIMAL : AnswerType.INTEGER;
    }
    if (node instanceof Node.Labelled l) {
      return of(l.of());
    }
    if (node instanceof Node.Percent) {
      return AnswerType.PERCENT;
    }
    if (node instanceof Node.Currency) {
      return AnswerType.CURRENCY;
    }
    if (node instanceof Node.Quantity) {
      return AnswerType.UNITS;
    }
    if (node instanceof Node.Ratio) {
      return AnswerType.RATIO;
    }
    if (node instanceof Node.Time) {
      return AnswerType.TIME;
    }
    if (node instanceof Node.BaseN) {
      return AnswerType.BASE_N;
    }
    if (node instanceof Node.Matrix) {
      return AnswerType.MATRIX;
    }
    if (node instanceof Node.SetOp) {
      return AnswerType.INTERVAL;
    }
    if (node instanceof Node.Items) {
      return AnswerType.LIST;
    }
    if (node instanceof Node.Group g) {
      if (g.open() == '{') {
        return AnswerType.SET;
      }
      return RealSets.certain(g) || (g.open() == '[' && g.items().size() == 2)
          ? AnswerType.INTERVAL
          : AnswerType.TUPLE;
    }
    if (node instanceof Node.Relation r) {
      return r.signs().stream().anyMatch(s -> s.ordering() || s == Node.Rel.NOT_EQUAL)
          ? AnswerType.INEQUALITY
          : AnswerType.EQUATION;
    }
    if (Trees.inDegrees(node)) {
      return AnswerType.DEGREES;
    }
    if (Trees.any(node, n -> n instanceof Node.Sym || n instanceof Node.Apply)) {
      return AnswerType.EXPRESSION;
    }
    Fuel fuel = new Fuel();
    Rational value = Exact.value(node, Point.none(0), fuel);
    if (value == Rational.UNDEFINED) {
      return AnswerType.UNKNOWN;
    }
    return value == null
        ? AnswerType.CONSTANT
        : value.isInteger() ? AnswerType.INTEGER : AnswerType.FRACTION;
  }
}
