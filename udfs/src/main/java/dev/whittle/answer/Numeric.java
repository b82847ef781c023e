// SPDX-License-Identifier: Apache-2.0
package dev.whittle.answer;

import dev.whittle.answer.Node.Call;
import java.util.List;

/**
 * Evaluates trees to complex numbers in double precision, with a bound of the error that is carried
 * through every operation: two values are then told apart or not by what was really computed, never
 * by a tolerance that was made up.
 *
 * <p>Roots of odd index and powers with odd denominators of negative reals are real, as answers
 * mean them. Overflow, underflow to zero and undefined operations give a value whose error is NaN.
 */
final class Numeric {

  private static final double EPS = 0x1.0p-52;
  private static final int MOST_TERMS = 2000;

  /** A complex number and a bound of its absolute error; NaN when there is no value. */
  record Value(double re, double im, double error) {

    static final Value NONE = new Value(Double.NaN, Double.NaN, Double.NaN);

    boolean exists() {
      return error == error;
    }

    double abs() {
      return im == 0 ? Math.abs(re) : Math.hypot(re, im);
    }

    boolean real() {
      return Math.abs(im) <= 8 * error + 1e-300;
    }
  }

  private Numeric() {}

  private static Value of(double re, double im, double error) {
    if (!(Math.abs(re) < 1e290) || !(Math.abs(im) < 1e290) || !(error < 1e290)) {
      return Value.NONE;
    }
    return new Value(re, im, error);
  }

  private static Value real(double value) {
    return of(value, 0, Math.abs(value) * EPS);
  }

  static Value value(Node node, Point point, Fuel fuel) {
    if (!fuel.spend()) {
      return Value.NONE;
    }
    if (node instanceof Node.Num n) {
      return number(n.value());
    }
    if (node instanceof Node.Sym s) {
      Point.Bound bound = point.bound(s.name());
      // Sampled values are exact by definition.
      return bound != null ? of(bound.real(), 0, 0) : of(point.real(s.name()), 0, 0);
    }
    if (node instanceof Node.Constant c) {
      return switch (c) {
        case PI -> real(Math.PI);
        case E -> real(Math.E);
        case I -> new Value(0, 1, 0);
        case DOTS -> of(point.real("..."), 0, 0);
        default -> Value.NONE;
      };
    }
    if (node instanceof Node.Sum s) {
      double re = 0;
      double im = 0;
      double error = 0;
      for (Node term : s.terms()) {
        Value v = value(term, point, fuel);
        if (!v.exists()) {
          return v;
        }
        re += v.re;
        im += v.im;
        error += v.error + EPS * (Math.abs(re) + Math.abs(im));
      }
      return of(re, im, error);
    }
    if (node instanceof Node.Product p) {
      Value total = null;
      for (Node factor : p.factors()) {
        Value v = value(factor, point, fuel);
        total = total == null ? v : times(total, v);
        if (!total.exists()) {
          return total;
        }
      }
      return total;
    }
    if (node instanceof Node.Quotient q) {
      return over(value(q.top(), point, fuel), value(q.bottom(), point, fuel));
    }
    if (node instanceof Node.Negation n) {
      Value v = value(n.of(), point, fuel);
      return new Value(-v.re, -v.im, v.error);
    }
    if (node instanceof Node.Power p) {
      return power(p, point, fuel);
    }
    if (node instanceof Call c) {
      return call(c, point, fuel);
    }
    if (node instanceof Node.Percent p) {
      return over(value(p.of(), point, fuel), new Value(100, 0, 0));
    }
    if (node instanceof Node.Degrees d) {
      return times(value(d.of(), point, fuel), real(Math.PI / 180));
    }
    if (node instanceof Node.Currency c) {
      return value(c.of(), point, fuel);
    }
    if (node instanceof Node.Quantity q) {
      return value(q.of(), point, fuel);
    }
    if (node instanceof Node.Ratio r && r.parts().size() == 2) {
      return over(value(r.parts().get(0), point, fuel), value(r.parts().get(1), point, fuel));
    }
    if (node instanceof Node.Apply a) {
      // An unknown function is a value of its own for every argument as written.
      return of(point.real(a.toString()), 0, 0);
    }
    if (node instanceof Node.Big b) {
      return big(b, point, fuel);
    }
    return Value.NONE;
  }

