// SPDX-License-Identifier: Apache-2.0
package dev.whittle.synthetic.family;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Checks an answer against nothing but the statement: the numbers are read from the text and the
 * answer is found by search, simulation, counting or by putting it in, never by the family's
 * formula.
 */
final class Oracles {
  private static final Pattern NUMBER = Pattern.compile("-?\\d+(\\.\\d+)?");
  private static final Pattern EQUATION =
      Pattern.compile("(?<![a-zA-Z])[-0-9xyznt(][-+0-9xyznt() ^]* = [-+0-9xyznt() ]*");
  private static final Pattern EXPRESSION = Pattern.compile("[\\d(][-+*/\\d() ]*[\\d)]");

  /** Whether the answer is right; {@code level} tells which question of the family is asked. */
  interface Oracle {
    boolean right(int level, String text, List<Rational> n, String answer);
  }

  static final Map<String, Oracle> ALL = all();

  private Oracles() {}

  static boolean right(SyntheticProblem p) {
    return ALL.get(p.family()).right(p.level(), p.problem(), numbers(p.problem()), p.answer());
  }

  private static Map<String, Oracle> all() {
    Map<String, Oracle> all = new TreeMap<>();
    Oracle expression =
        (level, text, n, answer) -> Rational.read(answer).equals(Formula.value(expression(text)));
    all.put("signed-sum", expression);
    all.put("order-of-operations", expression);
    all.put("fraction-sum", expression);
    all.put("decimal-product", (level, text, n, answer) -> is(answer, n.get(0).times(n.get(1))));
    all.put("percent-change", Oracles::percentChange);
    all.put("linear-equation", Oracles::linearEquation);
    all.put("linear-system", Oracles::linearSystem);
    all.put("quadratic-root", Oracles::quadraticRoot);
    all.put(
        "greatest-common-divisor",
        (level, text, n, answer) -> Long.parseLong(answer) == largestDivisor(n));
    all.put(
        "modular-power",
        (level, text, n, answer) ->
            n.get(0).top().modPow(n.get(1).top(), n.get(2).top()).equals(new BigInteger(answer)));
    all.put(
        "divisor-count",
        (level, text, n, answer) -> Long.parseLong(answer) == divisors(integer(n, 0)));
    all.put(
        "base-conversion",
        (level, text, n, answer) -> {
          long number =
              level <= 3
                  ? integer(n, 0)
                  : Long.parseLong(n.get(1).top().toString(), (int) integer(n, 0));
          return Long.parseLong(answer, (int) integer(n, n.size() - 1)) == number;
        });
    all.put("rectangle", Oracles::rectangle);
    all.put("right-triangle", Oracles::rightTriangle);
    all.put(
        "triangle-area",
        (level, text, n, answer) -> near(Rational.read(answer).toDouble(), heron(n)));
    all.put("committee", Oracles::committee);
    all.put("lattice-paths", Oracles::latticePaths);
    all.put(
        "arrangements",
        (level, text, n, answer) ->
            Long.parseLong(answer) == rows(ints(n), -1, level == 6, new HashMap<>()));
    all.put("dice-sum", Oracles::diceSum);
    all.put("urn-draw", Oracles::urnDraw);
    all.put("arithmetic-sequence", Oracles::arithmeticSequence);
    all.put("geometric-sum", Oracles::geometricSum);
    all.put("recurrence", Oracles::recurrence);
    all.put("work-rate", Oracles::workRate);
    all.put("mixture", Oracles::mixture);
    all.put("meeting", Oracles::meeting);
    all.put("shopping", Oracles::shopping);
    all.put("chickens-and-rabbits", Oracles::chickens);
    all.put("tree-planting", Oracles::trees);
    all.put("discount", Oracles::discount);
    all.put("age-gap", Oracles::ages);
    all.put("surplus-deficit", Oracles::shares);
    all.put("absolute-equation", Oracles::absoluteEquation);
    all.put("polynomial-product", Oracles::polynomialProduct);
    all.put("truth-count", Oracles::truthCount);
    all.put("standing", Oracles::standing);
    return all;
  }

