// SPDX-License-Identifier: Apache-2.0
package dev.whittle.text;

import java.util.HashMap;
import java.util.Map;

/**
 * Words that make another problem when one stands in the place of another: maximum and minimum,
 * even and odd, sum and product, first and second, hours and minutes. Words of a line mean the
 * same.
 */
final class DecisiveWords {
  private static final String LINES =
      """
      maximum maximal largest greatest biggest highest max most
      minimum minimal smallest least lowest min fewest
      longest
      shortest
      more greater larger bigger higher exceeds above over
      less fewer smaller lower below under
      longer
      shorter
      older
      younger
      taller
      faster
      slower
      earlier before
      later after
      even
      odd
      prime primes
      composite
      positive
      negative
      nonnegative
      nonpositive
      nonzero
      rational
      irrational
      real
      complex imaginary
      integer integers
      increasing increase increases increased
      decreasing decrease decreases decreased
      sum sums total
      difference
      product products multiplied
      quotient
      divided
      ratio
      remainder
      area areas
      perimeter
      circumference
      volume
      surface
      radius
      diameter
      mean average
      median
      mode
      range
      variance
      deviation
      first
      second
      third thirds
      fourth fourths
      fifth fifths
      sixth
      seventh
      eighth
      ninth
      tenth tenths
      hundredth hundredths
      thousandth thousandths
      last
      half halves
      quarter quarters
      twice double doubled
      triple thrice tripled
      not no never cannot isn't doesn't don't aren't
      without except
      neither nor
      all every each
      some
      any
      only
      exactly
      left
      right
      north
      south
      east
      west
      inside
      outside
      up
      down
      leftmost
      rightmost
      topmost uppermost
      bottommost lowermost
      upper
      interior
      exterior
      ascending
      descending
      convex
      concave
      horizontal horizontally
      vertical vertically
      diagonal diagonally
      halfway
      parallel
      perpendicular
      inscribed
      circumscribed
      clockwise
      counterclockwise
      acute
      obtuse
      isosceles
      equilateral
      sin sine
      cos cosine
      tan tangent
      cot
      sec
      csc
      arcsin
      arccos
      arctan
      log logarithm
      ln
      gcd
      lcm
      mod modulo
      square squares squared
      cube cubes cubed
      root roots
      inverse
      derivative
      integral
      row rows
      column columns
      digit digits
      factor factors divisor divisors
      multiple multiples
      numerator
      denominator
      minute minutes
      hour hours
      day days
      week weeks
      month months
      year years
      mm millimeter millimeters
      cm centimeter centimeters
      km kilometer kilometers
      meter meters metre metres
      inch inches
      foot feet
      yard yards
      mile miles
      gram grams
      kg kilogram kilograms
      pound pounds
      ounce ounces
      liter liters
      gallon gallons
      dollar dollars
      cent cents
      percent
      degree degrees
      radian radians
      win wins won
      lose loses lost
      gains gained
      heads
      tails
      red
      blue
      green
      white
      black
      yellow
      boys boy
      girls girl
      men man
      women woman
      remaining remain remains
      union
      intersection
      permutations permutation
      combinations combination
      arithmetic
      geometric
      convergent converges converge
      divergent diverges diverge
      domain
      codomain
      open
      closed
      finite
      infinite
      necessary
      sufficient
      true
      false
      correct
      incorrect
      possible
      impossible
      """;

  private static final String CHARACTERS =
      "\u5927\u5c0f\u591a\u5c11\u5947\u5076\u589e\u51cf\u52a0\u4e58\u9664\u4e0d\u975e\u65e0\u6ca1"
          + "\u5dee\u79ef\u5546\u5de6\u53f3\u4e0a\u4e0b\u524d\u540e\u5185\u5916\u6b63\u8d1f\u4e1c"
          + "\u5357\u897f\u5317\u5feb\u6162\u65e9\u665a\u957f\u5bbd\u9ad8\u4f4e\u5468\u9762\u4f53"
          + "\u5e74\u6708\u65e5\u65f6\u5206\u79d2\u5143\u89d2\u7537\u5973\u7532\u4e59\u4e19\u500d"
          + "\u534a\u5168\u5176\u4f59\u5269";

  private static final Map<String, Integer> CLASSES = new HashMap<>();

  static {
    int line = 1;
    for (String words : LINES.split("\n")) {
      for (String word : words.strip().split(" ")) {
        CLASSES.putIfAbsent(word, line);
      }
      line++;
    }
  }

  private DecisiveWords() {}

  /** The words that decide, each with its class. */
  static Map<String, Integer> classes() {
    return CLASSES;
  }

  /** The class of a Han character, or 0 if it decides nothing. */
  static int of(char character) {
    return CHARACTERS.indexOf(character) >= 0 ? character : 0;
  }
}