  private static Value number(Rational value) {
    double d = value.toDouble();
    boolean exact = value.isInteger() && Math.abs(d) < 9e15;
    return d == 0 && !value.isZero() ? Value.NONE : of(d, 0, exact ? 0 : Math.abs(d) * EPS);
  }

  private static Value plus(Value a, Value b) {
    double re = a.re + b.re;
    double im = a.im + b.im;
    return of(re, im, a.error + b.error + EPS * (Math.abs(re) + Math.abs(im)));
  }

  private static Value times(Value a, Value b) {
    double re = a.re * b.re - a.im * b.im;
    double im = a.im == 0 && b.im == 0 ? 0 : a.re * b.im + a.im * b.re;
    double x = a.abs();
    double y = b.abs();
    if (re == 0 && im == 0 && x != 0 && y != 0) {
      return Value.NONE;
    }
    return of(re, im, x * b.error + y * a.error + a.error * b.error + 2 * EPS * x * y);
  }

  private static Value over(Value a, Value b) {
    if (!a.exists() || !b.exists()) {
      return Value.NONE;
    }
    double y = b.abs();
    if (y == 0 || b.error * 2 > y) {
      return Value.NONE;
    }
    double x = a.abs();
    double re;
    double im;
    if (a.im == 0 && b.im == 0) {
      re = a.re / b.re;
      im = 0;
    } else {
      double scale = b.re * b.re + b.im * b.im;
      re = (a.re * b.re + a.im * b.im) / scale;
      im = (a.im * b.re - a.re * b.im) / scale;
    }
    if (re == 0 && im == 0 && x != 0) {
      return Value.NONE;
    }
    return of(re, im, 2 * (a.error + x / y * b.error) / y + 4 * EPS * x / y);
  }

  private static Value exp(Value v) {
    double size = Math.exp(v.re);
    if (size == 0) {
      return Value.NONE;
    }
    double error =
        size * (Math.expm1(Math.min(v.error, 1)) + 4 * EPS * (1 + Math.abs(v.re) + Math.abs(v.im)));
    return v.im == 0 ? of(size, 0, error) : of(size * Math.cos(v.im), size * Math.sin(v.im), error);
  }

  private static Value ln(Value v) {
    double size = v.abs();
    if (size == 0 || v.error * 2 > size) {
      return Value.NONE;
    }
    boolean real = v.real();
    double im = real ? (v.re < 0 ? Math.PI : 0) : Math.atan2(v.im, v.re);
    return of(Math.log(size), im, 2 * v.error / size + 2 * EPS * (1 + Math.abs(Math.log(size))));
  }

  private static Value power(Node.Power p, Point point, Fuel fuel) {
    Value base = value(p.base(), point, fuel);
    if (!base.exists()) {
      return base;
    }
    Rational exact =
        Exact.value(p.exponent(), point.index() < 0 ? point : noVariables(point), fuel);
    if (exact == Rational.UNDEFINED) {
      return Value.NONE;
    }
    if (exact != null) {
      return power(base, exact);
    }
    Value exponent = value(p.exponent(), point, fuel);
    if (!exponent.exists()) {
      return exponent;
    }
    if (exponent.im == 0
        && exponent.error == 0
        && exponent.re == Math.rint(exponent.re)
        && Math.abs(exponent.re) < 1e6) {
      return power(base, Rational.of((long) exponent.re));
    }
    if (base.re == 0 && base.im == 0) {
      return exponent.re > 0 && exponent.im == 0 ? base : Value.NONE;
    }
    if (base.im == 0 && exponent.im == 0 && base.re > 0 && base.error * 2 < base.re) {
      double value = Math.pow(base.re, exponent.re);
      double log = Math.abs(Math.log(base.re));
      double relative = Math.abs(exponent.re) * base.error / base.re + log * exponent.error;
      return value == 0 ? Value.NONE : of(value, 0, value * (2 * relative + 4 * EPS));
    }
    return exp(times(exponent, ln(base)));
  }

  private static Point noVariables(Point point) {
    return new Point(-1, point.integers(), point.inner(), point.logBase());
  }

