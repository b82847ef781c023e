// SPDX-License-Identifier: Apache-2.0
package dev.whittle.quality;

import java.util.Optional;

/** Whether a statement is about mathematics at all. */
final class Subject {
  /** Beginnings of words of which a problem without numbers and formulas has at least one. */
  private static final String[] TERMS = {
    "abelian",
    "acute",
    "add",
    "algebra",
    "angle",
    "area",
    "arithmetic",
    "average",
    "axiom",
    "axis",
    "bijecti",
    "binary",
    "binomial",
    "bisect",
    "calculat",
    "cardinal",
    "centroid",
    "chord",
    "circle",
    "circum",
    "coefficient",
    "combination",
    "complex",
    "composite",
    "comput",
    "cone",
    "congruen",
    "constant",
    "converge",
    "convex",
    "coordinate",
    "cosine",
    "count",
    "cube",
    "cubic",
    "cylinder",
    "decimal",
    "degree",
    "denominator",
    "derivative",
    "determinant",
    "diagonal",
    "diameter",
    "differen",
    "digit",
    "dimension",
    "discrete",
    "distance",
    "distribution",
    "diverg",
    "divi",
    "domain",
    "double",
    "eigen",
    "element",
    "ellipse",
    "equal",
    "equation",
    "equilateral",
    "estimat",
    "euler",
    "even",
    "expect",
    "exponent",
    "express",
    "factor",
    "fibonacci",
    "finite",
    "formula",
    "fraction",
    "function",
    "geometr",
    "graph",
    "group",
    "half",
    "height",
    "hexagon",
    "hyperbola",
    "hypotenuse",
    "infinit",
    "inequal",
    "integ",
    "intersect",
    "interval",
    "inverse",
    "irrational",
    "isomorph",
    "isosceles",
    "kernel",
    "length",
    "limit",
    "linear",
    "line",
    "logarithm",
    "manifold",
    "math",
    "matri",
    "maxim",
    "mean",
    "median",
    "minim",
    "modul",
    "multipl",
    "negative",
    "number",
    "numerator",
    "odd",
    "operator",
    "optimal",
    "order",
    "orthogonal",
    "pair",
    "parabola",
    "parallel",
    "partition",
    "pentagon",
    "percent",
    "perimeter",
    "permut",
    "perpendicular",
    "pi",
    "plane",
    "point",
    "polygon",
    "polyhedr",
    "polynomial",
    "positive",
    "power",
    "prime",
    "prism",
    "probabilit",
    "product",
    "proof",
    "proportion",
    "prove",
    "pyramid",
    "pythagor",
    "quadrat",
    "quadrilateral",
    "quotient",
    "radian",
    "radius",
    "random",
    "range",
    "rank",
    "rate",
    "ratio",
    "rational",
    "real",
    "reciprocal",
    "rectang",
    "remainder",
    "rhombus",
    "ring",
    "root",
    "row",
    "scalar",
    "sequence",
    "series",
    "set",
    "shape",
    "side",
    "sine",
    "solution",
    "solve",
    "space",
    "sphere",
    "square",
    "statistic",
    "subgroup",
    "subset",
    "subspace",
    "subtract",
    "sum",
    "symmetr",
    "tangent",
    "theorem",
    "times",
    "topolog",
    "total",
    "trapezoid",
    "triang",
    "trigonom",
    "triple",
    "twice",
    "value",
    "variable",
    "variance",
    "vector",
    "vertex",
    "vertices",
    "volume",
    "width",
    "zero"
  };

  private static final String[] HAN = {
    "数", "和", "几", "多少", "角", "圆", "面积", "体积", "方程", "函数", "倍", "半", "点", "线", "形", "求", "算", "加",
    "减", "乘", "除", "积", "差", "商", "率", "集", "解", "值", "一", "二", "两", "三", "四", "五", "六", "七", "八",
    "九", "十", "百", "千"
  };

  private static final String[] NUMBERS = {
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "dozen",
    "hundred",
    "thousand",
    "million",
    "how many",
    "how much",
    "how far",
    "how long",
    "how old",
    "more than",
    "less than",
    "day of the week"
  };

  private Subject() {}

  /** Parts of number words: thirteenth, twenty-third. */
  private static final String[] NUMERAL_PARTS = {
    "teen", "twent", "thirt", "fort", "fift", "sixt", "sevent", "eight", "ninet", "first", "second",
    "third", "quarter"
  };

  /**
   * No number in statement or answer, no formula, and no word of mathematics: a question of another
   * subject.
   */
  static Optional<Finding> notMathematics(Statement statement) {
    String plain = statement.plain();
    boolean letters = false;
    for (int i = 0; i < plain.length(); i++) {
      char c = plain.charAt(i);
      if (c == '$' || c == '\\' || c == '=' || c == '+' || c == '^' || c == '<' || c == '>') {
        return Optional.empty();
      }
      if (Character.isDigit(c) || Character.getType(c) == Character.MATH_SYMBOL) {
        return Optional.empty();
      }
      letters |= Character.isLetter(c);
    }
    for (int i = 0; i < statement.answer().length(); i++) {
      if (Character.isDigit(statement.answer().charAt(i))) {
        return Optional.empty();
      }
    }
    if (!letters
        || terms(plain)
        || Phrases.contains(plain, HAN)
        || Phrases.contains(plain, NUMERAL_PARTS)) {
      return Optional.empty();
    }
    return Phrases.first(plain, NUMBERS) != null
        ? Optional.empty()
        : Optional.of(new Finding(Rule.NOT_MATHEMATICS, "no number, formula or term"));
  }

  private static boolean terms(String plain) {
    for (String term : TERMS) {
      for (int at = plain.indexOf(term); at >= 0; at = plain.indexOf(term, at + 1)) {
        if (at == 0 || !Phrases.latin(plain.charAt(at - 1))) {
          return true;
        }
      }
    }
    return false;
  }
}
