// SPDX-License-Identifier: Apache-2.0
package dev.whittle.answer;

import dev.whittle.answer.Node.Call;
import java.math.BigInteger;
import java.util.List;

/** Evaluates trees to exact rational numbers, where they have such a value. */
final class Exact {

  private static final int MOST_TERMS = 2000;

  private Exact() {}

  /**
   * The value of a tree at a point: null when it is not rational, too large or the fuel is out;
   * {@link Rational#UNDEFINED} when it has no value.
   */
  static Rational value(Node node, Point point, Fuel fuel) {
    if (!fuel.spend()) {
      return null;
    }
    if (node instanceof Node.Num n) {
      return n.value();
    }
    if (node instanceof Node.Sym s) {
      Point.Bound bound = point.bound(s.name());
      return bound != null ? bound.exact() : point.exact(s.name());
    }
    if (node instanceof Node.Sum s) {
      Rational total = Rational.ZERO;
      for (Node term : s.terms()) {
        Rational value = value(term, point, fuel);
        if (value == null || value == Rational.UNDEFINED) {
          return value;
        }
        total = total.plus(value);
        if (total == null) {
          return null;
        }
      }
      return total;
    }
    if (node instanceof Node.Product p) {
      Rational total = Rational.ONE;
      for (Node factor : p.factors()) {
        Rational value = value(factor, point, fuel);
        if (value == null || value == Rational.UNDEFINED) {
          return value;
        }
        total = total.times(value);
        if (total == null) {
          return null;
        }
      }
      return total;
    }
    if (node instanceof Node.Quotient q) {
      Rational bottom = value(q.bottom(), point, fuel);
      if (bottom == Rational.UNDEFINED || (bottom != null && bottom.isZero())) {
        return Rational.UNDEFINED;
      }
      Rational top = value(q.top(), point, fuel);
      if (top == null || top == Rational.UNDEFINED) {
        return top;
      }
      return bottom == null ? null : top.over(bottom);
    }
    if (node instanceof Node.Negation n) {
      Rational value = value(n.of(), point, fuel);
      return value == null || value == Rational.UNDEFINED ? value : value.negate();
    }
    if (node instanceof Node.Power p) {
      return power(value(p.base(), point, fuel), value(p.exponent(), point, fuel));
    }
    if (node instanceof Call c) {
      return call(c, point, fuel);
    }
    if (node instanceof Node.Percent p) {
      Rational value = value(p.of(), point, fuel);
      return value == null || value == Rational.UNDEFINED ? value : value.over(Rational.of(100));
    }
    if (node instanceof Node.Currency c) {
      return value(c.of(), point, fuel);
    }
    if (node instanceof Node.Quantity q) {
      return value(q.of(), point, fuel);
    }
    if (node instanceof Node.Ratio r && r.parts().size() == 2) {
      return value(new Node.Quotient(r.parts().get(0), r.parts().get(1)), point, fuel);
    }
    if (node instanceof Node.Big b) {
      return big(b, point, fuel);
    }
    return null;
  }

  private static Rational power(Rational base, Rational exponent) {
    if (base == Rational.UNDEFINED || exponent == Rational.UNDEFINED) {
      return Rational.UNDEFINED;
    }
    if (base == null || exponent == null) {
      return null;
    }
    if (base.isZero() && exponent.signum() <= 0) {
      return Rational.UNDEFINED;
    }
    if (base.equals(Rational.ONE)) {
      return base;
    }
    if (exponent.isInteger()) {
      int e = exponent.intOr(Integer.MIN_VALUE);
      if (e == Integer.MIN_VALUE) {
        return base.isZero() ? base : null;
      }
      return base.power(e);
    }
    int q = Rational.of(exponent.denominator()).intOr(-1);
    int p = Rational.of(exponent.numerator()).intOr(Integer.MIN_VALUE);
    if (q < 2 || q > 64 || p == Integer.MIN_VALUE) {
      return null;
    }
    Rational root = base.root(q);
    return root == null ? null : root.power(p);
  }

  private static Rational call(Call c, Point point, Fuel fuel) {
    List<Node> arguments = c.arguments();
    switch (c.fn()) {
      case SQRT,
          ROOT,
          ABS,
          FLOOR,
          CEIL,
          SIGN,
          FACTORIAL,
          BINOMIAL,
          GCD,
          LCM,
          MIN,
          MAX,
          MOD,
          LOG,
          RE,
          CONJUGATE -> {}
      default -> {
        return null;
      }
    }
    Rational[] v = new Rational[arguments.size()];
    for (int k = 0; k < v.length; k++) {
      v[k] = value(arguments.get(k), point, fuel);
      if (v[k] == null || v[k] == Rational.UNDEFINED) {
        return v[k];
      }
    }
    return switch (c.fn()) {
      case SQRT -> v[0].root(2);
      case ROOT -> v[0].intOr(0) < 2 ? null : v[1].root(v[0].intOr(0));
      case ABS -> v[0].abs();
      case FLOOR -> v[0].floor();
      case CEIL -> v[0].negate().floor().negate();
      case SIGN -> Rational.of(v[0].signum());
      case FACTORIAL -> factorial(v[0], fuel);
      case BINOMIAL -> binomial(v[0], v[1], fuel);
      case GCD -> fold(v, true);
      case LCM -> fold(v, false);
      case MIN -> extreme(v, -1);
      case MAX -> extreme(v, 1);
      case MOD -> v[1].isZero() ? Rational.UNDEFINED : mod(v[0], v[1]);
      case LOG -> log(v, point);
      default -> v[0];
    };
  }