  private static Value power(Value base, Rational exponent) {
    double size = base.abs();
    double e = exponent.toDouble();
    if (size == 0) {
      return exponent.signum() > 0 ? base : Value.NONE;
    }
    if (exponent.isZero()) {
      return new Value(1, 0, 0);
    }
    if (Math.abs(e) > 1e7) {
      return Value.NONE;
    }
    if (base.error * 2 > size) {
      // Perhaps zero: only products of it are safe.
      return exponent.isInteger() && e > 0 && e <= 64 ? repeated(base, (int) e) : Value.NONE;
    }
    if (base.im == 0 || base.real()) {
      boolean odd = exponent.denominator().testBit(0);
      if (base.re > 0 || odd) {
        double value = Math.pow(Math.abs(base.re), e);
        double sign = base.re < 0 && exponent.numerator().testBit(0) ? -1 : 1;
        if (value == 0 || base.error * 2 > size) {
          return Value.NONE;
        }
        if (base.error == 0 && exponent.isInteger() && e > 0 && value < 0x1p53 && whole(base.re)) {
          // Math.pow promises the exact power of integers where a double can hold it.
          return new Value(sign * value, 0, 0);
        }
        return of(sign * value, 0, value * (2 * Math.abs(e) * base.error / size + 4 * EPS));
      }
    }
    if (exponent.isInteger() && Math.abs(e) <= 64) {
      Value total = repeated(base, Math.abs((int) e));
      return e > 0 ? total : over(new Value(1, 0, 0), total);
    }
    return exp(times(new Value(e, 0, Math.abs(e) * EPS), ln(base)));
  }

  private static boolean whole(double value) {
    return value == Math.rint(value);
  }

  private static Value repeated(Value base, int times) {
    Value total = base;
    for (int k = 1; k < times && total.exists(); k++) {
      total = times(total, base);
    }
    return total;
  }

  /** A real function: value, and error from the slope at the argument. */
  private static Value smooth(double value, double slope, Value argument) {
    return of(
        value,
        0,
        Math.abs(slope) * argument.error * 2
            + 4 * EPS * Math.abs(value)
            + (argument.error > 1e-6 ? Double.NaN : 0));
  }

  private static Value call(Call c, Point point, Fuel fuel) {
    List<Node> arguments = c.arguments();
    Fn fn = c.fn();
    if (fn == Fn.DET) {
      return determinant(arguments.get(0), point, fuel);
    }
    Value x = value(arguments.get(0), point, fuel);
    if (!x.exists()) {
      return x;
    }
    if (arguments.size() == 2 && fn != Fn.MIN && fn != Fn.MAX) {
      Value y = value(arguments.get(1), point, fuel);
      return y.exists() ? binary(fn, c, x, y, point, fuel) : y;
    }
    switch (fn) {
      case MIN, MAX -> {
        for (int k = 1; k < arguments.size(); k++) {
          Value y = value(arguments.get(k), point, fuel);
          if (!y.exists() || !y.real() || !x.real()) {
            return Value.NONE;
          }
          x = (y.re < x.re) == (fn == Fn.MIN) ? y : x;
        }
        return x;
      }
      case SQRT -> {
        if (x.re >= 0 && x.real()) {
          if (x.re == 0) {
            return x.error == 0 ? x : of(0, 0, Math.sqrt(x.error));
          }
          double root = Math.sqrt(x.re);
          return of(root, 0, Math.min(x.error / root, Math.sqrt(x.error)) + EPS * root);
        }
        return power(x, Rational.of(1, 2));
      }
      case EXP -> {
        return exp(x);
      }
      case LN -> {
        return ln(x);
      }
      case LOG -> {
        Value log = ln(x);
        return point.logBase() == 0 ? log : over(log, real(Math.log(point.logBase())));
      }
      case ABS -> {
        return of(x.abs(), 0, x.error + EPS * x.abs());
      }
      case RE -> {
        return of(x.re, 0, x.error);
      }
      case IM -> {
        return of(x.im, 0, x.error);
      }
      case CONJUGATE -> {
        return of(x.re, -x.im, x.error);
      }
      default -> {
        return x.real() ? realCall(fn, x) : complexCall(fn, x);
      }
    }
  }

