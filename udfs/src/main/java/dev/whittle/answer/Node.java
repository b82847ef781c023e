// SPDX-License-Identifier: Apache-2.0
package dev.whittle.answer;

import java.util.List;

/**
 * A parsed answer. Trees are immutable, compared by structure, and never deeper than the parser's
 * cap, so recursion over them is safe.
 */
sealed interface Node {

  /**
   * A written number.
   *
   * @param decimals digits after the point as written (negative where an exponent of ten moves it),
   *     or {@link #WHOLE} when there is no point
   * @param digits significant digits as written
   */
  record Num(Rational value, int decimals, int digits) implements Node {

    static final int WHOLE = Integer.MIN_VALUE;

    /** Whether this is a decimal, which may have been rounded. */
    boolean rounded() {
      return decimals > 0 || (decimals != WHOLE && decimals < 0);
    }
  }

  /** A variable, with its index if it has one: {@code x_1}. */
  record Sym(String name) implements Node {}

  enum Constant implements Node {
    PI,
    E,
    I,
    INFINITY,
    EMPTY_SET,
    /** "..." in a list or a sum: equal to nothing but itself. */
    DOTS
  }

  record Sum(List<Node> terms) implements Node {}

  record Product(List<Node> factors) implements Node {}

  record Quotient(Node top, Node bottom) implements Node {}

  record Power(Node base, Node exponent) implements Node {}

  record Negation(Node of) implements Node {}

  /** {@code left ± right}, or {@code ∓} when {@code first} is -1; left may be null. */
  record PlusMinus(Node left, Node right, int first) implements Node {}

  /** A known function; {@link Fn#ROOT} is (index, radicand) and {@link Fn#LOG} is (base, of). */
  record Call(Fn fn, List<Node> arguments) implements Node {}

  /** An unknown function of arguments: {@code f(x)}. */
  record Apply(String name, List<Node> arguments) implements Node {}

  /** A sum, product, integral, limit or derivative over a bound variable; bounds may be null. */
  record Big(Over over, String variable, Node from, Node to, Node body) implements Node {}

  enum Over {
    SUM,
    PRODUCT,
    INTEGRAL,
    LIMIT,
    DERIVATIVE
  }

  /** Members in brackets: a tuple, interval, list or set, as the brackets say. */
  record Group(char open, char close, List<Node> items) implements Node {}

  /** Members without brackets; {@code or} when the joiner was an "or". */
  record Items(List<Node> items, Joiner joiner) implements Node {}

  enum Joiner {
    COMMA,
    AND,
    OR
  }

  record Matrix(List<List<Node>> rows) implements Node {}

  /** A chain {@code a < b <= c}. */
  record Relation(List<Node> sides, List<Rel> signs) implements Node {}

  enum Rel {
    EQUAL,
    NOT_EQUAL,
    LESS,
    LESS_EQUAL,
    GREATER,
    GREATER_EQUAL,
    ABOUT,
    IN,
    OTHER;

    Rel flipped() {
      return switch (this) {
        case LESS -> GREATER;
        case LESS_EQUAL -> GREATER_EQUAL;
        case GREATER -> LESS;
        case GREATER_EQUAL -> LESS_EQUAL;
        default -> this;
      };
    }

    boolean ordering() {
      return this == LESS || this == LESS_EQUAL || this == GREATER || this == GREATER_EQUAL;
    }
  }

  /** A union, intersection or difference of sets. */
  record SetOp(char op, Node left, Node right) implements Node {}

  record Percent(Node of) implements Node {}

  record Degrees(Node of) implements Node {}

  /** A quantity with a unit; the unit as written, lower case. */
  record Quantity(Node of, String unit) implements Node {}

  record Currency(Node of) implements Node {}

  /** Digits in a base of 2 to 36. */
  record BaseN(String digits, int base) implements Node {}

  record Ratio(List<Node> parts) implements Node {}

  /** A time of day or a span; seconds since midnight. */
  record Time(int seconds) implements Node {}

  record Words(String text) implements Node {}

  /** A label before its value: {@code Maximum: 3}. */
  record Labelled(String label, Node of) implements Node {}

  static Num num(Rational value) {
    return new Num(value, Num.WHOLE, 0);
  }

  static Num num(long value) {
    return new Num(Rational.of(value), Num.WHOLE, 0);
  }
}