  private static Rational mod(Rational a, Rational b) {
    Rational quotient = a.over(b);
    Rational whole = quotient == null ? null : quotient.floor().times(b);
    return whole == null ? null : a.minus(whole);
  }

  private static Rational factorial(Rational n, Fuel fuel) {
    int k = n.intOr(-1);
    if (k < 0 || k > 600 || !fuel.spend(k)) {
      return null;
    }
    BigInteger product = BigInteger.ONE;
    for (int i = 2; i <= k; i++) {
      product = product.multiply(BigInteger.valueOf(i));
    }
    return Rational.of(product);
  }

  private static Rational binomial(Rational a, Rational b, Fuel fuel) {
    if (!a.isInteger() || !b.isInteger() || a.signum() < 0) {
      return null;
    }
    if (b.signum() < 0 || b.compareTo(a) > 0) {
      return Rational.ZERO;
    }
    Rational other = a.minus(b);
    int k = (other.compareTo(b) < 0 ? other : b).intOr(-1);
    if (k < 0 || k > 2000 || !fuel.spend(k)) {
      return null;
    }
    BigInteger n = a.numerator();
    BigInteger product = BigInteger.ONE;
    for (int i = 0; i < k; i++) {
      product =
          product.multiply(n.subtract(BigInteger.valueOf(i))).divide(BigInteger.valueOf(i + 1L));
      if (product.bitLength() > Rational.MAX_BITS) {
        return null;
      }
    }
    return Rational.of(product);
  }

  /** The greatest common divisor or the least common multiple of rationals. */
  private static Rational fold(Rational[] v, boolean divisor) {
    Rational total = v[0].abs();
    for (int k = 1; k < v.length && total != null; k++) {
      Rational b = v[k].abs();
      BigInteger scale =
          total
              .denominator()
              .multiply(b.denominator())
              .divide(total.denominator().gcd(b.denominator()));
      BigInteger x = total.numerator().multiply(scale.divide(total.denominator()));
      BigInteger y = b.numerator().multiply(scale.divide(b.denominator()));
      BigInteger gcd = x.gcd(y);
      if (divisor) {
        total = Rational.of(gcd, scale);
      } else {
        total = gcd.signum() == 0 ? Rational.ZERO : Rational.of(x.divide(gcd).multiply(y), scale);
      }
    }
    return total;
  }

  private static Rational extreme(Rational[] v, int sign) {
    Rational best = v[0];
    for (Rational value : v) {
      best = value.compareTo(best) * sign > 0 ? value : best;
    }
    return best;
  }

  /** A logarithm that is a whole number. */
  private static Rational log(Rational[] v, Point point) {
    Rational base =
        v.length == 2 ? v[0] : point.logBase() == 0 ? null : Rational.of(point.logBase());
    Rational of = v[v.length - 1];
    if (of.signum() <= 0 || (base != null && (base.signum() <= 0 || base.equals(Rational.ONE)))) {
      return of.isZero() ? Rational.UNDEFINED : null;
    }
    if (of.equals(Rational.ONE)) {
      return Rational.ZERO;
    }
    if (base == null) {
      return null;
    }
    double guess = Math.log(of.toDouble()) / Math.log(base.toDouble());
    if (!(Math.abs(guess) < 4000)) {
      return null;
    }
    int k = (int) Math.rint(guess);
    Rational power = base.power(k);
    return of.equals(power) ? Rational.of(k) : null;
  }

  private static Rational big(Node.Big b, Point point, Fuel fuel) {
    if (b.over() == Node.Over.LIMIT) {
      Rational at = b.from() == null ? null : value(b.from(), point, fuel);
      if (at == null || at == Rational.UNDEFINED) {
        return null;
      }
      Rational value = value(b.body(), point.with(b.variable(), at, at.toDouble()), fuel);
      return value == Rational.UNDEFINED ? null : value;
    }
    if (b.over() != Node.Over.SUM && b.over() != Node.Over.PRODUCT) {
      return null;
    }
    Rational from = value(b.from(), point, fuel);
    Rational to = value(b.to(), point, fuel);
    if (from == null || to == null) {
      return null;
    }
    int first = from.intOr(Integer.MIN_VALUE);
    int last = to.intOr(Integer.MIN_VALUE);
    if (first == Integer.MIN_VALUE
        || last == Integer.MIN_VALUE
        || last < first - 1L
        || (long) last - first > MOST_TERMS) {
      return null;
    }
    Rational total = b.over() == Node.Over.SUM ? Rational.ZERO : Rational.ONE;
    for (int k = first; k <= last; k++) {
      Rational value = value(b.body(), point.with(b.variable(), Rational.of(k), k), fuel);
      if (value == null || value == Rational.UNDEFINED) {
        return value;
      }
      total = b.over() == Node.Over.SUM ? total.plus(value) : total.times(value);
      if (total == null) {
        return null;
      }
    }
    return total;
  }
}