  private static Value realCall(Fn fn, Value x) {
    double v = x.re;
    double sin = Math.sin(v);
    double cos = Math.cos(v);
    double trig = EPS * (1 + Math.abs(v));
    switch (fn) {
      case SIN -> {
        return of(sin, 0, x.error + trig);
      }
      case COS -> {
        return of(cos, 0, x.error + trig);
      }
      case TAN -> {
        return over(of(sin, 0, x.error + trig), of(cos, 0, x.error + trig));
      }
      case COT -> {
        return over(of(cos, 0, x.error + trig), of(sin, 0, x.error + trig));
      }
      case SEC -> {
        return over(new Value(1, 0, 0), of(cos, 0, x.error + trig));
      }
      case CSC -> {
        return over(new Value(1, 0, 0), of(sin, 0, x.error + trig));
      }
      case ARCSIN, ARCCOS -> {
        if (Math.abs(v) > 1 + 4 * x.error) {
          return Value.NONE;
        }
        double clamped = Math.max(-1, Math.min(1, v));
        double slack = 1 - clamped * clamped;
        double error =
            slack > x.error ? x.error / Math.sqrt(slack) : Math.sqrt(2 * x.error) + x.error;
        double value = fn == Fn.ARCSIN ? Math.asin(clamped) : Math.acos(clamped);
        return of(value, 0, 2 * error + 4 * EPS);
      }
      case ARCSEC, ARCCSC -> {
        Value inverse = over(new Value(1, 0, 0), x);
        return inverse.exists()
            ? realCall(fn == Fn.ARCSEC ? Fn.ARCCOS : Fn.ARCSIN, inverse)
            : inverse;
      }
      case ARCTAN -> {
        return smooth(Math.atan(v), 1 / (1 + v * v), x);
      }
      case ARCCOT -> {
        return smooth(Math.PI / 2 - Math.atan(v), 1 / (1 + v * v), x);
      }
      case SINH -> {
        return smooth(Math.sinh(v), Math.cosh(v), x);
      }
      case COSH -> {
        return smooth(Math.cosh(v), Math.cosh(v), x);
      }
      case TANH -> {
        return smooth(Math.tanh(v), 1, x);
      }
      case SECH -> {
        return smooth(1 / Math.cosh(v), 1, x);
      }
      case CSCH -> {
        return over(new Value(1, 0, 0), smooth(Math.sinh(v), Math.cosh(v), x));
      }
      case COTH -> {
        return over(new Value(1, 0, 0), smooth(Math.tanh(v), 1, x));
      }
      case ARSINH -> {
        return smooth(Math.signum(v) * Math.log(Math.abs(v) + Math.sqrt(v * v + 1)), 1, x);
      }
      case ARCOSH -> {
        return v < 1
            ? Value.NONE
            : smooth(
                Math.log(v + Math.sqrt(v * v - 1)), 1 / Math.sqrt(Math.max(1e-12, v * v - 1)), x);
      }
      case ARTANH -> {
        return Math.abs(v) >= 1
            ? Value.NONE
            : smooth(0.5 * Math.log((1 + v) / (1 - v)), 1 / (1 - v * v), x);
      }
      case FLOOR, CEIL -> {
        double near = Math.rint(v);
        if (Math.abs(v) > 1e15
            || (v != near && Math.abs(v - near) <= 4 * x.error)
            || (v == near && x.error > 0)) {
          return Value.NONE;
        }
        return of(fn == Fn.FLOOR ? Math.floor(v) : Math.ceil(v), 0, 0);
      }
      case SIGN -> {
        return Math.abs(v) <= 4 * x.error && v != 0 ? Value.NONE : of(Math.signum(v), 0, 0);
      }
      case FACTORIAL -> {
        return gamma(v + 1, x.error);
      }
      case GAMMA -> {
        return gamma(v, x.error);
      }
      default -> {
        return Value.NONE;
      }
    }
  }

  private static final double[] LANCZOS = {
    0.99999999999980993,
    676.5203681218851,
    -1259.1392167224028,
    771.32342877765313,
    -176.61502916214059,
    12.507343278686905,
    -0.13857109526572012,
    9.9843695780195716e-6,
    1.5056327351493116e-7
  };

  private static Value gamma(double x, double error) {
    if (x <= 0 && x == Math.rint(x)) {
      return Value.NONE;
    }
    if (x > 165 || x < -100) {
      return Value.NONE;
    }
    double value;
    if (x < 0.5) {
      Value mirrored = gamma(1 - x, error);
      value = Math.PI / (Math.sin(Math.PI * x) * mirrored.re);
    } else {
      double z = x - 1;
      double sum = LANCZOS[0];
      for (int k = 1; k < LANCZOS.length; k++) {
        sum += LANCZOS[k] / (z + k);
      }
      double t = z + 7.5;
      value = Math.sqrt(2 * Math.PI) * Math.pow(t, z + 0.5) * Math.exp(-t) * sum;
    }
    return of(value, 0, Math.abs(value) * (2e-13 + error * 10));
  }