  private static boolean percentChange(int level, String text, List<Rational> n, String answer) {
    if (level <= 4) {
      Rational change = n.get(1).minus(n.get(0)).over(n.get(0)).times(Rational.of(100));
      return is(
          answer, change.compareTo(Rational.ZERO) < 0 ? change.times(Rational.of(-1)) : change);
    }
    Rational price = Rational.of(100);
    for (int i = 0; i < n.size(); i++) {
      Rational part = price.times(n.get(i)).over(Rational.of(100));
      price = i == 1 ? price.minus(part) : price.plus(part);
    }
    return answer.endsWith("\\%") && is(answer, price.minus(Rational.of(100)));
  }

  private static boolean linearEquation(int level, String text, List<Rational> n, String answer) {
    String[] sides = equations(text).get(0).split("=");
    Map<Character, Rational> letters = new HashMap<>();
    for (char letter : "xynt".toCharArray()) {
      letters.put(letter, Rational.read(answer));
    }
    return Formula.value(sides[0], letters).equals(Formula.value(sides[1], letters));
  }

  private static boolean linearSystem(int level, String text, List<Rational> n, String answer) {
    List<Rational> parts = numbers(answer);
    Map<Character, Rational> letters = new HashMap<>();
    for (int i = 0; i < parts.size(); i++) {
      letters.put("xyz".charAt(i), parts.get(i));
    }
    List<String> equations = equations(text);
    return equations.size() == parts.size()
        && equations.stream()
            .map(equation -> equation.split("="))
            .allMatch(s -> Formula.value(s[0], letters).equals(Formula.value(s[1], letters)));
  }

  private static boolean quadraticRoot(int level, String text, List<Rational> n, String answer) {
    String left = equations(text).get(0).split("=")[0];
    if (level >= 5) {
      double c = Formula.value(left, Map.of('x', Rational.ZERO)).toDouble();
      double b = Formula.value(left, Map.of('x', Rational.of(1))).toDouble() - c - 1;
      double square = b * b - 4 * c;
      // Complex roots are conjugate, so their powers add up to twice the real part.
      double power = level == 5 ? 2 : 3;
      double size = Math.sqrt(Math.abs(square)) / 2;
      double sum =
          square >= 0
              ? Math.pow(-b / 2 + size, power) + Math.pow(-b / 2 - size, power)
              : 2
                  * Math.pow(Math.hypot(b / 2, size), power)
                  * Math.cos(power * Math.atan2(size, -b / 2));
      return near(sum, Double.parseDouble(answer));
    }
    List<Rational> roots = new ArrayList<>();
    for (int bottom = 1; bottom <= 6 && roots.size() < 2; bottom++) {
      for (int top = -60 * bottom; top <= 60 * bottom; top++) {
        Rational x = Rational.of(top, bottom);
        if (!roots.contains(x) && Formula.value(left, Map.of('x', x)).equals(Rational.ZERO)) {
          roots.add(x);
        }
      }
    }
    roots.sort(null);
    return roots.size() == 2 && is(answer, roots.get(text.contains("larger") ? 1 : 0));
  }

  private static long largestDivisor(List<Rational> n) {
    for (long d = integer(n, 0); ; d--) {
      long divisor = d;
      if (n.stream().allMatch(x -> x.top().longValueExact() % divisor == 0)) {
        return d;
      }
    }
  }

  private static long divisors(long number) {
    long count = 0;
    for (long d = 1; d <= number; d++) {
      count += number % d == 0 ? 1 : 0;
    }
    return count;
  }

