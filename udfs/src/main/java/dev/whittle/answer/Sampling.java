// SPDX-License-Identifier: Apache-2.0
package dev.whittle.answer;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Decides whether two expressions are equal: exactly where both are rational, else by their values
 * at fixed points. Unequal at one point that can be trusted is unequal; equal takes at least
 * {@value #ENOUGH} usable points.
 *
 * <p>For polynomials and rational expressions the points are exact (the lemma of Schwartz and
 * Zippel bounds the chance of an error); for others see {@link Numeric}.
 */
final class Sampling {

  private static final int ENOUGH = 4;
  private static final int EXACT_POINTS = 6;
  private static final int REAL_POINTS = 24;

  /** Points for what changes its form from one region to another: |a-b|, max(a,b), ⌊x⌋. */
  private static final int ENOUGH_REGIONS = 16;

  private static final Set<Fn> STEPS = Set.of(Fn.FLOOR, Fn.CEIL, Fn.MOD);
  private static final Set<Fn> REGIONS = Set.of(Fn.ABS, Fn.MAX, Fn.MIN, Fn.FLOOR, Fn.CEIL, Fn.MOD);
  private static final Set<String> COUNTERS = Set.of("n", "m", "k", "i", "j", "l", "N", "M", "K");

  enum Verdict {
    EQUAL,
    DIFFERENT,
    UNDEFINED,
    /** The fuel or the precision did not reach. */
    UNKNOWN
  }

  private final Fuel fuel;

  Sampling(Fuel fuel) {
    this.fuel = fuel;
  }

  Verdict compare(Node a, Node b) {
    boolean bareLog = Trees.any(a, Sampling::bareLog) || Trees.any(b, Sampling::bareLog);
    Verdict verdict = compare(a, b, 0);
    // "log" without a base is the natural one or that of ten; both sides mean the same.
    return bareLog && verdict != Verdict.EQUAL ? compare(a, b, 10) : verdict;
  }

  private static boolean variablePower(Node node) {
    return node instanceof Node.Power p
        && !(p.exponent() instanceof Node.Num)
        && Trees.any(p.exponent(), n -> n instanceof Node.Sym);
  }

  private static boolean steps(Node node) {
    return Trees.any(node, n -> n instanceof Node.Call c && STEPS.contains(c.fn()));
  }

  /** How many equal points are enough. */
  private static int enough(Node a, Node b, int smooth) {
    return Trees.any(a, Sampling::regions) || Trees.any(b, Sampling::regions)
        ? ENOUGH_REGIONS
        : smooth;
  }

  private static boolean regions(Node node) {
    if (node instanceof Node.Call c
        && (REGIONS.contains(c.fn())
            || c.fn() == Fn.SQRT && c.arguments().get(0) instanceof Node.Power)) {
      Set<String> names = new HashSet<>();
      Trees.variables(node, names);
      return !names.isEmpty();
    }
    return false;
  }

  private static boolean bareLog(Node node) {
    return node instanceof Node.Call c && c.fn() == Fn.LOG && c.arguments().size() == 1;
  }

  private Verdict compare(Node a, Node b, int logBase) {
    Set<String> names = new HashSet<>();
    Trees.variables(a, names);
    Trees.variables(b, names);
    if (names.isEmpty()) {
      return constants(a, b, logBase);
    }
    if (Trees.commuted(a, b, fuel)) {
      return Verdict.EQUAL;
    }
    Set<String> integers = integers(a, b);
    boolean steps = steps(a) || steps(b);
    if (steps) {
      // Steps show between integers, but what counts is an integer.
      names.stream().filter(COUNTERS::contains).forEach(integers::add);
    }
    // With a variable in an exponent the exact values are huge and tell no more.
    boolean powers = Trees.any(a, Sampling::variablePower) || Trees.any(b, Sampling::variablePower);
    boolean between = steps && !integers.containsAll(names);
    Verdict exact = powers || between ? Verdict.UNKNOWN : exact(a, b, integers, logBase);
    if (exact != Verdict.UNKNOWN) {
      return exact;
    }
    Verdict real = real(a, b, integers, logBase, false);
    if (real == Verdict.UNKNOWN) {
      real = real(a, b, integers, logBase, true);
    }
    if (real == Verdict.EQUAL && between) {
      // ⌊x⌋ and ⌈x⌉ - 1 differ at integers only.
      Verdict atIntegers = exact(a, b, names, logBase);
      return atIntegers == Verdict.DIFFERENT ? atIntegers : real;
    }
    if (real == Verdict.UNKNOWN && integers.isEmpty()) {
      Set<String> all = new HashSet<>(names);
      real = real(a, b, all, logBase, true);
    }
    return real == Verdict.EQUAL ? refined(a, b, logBase) : real;
  }

  private Verdict constants(Node a, Node b, int logBase) {
    Point none = Point.none(logBase);
    Rational x = Exact.value(a, none, fuel);
    Rational y = Exact.value(b, none, fuel);
    if (x == Rational.UNDEFINED || y == Rational.UNDEFINED) {
      return Verdict.UNDEFINED;
    }
    if (x != null && y != null) {
      return x.equals(y) ? Verdict.EQUAL : Verdict.DIFFERENT;
    }
    // Values alone cannot tell: sin(10^24) has no digit that double precision can trust.
    if (Trees.commuted(a, b, fuel) && !Trees.any(a, n -> n == Node.Constant.INFINITY)) {
      return Verdict.EQUAL;
    }
    Numeric.Value v = Numeric.value(a, none, fuel);
    Numeric.Value w = Numeric.value(b, none, fuel);
    if (!v.exists() || !w.exists()) {
      return fuel.empty() ? Verdict.UNKNOWN : Verdict.UNDEFINED;
    }
    if (!agree(v, w)) {
      return Verdict.DIFFERENT;
    }
    return trusted(v, w) ? refined(a, b, logBase) : Verdict.UNKNOWN;
  }

  /**
   * Equal within the precision, asked again without the terms that two sums have in common: beside
   * a term of 10^14 a difference of 1 is lost in rounding, without it it is seen.
   */
  private Verdict refined(Node a, Node b, int logBase) {
    List<Node> left = new ArrayList<>(terms(a));
    List<Node> right = new ArrayList<>(terms(b));
    if (left.size() + right.size() == 2) {
      return Verdict.EQUAL;
    }
    boolean common = left.removeIf(term -> removed(right, term));
    return common && compare(sum(left), sum(right), logBase) == Verdict.DIFFERENT
        ? Verdict.DIFFERENT
        : Verdict.EQUAL;
  }

  private boolean removed(List<Node> terms, Node term) {
    for (int k = 0; k < terms.size(); k++) {
      if (Trees.commuted(terms.get(k), term, fuel)) {
        terms.remove(k);
        return true;
      }
    }
    return false;
  }

  private static List<Node> terms(Node node) {
    return node instanceof Node.Sum s ? s.terms() : List.of(node);
  }

  private static Node sum(List<Node> terms) {
    return terms.isEmpty()
        ? Node.num(0)
        : terms.size() == 1 ? terms.get(0) : new Node.Sum(List.copyOf(terms));
  }

  static boolean agree(Numeric.Value v, Numeric.Value w) {
    double error = 4 * (v.error() + w.error()) + 4e-16 * (v.abs() + w.abs());
    return Math.abs(v.re() - w.re()) <= error && Math.abs(v.im() - w.im()) <= error;
  }

  private static boolean trusted(Numeric.Value v, Numeric.Value w) {
    return v.error() + w.error() <= 1e-7 * Math.max(1, Math.max(v.abs(), w.abs()));
  }

  /** Variables that only make sense as integers: exponents of negative numbers, bounds of sums. */
  private static Set<String> integers(Node a, Node b) {
    Set<String> names = new HashSet<>();
    for (Node node : List.of(a, b)) {
      Trees.any(
          node,
          n -> {
            if (n instanceof Node.Power p && negative(p.base())) {
              Trees.variables(p.exponent(), names);
            } else if (n instanceof Node.Big g
                && (g.over() == Node.Over.SUM || g.over() == Node.Over.PRODUCT)) {
              Trees.variables(g.from(), names);
              Trees.variables(g.to(), names);
            }
            return false;
          });
    }
    return names;
  }

  private static boolean negative(Node base) {
    return base instanceof Node.Num n && n.value().signum() < 0 || base instanceof Node.Negation;
  }

  private Verdict exact(Node a, Node b, Set<String> integers, int logBase) {
    int equal = 0;
    int enough = enough(a, b, ENOUGH);
    for (int k = 0; k < EXACT_POINTS + enough - ENOUGH && equal < enough; k++) {
      Point point = new Point(100 + k, integers, null, logBase);
      Rational x = Exact.value(a, point, fuel);
      if (x == null) {
        return Verdict.UNKNOWN;
      }
      Rational y = Exact.value(b, point, fuel);
      if (y == null) {
        return Verdict.UNKNOWN;
      }
      if (x == Rational.UNDEFINED || y == Rational.UNDEFINED) {
        continue;
      }
      if (!x.equals(y)) {
        return Verdict.DIFFERENT;
      }
      equal++;
    }
    return equal >= ENOUGH ? Verdict.EQUAL : Verdict.UNKNOWN;
  }

  private Verdict real(Node a, Node b, Set<String> integers, int logBase, boolean complex) {
    boolean imaginary = complex || Trees.has(a, Node.Constant.I) || Trees.has(b, Node.Constant.I);
    int equal = 0;
    int most = enough(a, b, 6);
    for (int k = 0; k < (most > 6 ? 2 : 1) * REAL_POINTS && equal < most; k++) {
      Point point = new Point(k, integers, null, logBase);
      Numeric.Value v = Numeric.value(a, point, fuel);
      if (!v.exists()) {
        continue;
      }
      Numeric.Value w = Numeric.value(b, point, fuel);
      if (!w.exists() || !trusted(v, w) || (!imaginary && !(v.real() && w.real()))) {
        continue;
      }
      if (!agree(v, w)) {
        return Verdict.DIFFERENT;
      }
      equal++;
    }
    return equal >= ENOUGH ? Verdict.EQUAL : Verdict.UNKNOWN;
  }

  /**
   * Whether one expression is a constant multiple of the other: 1 or -1 by the sign of the factor,
   * 0 when it is not.
   */
  int proportional(Node a, Node b) {
    Set<String> names = new HashSet<>();
    Trees.variables(a, names);
    Trees.variables(b, names);
    if (names.isEmpty()) {
      return 0;
    }
    Rational ratio = null;
    int equal = 0;
    boolean exact = true;
    for (int k = 0; k < EXACT_POINTS && exact; k++) {
      Point point = new Point(100 + k, Set.of(), null, 0);
      Rational x = Exact.value(a, point, fuel);
      Rational y = Exact.value(b, point, fuel);
      if (x == null || y == null) {
        exact = false;
      } else if (x != Rational.UNDEFINED && y != Rational.UNDEFINED) {
        if (x.isZero() != y.isZero()) {
          return 0;
        }
        if (!x.isZero()) {
          Rational r = x.over(y);
          if (r == null || (ratio != null && !ratio.equals(r))) {
            return 0;
          }
          ratio = r;
          equal++;
        }
      }
    }
    if (exact) {
      return equal >= ENOUGH ? ratio.signum() : 0;
    }
    Numeric.Value first = null;
    Numeric.Value firstOther = null;
    equal = 0;
    for (int k = 0; k < REAL_POINTS && equal < 6; k++) {
      Point point = new Point(k, Set.of(), null, 0);
      Numeric.Value v = Numeric.value(a, point, fuel);
      Numeric.Value w = Numeric.value(b, point, fuel);
      if (!v.exists() || !w.exists() || !v.real() || !w.real() || !trusted(v, w)) {
        continue;
      }
      if (first == null) {
        if (v.abs() < 1e-3 || w.abs() < 1e-3) {
          continue;
        }
        first = v;
        firstOther = w;
        equal++;
        continue;
      }
      double left = v.re() * firstOther.re();
      double right = w.re() * first.re();
      double error =
          16
                  * (v.error() * firstOther.abs()
                      + firstOther.error() * v.abs()
                      + w.error() * first.abs()
                      + first.error() * w.abs())
              + 1e-14 * (Math.abs(left) + Math.abs(right));
      if (Math.abs(left - right) > error) {
        return 0;
      }
      equal++;
    }
    return equal >= ENOUGH ? (first.re() * firstOther.re() > 0 ? 1 : -1) : 0;
  }
}