  private static Value complexCall(Fn fn, Value x) {
    Value iz = new Value(-x.im, x.re, x.error);
    Value plus = exp(iz);
    Value minus = exp(new Value(x.im, -x.re, x.error));
    Value sum = plus(plus, minus);
    Value difference = plus(plus, new Value(-minus.re, -minus.im, minus.error));
    return switch (fn) {
      case COS -> times(sum, new Value(0.5, 0, 0));
      case SIN -> times(difference, new Value(0, -0.5, 0));
      case TAN -> over(times(difference, new Value(0, -1, 0)), sum);
      default -> Value.NONE;
    };
  }

  private static Value binary(Fn fn, Call c, Value x, Value y, Point point, Fuel fuel) {
    switch (fn) {
      case ROOT -> {
        Rational index = Exact.value(c.arguments().get(0), noVariables(point), fuel);
        if (index != null && index != Rational.UNDEFINED && !index.isZero()) {
          return power(y, Rational.ONE.over(index));
        }
        Value exponent = over(new Value(1, 0, 0), x);
        return exponent.exists() && y.re > 0 && y.real() ? exp(times(exponent, ln(y))) : Value.NONE;
      }
      case LOG -> {
        Value bottom = ln(x);
        return bottom.exists() ? over(ln(y), bottom) : bottom;
      }
      case BINOMIAL -> {
        if (!x.real() || !y.real()) {
          return Value.NONE;
        }
        Value top = gamma(x.re + 1, x.error);
        Value bottom = times(gamma(y.re + 1, y.error), gamma(x.re - y.re + 1, x.error + y.error));
        return over(top, bottom);
      }
      case MOD -> {
        if (!x.real() || !y.real() || y.re == 0 || x.error > 0 || y.error > 0) {
          return Value.NONE;
        }
        return real(x.re - y.re * Math.floor(x.re / y.re));
      }
      default -> {
        return Value.NONE;
      }
    }
  }

