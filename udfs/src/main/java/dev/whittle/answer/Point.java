// SPDX-License-Identifier: Apache-2.0
package dev.whittle.answer;

import java.util.Set;

/**
 * Values of variables, a function of their names and the number of the point alone: the same in
 * every run, and independent of the order of anything.
 *
 * @param index which point
 * @param integers the variables that stand for integers
 * @param inner bound variables around the current place, or null
 * @param logBase the base of a logarithm written without one: 0 for e
 */
record Point(int index, Set<String> integers, Bound inner, int logBase) {

  /** The value of a bound variable; exact is null when it is not rational. */
  record Bound(String name, Rational exact, double real, Bound outer) {}

  /** Where constants are evaluated: no variable has a value. */
  static Point none(int logBase) {
    return new Point(-1, Set.of(), null, logBase);
  }

  Point with(String name, Rational exact, double real) {
    return new Point(index, integers, new Bound(name, exact, real, inner), logBase);
  }

  Bound bound(String name) {
    for (Bound b = inner; b != null; b = b.outer()) {
      if (b.name().equals(name)) {
        return b;
      }
    }
    return null;
  }

  private static long mix(long seed) {
    long z = seed + 0x9E3779B97F4A7C15L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  /** An integer from 1 to 16, a power of two at every third point. */
  private long counter(long r) {
    return index % 3 == 0 ? 1L << Math.floorMod(r, 5L) : 1 + Math.floorMod(r, 11L);
  }

  private long random(String name) {
    return mix(mix(name.hashCode() * 0x5DEECE66DL + 17) + index);
  }

  /** A rational value of a free variable; null when variables have no values here. */
  Rational exact(String name) {
    if (index < 0) {
      return null;
    }
    long r = random(name);
    if (integers.contains(name)) {
      return Rational.of(counter(r));
    }
    long value = 2 + Math.floorMod(r, 97L);
    return Rational.of((r & (1L << 40)) == 0 ? value : -value);
  }

  /** A real value of a free variable; NaN when variables have no values here. */
  double real(String name) {
    if (index < 0) {
      return Double.NaN;
    }
    long r = random(name);
    if (integers.contains(name)) {
      return counter(r);
    }
    double unit = (r >>> 11) * 0x1.0p-53;
    return switch (index % 12) {
      case 0, 1, 2, 3 -> 0.2 + 2 * unit;
      case 4, 5, 6, 7 -> 6 * unit - 3;
      case 8, 9 -> 2 + 28 * unit;
      default -> 0.02 + 0.96 * unit;
    };
  }
}