  private static boolean rectangle(int level, String text, List<Rational> n, String answer) {
    long first = integer(n, 0);
    long second = integer(n, 1);
    long value = Long.parseLong(answer);
    if (level == 1 || level == 2) {
      return value == (level == 1 ? first * second : first + second + first + second);
    }
    if (level == 5) {
      long width = integer(n, 2);
      long cells = 0;
      for (long x = -width; x < first + width; x++) {
        for (long y = -width; y < second + width; y++) {
          cells += x >= 0 && x < first && y >= 0 && y < second ? 0 : 1;
        }
      }
      return value == cells;
    }
    for (long a = 1; a <= 1000; a++) {
      for (long b = 1; b <= 1000; b++) {
        boolean fits =
            switch (level) {
              case 3 -> 2 * (a + b) == first && a == second && a * b == value;
              case 4 -> a * b == first && a == second && 2 * (a + b) == value;
              default -> 2 * (a + b) == first && a * b == second && a * a + b * b == value;
            };
        if (fits) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean rightTriangle(int level, String text, List<Rational> n, String answer) {
    double a = n.get(0).toDouble();
    double b = n.get(1).toDouble();
    double expected =
        switch (level) {
          case 1, 3 -> Math.hypot(a, b);
          case 2 -> Math.sqrt(a * a - b * b);
          case 4 -> Math.sqrt(a * a - b * b);
          case 5 -> Math.hypot(Math.hypot(a, b), n.get(2).toDouble());
          default -> a * Math.sin(Math.atan2(b, a));
        };
    int root = answer.indexOf("\\sqrt{");
    if (root < 0) {
      return near(Rational.read(answer).toDouble(), expected);
    }
    double outside = root == 0 ? 1 : Double.parseDouble(answer.substring(0, root));
    long inside = Long.parseLong(answer.substring(root + 6, answer.length() - 1));
    for (long d = 2; d * d <= inside; d++) {
      if (inside % (d * d) == 0) {
        return false;
      }
    }
    return near(outside * Math.sqrt(inside), expected);
  }

  private static double heron(List<Rational> n) {
    double[] p = n.stream().mapToDouble(Rational::toDouble).toArray();
    double a = Math.hypot(p[0] - p[2], p[1] - p[3]);
    double b = Math.hypot(p[2] - p[4], p[3] - p[5]);
    double c = Math.hypot(p[4] - p[0], p[5] - p[1]);
    double s = (a + b + c) / 2;
    return Math.sqrt(Math.max(0, s * (s - a) * (s - b) * (s - c)));
  }

  private static boolean committee(int level, String text, List<Rational> n, String answer) {
    long[][] pascal = new long[60][60];
    for (int i = 0; i < 60; i++) {
      pascal[i][0] = 1;
      for (int j = 1; j <= i; j++) {
        pascal[i][j] = pascal[i - 1][j - 1] + pascal[i - 1][j];
      }
    }
    int[] v = ints(n);
    long expected = 0;
    if (level <= 2) {
      expected = pascal[v[1]][v[0]];
    } else if (level <= 4) {
      expected = pascal[v[0]][v[2]] * pascal[v[1]][v[3]];
    } else {
      for (int women = level - 4; women <= v[2]; women++) {
        expected += pascal[v[1]][women] * pascal[v[0]][v[2] - women];
      }
    }
    return Long.parseLong(answer) == expected;
  }

  private static boolean latticePaths(int level, String text, List<Rational> n, String answer) {
    int[] v = ints(n);
    long all = paths(v[0], v[1], v[2], v[3], Integer.MAX_VALUE, 0);
    if (level <= 3) {
      return Long.parseLong(answer) == all;
    }
    long around = paths(v[0], v[1], v[2], v[3], v[4], v[5]);
    return Long.parseLong(answer) == (level == 4 ? all - around : around);
  }

  /** Point by point, each reached from below and from the left. */
  private static long paths(int x, int y, int toX, int toY, int holeX, int holeY) {
    long[][] ways = new long[toX - x + 1][toY - y + 1];
    for (int i = 0; i <= toX - x; i++) {
      for (int j = 0; j <= toY - y; j++) {
        long left = i > 0 ? ways[i - 1][j] : 0;
        long below = j > 0 ? ways[i][j - 1] : 0;
        boolean hole = x + i == holeX && y + j == holeY;
        ways[i][j] = hole ? 0 : i + j == 0 ? 1 : left + below;
      }
    }
    return ways[toX - x][toY - y];
  }

  private static long rows(int[] left, int last, boolean apart, Map<String, Long> known) {
    String key = java.util.Arrays.toString(left) + last;
    Long seen = known.get(key);
    if (seen != null) {
      return seen;
    }
    long ways = 0;
    boolean empty = true;
    for (int color = 0; color < left.length; color++) {
      empty &= left[color] == 0;
      if (left[color] > 0 && !(apart && color == 0 && last == 0)) {
        int[] next = left.clone();
        next[color]--;
        ways += rows(next, color, apart, known);
      }
    }
    ways = empty ? 1 : ways;
    known.put(key, ways);
    return ways;
  }

  private static boolean diceSum(int level, String text, List<Rational> n, String answer) {
    int[] v = ints(n);
    int third = v.length == 4 ? v[2] : 1;
    int offset = v.length == 4 ? 0 : 1;
    int sum = v[v.length - 1];
    long good = 0;
    long all = 0;
    for (int i = 1; i <= v[0]; i++) {
      for (int j = 1; j <= v[1]; j++) {
        for (int k = 1; k <= third; k++) {
          int got = i + j + k - offset;
          all++;
          good += text.contains("at least") ? (got >= sum ? 1 : 0) : got == sum ? 1 : 0;
        }
      }
    }
    return good > 0 && is(answer, Rational.of(good, all));
  }

  private static boolean urnDraw(int level, String text, List<Rational> n, String answer) {
    List<Integer> balls = new ArrayList<>();
    int[] v = ints(n);
    for (int color = 0; color < v.length; color++) {
      for (int i = 0; i < v[color]; i++) {
        balls.add(color);
      }
    }
    int draws = level == 1 ? 1 : level <= 4 ? 2 : 3;
    long good = 0;
    long all = 0;
    for (int i = 0; i < balls.size(); i++) {
      for (int j = draws < 2 ? balls.size() - 1 : i + 1; j < balls.size(); j++) {
        for (int k = draws < 3 ? balls.size() - 1 : j + 1; k < balls.size(); k++) {
          List<Integer> drawn = List.of(balls.get(i), balls.get(j), balls.get(k)).subList(0, draws);
          long red = drawn.stream().filter(color -> color == 0).count();
          int colors = Set.copyOf(drawn).size();
          boolean counts =
              switch (level) {
                case 1 -> red == 1;
                case 2 -> red == 2;
                case 3 -> colors == 2;
                case 4 -> colors == 1;
                case 5 -> colors == 3;
                default -> red == 2;
              };
          all++;
          good += counts ? 1 : 0;
        }
      }
    }
    return is(answer, Rational.of(good, all));
  }

  private static boolean arithmeticSequence(
      int level, String text, List<Rational> n, String answer) {
    long value = Long.parseLong(answer);
    if (level == 6) {
      for (long step = -30; step <= 30; step++) {
        if (integer(n, 1) + (integer(n, 2) - integer(n, 0)) * step == integer(n, 3)) {
          long term = integer(n, 3);
          for (long i = integer(n, 2); i < integer(n, 4); i++) {
            term += step;
          }
          return term == value;
        }
      }
      return false;
    }
    long term = integer(n, 0);
    long sum = term;
    for (long i = 1; i < integer(n, 2); i++) {
      term += integer(n, 1);
      sum += term;
    }
    return value == (level <= 3 ? term : sum);
  }

  private static boolean geometricSum(int level, String text, List<Rational> n, String answer) {
    if (level >= 5) {
      double ratio = n.get(1).toDouble() / n.get(2).toDouble() * (text.contains("-") ? -1 : 1);
      ratio = n.get(1).toDouble() < 0 ? n.get(1).toDouble() / n.get(2).toDouble() : ratio;
      double sum = 0;
      double term = n.get(0).toDouble();
      for (int i = 0; i < 3000; i++) {
        sum += term;
        term *= ratio;
      }
      return near(sum, Rational.read(answer).toDouble());
    }
    Rational term = n.get(0);
    Rational sum = term;
    for (int i = 1; i < integer(n, 2); i++) {
      term = term.times(n.get(1));
      sum = sum.plus(term);
    }
    return is(answer, level <= 2 ? term : sum);
  }

  private static boolean recurrence(int level, String text, List<Rational> n, String answer) {
    String plain = text.replace("$", "").replace('{', '(').replace('}', ')');
    Matcher one = Pattern.compile("a_\\(n\\+1\\) = (\\d+)a_n(?: ([+-]) (\\d+))?").matcher(plain);
    Matcher two =
        Pattern.compile("a_\\(n\\+2\\) = (\\d*)a_\\(n\\+1\\) ([+-]) (\\d*)a_n").matcher(plain);
    Matcher wanted = Pattern.compile("a_(\\d+)[.?]").matcher(plain);
    wanted.find();
    int last = Integer.parseInt(wanted.group(1));
    List<Long> terms = new ArrayList<>();
    MatchResult[] starts =
        Pattern.compile("a_\\d = (\\d+)").matcher(plain).results().toArray(MatchResult[]::new);
    for (MatchResult start : starts) {
      terms.add(Long.parseLong(start.group(1)));
    }
    boolean linear = two.find();
    if (!linear) {
      one.find();
    }
    while (terms.size() < last) {
      int size = terms.size();
      long latest = terms.get(size - 1);
      if (linear) {
        long other = factor(two.group(3)) * terms.get(size - 2);
        terms.add(factor(two.group(1)) * latest + (two.group(2).equals("+") ? other : -other));
      } else {
        long shift = one.group(3) == null ? 0 : Long.parseLong(one.group(3));
        terms.add(
            Long.parseLong(one.group(1)) * latest + ("-".equals(one.group(2)) ? -shift : shift));
      }
    }
    return terms.get(last - 1) == Long.parseLong(answer);
  }

  private static long factor(String digits) {
    return digits.isEmpty() ? 1 : Long.parseLong(digits);
  }

  private static boolean workRate(int level, String text, List<Rational> n, String answer) {
    Rational time = Rational.read(answer);
    Rational filled = Rational.ZERO;
    for (int i = 0; i < n.size(); i++) {
      Rational part = time.over(n.get(i));
      boolean drains = level >= 5 && i == n.size() - 1;
      filled = drains ? filled.minus(part) : filled.plus(part);
    }
    return filled.equals(Rational.of(1));
  }

  private static boolean mixture(int level, String text, List<Rational> n, String answer) {
    if (level <= 4) {
      Rational salt = n.get(0).times(n.get(1)).plus(n.get(2).times(n.get(3)));
      return answer.endsWith("\\%") && is(answer, salt.over(n.get(0).plus(n.get(2))));
    }
    return n.get(0).times(n.get(1)).over(n.get(0).plus(Rational.read(answer))).equals(n.get(2));
  }

  private static boolean meeting(int level, String text, List<Rational> n, String answer) {
    Rational value = Rational.read(answer);
    if (level <= 3) {
      return value.times(n.get(1)).plus(value.times(n.get(2))).equals(n.get(0));
    }
    if (level == 4) {
      return n.get(0).plus(value.times(n.get(1))).equals(value.times(n.get(2)));
    }
    return value.over(n.get(1)).minus(value.over(n.get(2))).equals(n.get(0));
  }

  private static boolean shopping(int level, String text, List<Rational> n, String answer) {
    int[] v = ints(n);
    int spent = level == 1 ? v[2] : 0;
    for (int i = 0; i < v[0]; i++) {
      spent += v[1];
    }
    for (int i = 0; level > 1 && i < v[2]; i++) {
      spent += v[3];
    }
    int rest = level > 2 ? v[4] - spent : 0;
    int bought = 0;
    while (level >= 5 && rest >= v[5]) {
      rest -= v[5];
      bought++;
    }
    return Integer.parseInt(answer) == (level <= 2 ? spent : level <= 4 ? rest : bought);
  }

  private static boolean chickens(int level, String text, List<Rational> n, String answer) {
    int[] v = ints(n);
    int[] pair = ints(numbers(answer));
    return level <= 3
        ? pair[0] + pair[1] == v[0] && 2 * pair[0] + 4 * pair[1] == v[1]
        : pair[0] + pair[1] == v[2] && v[0] * pair[0] + v[1] * pair[1] == v[3];
  }

  private static boolean trees(int level, String text, List<Rational> n, String answer) {
    int[] v = ints(n);
    int length = level <= 4 ? v[0] : (v[0] - 1) * v[1];
    int step = level <= 4 ? v[1] : v[2];
    int points = 0;
    for (int at = 0; at <= length; at += step) {
      points++;
    }
    int expected =
        switch (level) {
          case 1 -> points;
          case 2 -> points - 2;
          case 3 -> points * 2;
          case 4 -> (points - 2) * v[2];
          default -> points;
        };
    return length % step == 0 && Integer.parseInt(answer) == expected;
  }

  private static boolean discount(int level, String text, List<Rational> n, String answer) {
    Rational value = Rational.read(answer);
    Rational ten = Rational.of(10);
    if (level <= 3) {
      return value.over(n.get(0)).times(ten).equals(n.get(1));
    }
    if (level == 4) {
      return n.get(1).over(value).times(ten).equals(n.get(0));
    }
    Rational marked = n.get(0).plus(n.get(0).times(n.get(1)).over(Rational.of(100)));
    return value.plus(n.get(0)).equals(marked.times(n.get(2)).over(ten));
  }

  /** By trying every age, and every number of years. */
  private static boolean ages(int level, String text, List<Rational> n, String answer) {
    int[] v = ints(n);
    int value = Integer.parseInt(answer);
    int found = 0;
    for (int x = 0; x <= 200; x++) {
      boolean fits =
          switch (level) {
            case 1, 2 -> x > 0 && v[0] + x == v[2] * (v[1] + x);
            case 3 -> x > 0 && x < v[1] && v[0] - x == v[2] * (v[1] - x);
            case 4 -> x > v[1] && x + v[0] - v[1] == v[2] * (x - v[1]);
            case 5 -> x > 0 && v[0] - x + v[1] == v[2] * (x + v[1]);
            default -> {
              int old = x - v[3];
              yield old > 0 && old + (old - v[2]) + (old - v[2] - v[1]) == v[0];
            }
          };
      if (fits) {
        found++;
        if (x != value) {
          return false;
        }
      }
    }
    return found == 1;
  }

  /** By trying every number of people or rooms. */
  private static boolean shares(int level, String text, List<Rational> n, String answer) {
    int[] v = ints(n);
    int value = Integer.parseInt(answer);
    int found = 0;
    for (int people = 1; people <= 300; people++) {
      int first = v[0] * people + (level == 5 ? -v[1] : v[1]);
      int second =
          level == 6 ? v[2] * (people - v[3]) : v[2] * people + (level == 4 ? v[3] : -v[3]);
      if (first == second && first > 0) {
        found++;
        if (value != (level <= 2 ? people : first)) {
          return false;
        }
      }
    }
    return found == 1;
  }

  /** Both elements solve the equation, and no other number of a fine grid does. */
  private static boolean absoluteEquation(int level, String text, List<Rational> n, String answer) {
    String plain = text.replace("$", "");
    int from = plain.indexOf('|');
    while (from > 0 && Character.isDigit(plain.charAt(from - 1))) {
      from--;
    }
    String[] sides = plain.substring(from).split(" = ");
    String inner = answer.substring(2, answer.length() - 2);
    List<Rational> elements =
        java.util.Arrays.stream(inner.split(", ")).map(Rational::read).toList();
    if (elements.size() != 2 || elements.get(0).compareTo(elements.get(1)) >= 0) {
      return false;
    }
    Matcher right = Pattern.compile("^(\\|[^|]*\\||-?\\d+)").matcher(sides[1]);
    right.find();
    for (Rational element : elements) {
      if (!absolute(sides[0], element).equals(absolute(right.group(), element))) {
        return false;
      }
    }
    // Between and beyond the two solutions the sides never meet again: the sign of their
    // difference changes at the two and at nothing else.
    Rational last = null;
    int changes = 0;
    for (int i = -400; i <= 400; i++) {
      Rational x = Rational.of(4 * i + 1, 8);
      Rational difference = absolute(sides[0], x).minus(absolute(right.group(), x));
      if (last != null && last.compareTo(Rational.ZERO) != difference.compareTo(Rational.ZERO)) {
        changes += last.equals(Rational.ZERO) ? 0 : 1;
      }
      last = difference;
    }
    return changes <= 2;
  }

  private static Rational absolute(String side, Rational x) {
    int open = side.indexOf('|');
    if (open < 0) {
      return Formula.value(side);
    }
    int close = side.indexOf('|', open + 1);
    Map<Character, Rational> letters = Map.of('x', x, 'y', x, 'n', x, 't', x);
    Rational inside = Formula.value(side.substring(open + 1, close), letters);
    Rational size = inside.compareTo(Rational.ZERO) < 0 ? inside.times(Rational.of(-1)) : inside;
    return Formula.value(
        side.substring(0, open) + "z" + side.substring(close + 1), Map.of('z', size));
  }

  /** The product that a polynomial problem asks for. */
  static String product(String text) {
    Matcher matcher = Pattern.compile("\\d*(\\([-+0-9a-z^ ]+\\))+").matcher(text.replace("$", ""));
    matcher.find();
    return matcher.group();
  }

  /** A polynomial of degree at most 3 is known by four values; no brackets are left. */
  private static boolean polynomialProduct(
      int level, String text, List<Rational> n, String answer) {
    for (int i = -3; i <= 3; i++) {
      Rational x = Rational.of(i, 2);
      Map<Character, Rational> letters = Map.of('x', x, 'y', x, 'n', x, 't', x);
      if (!Formula.value(product(text), letters).equals(Formula.value(answer, letters))) {
        return false;
      }
    }
    return !answer.contains("(");
  }

  /** By going through the assignments and evaluating the sentence word by word. */
  private static boolean truthCount(int level, String text, List<Rational> n, String answer) {
    Matcher matcher =
        Pattern.compile("(?:\\(|not |\\b[pqrs] (?:and|or|xor|implies|iff) )+.*").matcher(text);
    Matcher letters = Pattern.compile("\\b[pqrs]\\b(?:, [pqrs]\\b)* and [pqrs]\\b").matcher(text);
    letters.find();
    String listed = letters.group().replaceAll("and|[ ,]", "");
    matcher.find(letters.end());
    List<String> words = new ArrayList<>();
    Pattern.compile("[()]|\\w+")
        .matcher(matcher.group())
        .results()
        .map(MatchResult::group)
        .takeWhile(word -> word.matches("[()pqrs]|not|and|or|xor|implies|iff"))
        .forEach(words::add);
    if (words.get(words.size() - 1).equals("and")) {
      words.remove(words.size() - 1);
    }
    int count = 0;
    for (int row = 0; row < 1 << listed.length(); row++) {
      int[] at = {0};
      count += truth(words, at, listed, row) ? 1 : 0;
      if (at[0] != words.size()) {
        return false;
      }
    }
    return Integer.parseInt(answer) == count;
  }

  private static boolean truth(List<String> words, int[] at, String letters, int row) {
    boolean left = atom(words, at, letters, row);
    if (at[0] == words.size() || words.get(at[0]).equals(")")) {
      return left;
    }
    String operator = words.get(at[0]++);
    boolean right = atom(words, at, letters, row);
    return switch (operator) {
      case "and" -> left && right;
      case "or" -> left || right;
      case "xor" -> left != right;
      case "implies" -> !left || right;
      case "iff" -> left == right;
      default -> throw new IllegalArgumentException(operator);
    };
  }

  private static boolean atom(List<String> words, int[] at, String letters, int row) {
    String word = words.get(at[0]++);
    if (word.equals("not")) {
      return !atom(words, at, letters, row);
    }
    if (word.equals("(")) {
      boolean inside = truth(words, at, letters, row);
      at[0]++;
      return inside;
    }
    return (row >>> letters.indexOf(word) & 1) == 1;
  }

  /** By trying every order of the people that the statements allow. */
  private static boolean standing(int level, String text, List<Rational> n, String answer) {
    List<String> people = new ArrayList<>();
    List<int[]> clues = new ArrayList<>();
    Matcher fixed = Pattern.compile("(\\w+) is in place (\\d+)").matcher(text);
    fixed.find();
    people.add(fixed.group(1));
    Matcher matcher = Pattern.compile("(\\w+) is (right|\\d+) (after|before) (\\w+)").matcher(text);
    while (matcher.find()) {
      int gap = matcher.group(2).equals("right") ? 1 : Integer.parseInt(matcher.group(2));
      for (int group = 1; group <= 4; group += 3) {
        if (!people.contains(matcher.group(group))) {
          people.add(matcher.group(group));
        }
      }
      clues.add(
          new int[] {
            people.indexOf(matcher.group(1)),
            people.indexOf(matcher.group(4)),
            matcher.group(3).equals("after") ? gap : -gap
          });
    }
    int size = (int) integer(n, 0);
    Matcher asked = Pattern.compile("(\\w+)[.?]$").matcher(text);
    asked.find();
    Set<Integer> found = new java.util.HashSet<>();
    int[] places = new int[size];
    places[0] = Integer.parseInt(fixed.group(2));
    orders(places, 1, clues, people.indexOf(asked.group(1)), found);
    return people.size() == size && found.equals(Set.of(Integer.parseInt(answer)));
  }

  private static void orders(
      int[] places, int next, List<int[]> clues, int asked, Set<Integer> found) {
    for (int[] clue : clues) {
      if (Math.max(clue[0], clue[1]) < next && places[clue[0]] - places[clue[1]] != clue[2]) {
        return;
      }
    }
    if (next == places.length) {
      found.add(places[asked]);
      return;
    }
    for (int place = 1; place <= places.length; place++) {
      boolean free = true;
      for (int i = 0; i < next; i++) {
        free &= places[i] != place;
      }
      if (free) {
        places[next] = place;
        orders(places, next + 1, clues, asked, found);
      }
    }
  }

  private static String expression(String text) {
    int dollar = text.indexOf('$');
    if (dollar >= 0) {
      return text.substring(dollar + 1, text.indexOf('$', dollar + 1));
    }
    Matcher matcher = EXPRESSION.matcher(text);
    matcher.find();
    return matcher.group();
  }

  private static List<String> equations(String text) {
    return EQUATION
        .matcher(text.replace('$', ' '))
        .results()
        .map(match -> match.group().strip())
        .toList();
  }

  static List<Rational> numbers(String text) {
    return NUMBER.matcher(text).results().map(match -> Rational.read(match.group())).toList();
  }

  private static int[] ints(List<Rational> numbers) {
    return numbers.stream().mapToInt(number -> number.top().intValueExact()).toArray();
  }

  private static long integer(List<Rational> numbers, int at) {
    return numbers.get(at).top().longValueExact();
  }

  private static boolean is(String answer, Rational expected) {
    return Rational.read(answer).equals(expected);
  }

  private static boolean near(double a, double b) {
    return Double.isFinite(a - b)
        && Math.abs(a - b) <= 1e-7 * Math.max(1, Math.max(Math.abs(a), Math.abs(b)));
  }
}