  private static Value determinant(Node node, Point point, Fuel fuel) {
    if (!(node instanceof Node.Matrix m)
        || m.rows().size() != m.rows().get(0).size()
        || m.rows().size() > 4) {
      return Value.NONE;
    }
    int n = m.rows().size();
    Value[][] v = new Value[n][n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        v[i][j] = value(m.rows().get(i).get(j), point, fuel);
        if (!v[i][j].exists()) {
          return Value.NONE;
        }
      }
    }
    return minor(v, 0, 0);
  }

  /** Laplace expansion over the columns that are not in the mask. */
  private static Value minor(Value[][] v, int row, int used) {
    if (row == v.length) {
      return new Value(1, 0, 0);
    }
    Value total = new Value(0, 0, 0);
    int sign = 1;
    for (int column = 0; column < v.length; column++) {
      if ((used & (1 << column)) == 0) {
        Value part = times(v[row][column], minor(v, row + 1, used | (1 << column)));
        total = plus(total, times(part, new Value(sign, 0, 0)));
        sign = -sign;
      }
    }
    return total;
  }

  // ---- sums, integrals, limits

  private static final double[] NODES = {
    0.0950125098376374,
    0.2816035507792589,
    0.4580167776572274,
    0.6178762444026438,
    0.7554044083550030,
    0.8656312023878318,
    0.9445750230732326,
    0.9894009349916499
  };
  private static final double[] WEIGHTS = {
    0.1894506104550685,
    0.1826034150449236,
    0.1691565193950025,
    0.1495959888165767,
    0.1246289712555339,
    0.0951585116824928,
    0.0622535239386479,
    0.0271524594117541
  };

  private static Value big(Node.Big b, Point point, Fuel fuel) {
    return switch (b.over()) {
      case SUM, PRODUCT -> series(b, point, fuel);
      case INTEGRAL -> integral(b, point, fuel);
      case LIMIT -> limit(b, point, fuel);
      case DERIVATIVE -> derivative(b, point, fuel);
    };
  }

  private static Value series(Node.Big b, Point point, Fuel fuel) {
    Value from = value(b.from(), point, fuel);
    Value to = value(b.to(), point, fuel);
    if (!from.exists()
        || !to.exists()
        || from.re != Math.rint(from.re)
        || to.re != Math.rint(to.re)) {
      return Value.NONE;
    }
    long first = (long) from.re;
    long last = (long) to.re;
    if (last < first - 1 || last - first > MOST_TERMS) {
      return Value.NONE;
    }
    boolean sum = b.over() == Node.Over.SUM;
    Value total = new Value(sum ? 0 : 1, 0, 0);
    for (long k = first; k <= last; k++) {
      Value v = value(b.body(), point.with(b.variable(), Rational.of(k), k), fuel);
      if (!v.exists()) {
        return v;
      }
      total = sum ? plus(total, v) : times(total, v);
      if (!total.exists()) {
        return total;
      }
    }
    return total;
  }

  private static Value integral(Node.Big b, Point point, Fuel fuel) {
    double from = 0;
    double to;
    if (b.from() != null) {
      Value low = value(b.from(), point, fuel);
      Value high = value(b.to(), point, fuel);
      if (!low.exists() || !high.exists() || !low.real() || !high.real()) {
        return Value.NONE;
      }
      from = low.re;
      to = high.re;
    } else {
      // An indefinite integral is the one that vanishes at 0.
      to = point.real(b.variable());
      if (Double.isNaN(to)) {
        return Value.NONE;
      }
    }
    double coarse = quadrature(b, point, fuel, from, to, 2);
    double fine = quadrature(b, point, fuel, from, to, 4);
    double error = Math.abs(coarse - fine) + 1e-14 * Math.abs(fine);
    return error <= 1e-9 * Math.max(1, Math.abs(fine)) ? of(fine, 0, error * 2) : Value.NONE;
  }

  private static double quadrature(
      Node.Big b, Point point, Fuel fuel, double from, double to, int panels) {
    double total = 0;
    double half = (to - from) / panels / 2;
    for (int p = 0; p < panels; p++) {
      double middle = from + (2 * p + 1) * half;
      for (int k = 0; k < NODES.length; k++) {
        for (int side = -1; side <= 1; side += 2) {
          Value v =
              value(
                  b.body(), point.with(b.variable(), null, middle + side * half * NODES[k]), fuel);
          if (!v.exists() || !v.real()) {
            return Double.NaN;
          }
          total += WEIGHTS[k] * half * v.re;
        }
      }
    }
    return total;
  }

  private static Value limit(Node.Big b, Point point, Fuel fuel) {
    Value at = value(b.from(), point, fuel);
    if (!at.exists()) {
      return Value.NONE;
    }
    Value direct = value(b.body(), point.with(b.variable(), null, at.re), fuel);
    if (direct.exists()) {
      return direct;
    }
    // Removable: the mean of both sides, twice, extrapolated to zero distance.
    double[] mean = new double[3];
    double h = 0x1.0p-6;
    for (int k = 0; k < 3; k++, h /= 2) {
      Value left = value(b.body(), point.with(b.variable(), null, at.re - h), fuel);
      Value right = value(b.body(), point.with(b.variable(), null, at.re + h), fuel);
      if (!left.exists()
          || !right.exists()
          || !left.real()
          || !right.real()
          || Math.abs(left.re - right.re) > 0.5 * (1 + Math.abs(left.re))) {
        return Value.NONE;
      }
      mean[k] = (left.re + right.re) / 2;
    }
    double first = (4 * mean[1] - mean[0]) / 3;
    double second = (4 * mean[2] - mean[1]) / 3;
    double best = (16 * second - first) / 15;
    double error = Math.abs(best - second);
    return error < 1e-8 * (1 + Math.abs(best)) ? of(best, 0, error + 1e-12) : Value.NONE;
  }

  private static Value derivative(Node.Big b, Point point, Fuel fuel) {
    Point.Bound bound = point.bound(b.variable());
    double at = bound != null ? bound.real() : point.real(b.variable());
    double[] slope = new double[2];
    double h = 1e-3;
    for (int k = 0; k < 2; k++, h /= 2) {
      Value left = value(b.body(), point.with(b.variable(), null, at - h), fuel);
      Value right = value(b.body(), point.with(b.variable(), null, at + h), fuel);
      if (!left.exists() || !right.exists()) {
        return Value.NONE;
      }
      slope[k] = (right.re - left.re) / (2 * h);
    }
    double best = (4 * slope[1] - slope[0]) / 3;
    return of(best, 0, 1e-9 * (1 + Math.abs(best)));
  }
}
