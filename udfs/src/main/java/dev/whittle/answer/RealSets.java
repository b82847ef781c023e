// SPDX-License-Identifier: Apache-2.0
package dev.whittle.answer;

import dev.whittle.answer.Node.Constant;
import dev.whittle.answer.Node.Group;
import dev.whittle.answer.Node.Rel;
import dev.whittle.answer.Node.Relation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Reads intervals, unions and inequalities in one variable as sets of real numbers. */
final class RealSets {

  /** A piece of the real line; a null end is infinite. Ends may hold parameters. */
  record Piece(Node low, boolean lowIn, Node high, boolean highIn) {}

  /** A set and the variable it was said of, or null. */
  record RealSet(List<Piece> pieces, String variable) {}

  private final Fuel fuel;

  RealSets(Fuel fuel) {
    this.fuel = fuel;
  }

  /** Whether a node can only mean a set of reals, so that the other side is read as one too. */
  static boolean certain(Node node) {
    if (node instanceof Relation r) {
      return r.signs().stream().anyMatch(s -> s.ordering() || s == Rel.NOT_EQUAL);
    }
    if (node instanceof Node.SetOp) {
      return true;
    }
    if (node instanceof Group g && g.items().size() == 2) {
      boolean mixed = (g.open() == '(') != (g.close() == ')') && g.open() != '{' && g.open() != '<';
      return mixed || infinite(g.items().get(0)) || infinite(g.items().get(1));
    }
    return node instanceof Node.Items items
        && items.items().stream().anyMatch(i -> i instanceof Relation && certain(i));
  }

  private static boolean infinite(Node node) {
    return node == Constant.INFINITY
        || (node instanceof Node.Negation n && n.of() == Constant.INFINITY);
  }

  /** The set, or null when the node cannot be read as one. */
  RealSet of(Node node) {
    if (!fuel.spend()) {
      return null;
    }
    if (node instanceof Group g) {
      return group(g);
    }
    if (node == Constant.EMPTY_SET) {
      return new RealSet(List.of(), null);
    }
    if (node instanceof Node.Sym s && (s.name().equals("R") || s.name().equals("\\R"))) {
      return new RealSet(List.of(new Piece(null, false, null, false)), null);
    }
    if (node instanceof Node.SetOp op) {
      return combined(op);
    }
    if (node instanceof Relation r) {
      return relation(r);
    }
    if (node instanceof Node.Items items) {
      return items(items);
    }
    if (node instanceof Node.Matrix || node instanceof Node.Words || node == Constant.INFINITY) {
      return null;
    }
    return new RealSet(List.of(new Piece(node, true, node, true)), null);
  }

  private RealSet group(Group g) {
    if (g.open() == '{') {
      List<Piece> points = new ArrayList<>();
      for (Node item : g.items()) {
        points.add(new Piece(item, true, item, true));
      }
      return new RealSet(points, null);
    }
    if (g.items().size() != 2 || g.open() == '<') {
      return null;
    }
    Node low = g.items().get(0);
    Node high = g.items().get(1);
    if (low instanceof Group || high instanceof Group) {
      return null;
    }
    if (reversed(low, high)) {
      return null;
    }
    Node from = infinite(low) ? null : low;
    Node to = infinite(high) ? null : high;
    return new RealSet(
        List.of(
            new Piece(from, from != null && g.open() == '[', to, to != null && g.close() == ']')),
        null);
  }

  /** (1,-∞), (5,2]: no interval. */
  private boolean reversed(Node low, Node high) {
    if (infinite(low) || infinite(high)) {
      return low == Constant.INFINITY || infinite(high) && high != Constant.INFINITY;
    }
    double from = at(low, 0);
    double to = at(high, 0);
    return from > to && !same(from, to);
  }

  private RealSet combined(Node.SetOp op) {
    RealSet left = of(op.left());
    RealSet right = of(op.right());
    if (left == null || right == null) {
      return null;
    }
    List<Piece> pieces;
    if (op.op() == '∪') {
      pieces = new ArrayList<>(left.pieces);
      pieces.addAll(right.pieces);
    } else if (op.op() == '∩') {
      pieces = intersection(left.pieces, right.pieces);
    } else {
      List<Piece> outside = complement(right.pieces);
      pieces = outside == null ? null : intersection(left.pieces, outside);
    }
    return pieces == null ? null : new RealSet(pieces, null);
  }

  private RealSet items(Node.Items items) {
    List<RealSet> sets = new ArrayList<>();
    String variable = null;
    for (Node item : items.items()) {
      RealSet set = of(item);
      if (set == null
          || (variable != null && set.variable != null && !variable.equals(set.variable))) {
        return null;
      }
      variable = set.variable == null ? variable : set.variable;
      sets.add(set);
    }
    boolean relations = items.items().stream().allMatch(RealSets::certain);
    List<Piece> union = new ArrayList<>();
    sets.forEach(s -> union.addAll(s.pieces));
    if (!relations || items.joiner() == Node.Joiner.OR) {
      return new RealSet(union, variable);
    }
    List<Piece> common = sets.get(0).pieces;
    for (RealSet set : sets.subList(1, sets.size())) {
      common = common == null ? null : intersection(common, set.pieces);
    }
    // "x < 1, x > 3" cannot both hold: the comma meant "or".
    if (common == null || (common.isEmpty() && items.joiner() == Node.Joiner.COMMA)) {
      return common == null ? null : new RealSet(union, variable);
    }
    return new RealSet(common, variable);
  }

  // ---- inequalities

  private RealSet relation(Relation r) {
    List<Node> sides = r.sides();
    if (sides.size() == 2 && r.signs().get(0) == Rel.IN) {
      RealSet set = of(sides.get(1));
      return set == null
          ? null
          : new RealSet(set.pieces, sides.get(0) instanceof Node.Sym s ? s.name() : null);
    }
    String variable = null;
    List<Piece> pieces = null;
    for (int k = 0; k < r.signs().size(); k++) {
      RealSet one = simple(sides.get(k), r.signs().get(k), sides.get(k + 1));
      if (one == null || (variable != null && !variable.equals(one.variable))) {
        return null;
      }
      variable = one.variable;
      pieces = pieces == null ? one.pieces : intersection(pieces, one.pieces);
      if (pieces == null) {
        return null;
      }
    }
    return new RealSet(pieces, variable);
  }

  private RealSet simple(Node left, Rel sign, Node right) {
    if (left instanceof Node.Sym s
        && !(right instanceof Node.Sym)
        && !Trees.mentions(right, s.name())) {
      return set(ray(sign, right), s.name());
    }
    if (right instanceof Node.Sym s
        && !(left instanceof Node.Sym)
        && !Trees.mentions(left, s.name())) {
      return set(ray(sign.flipped(), left), s.name());
    }
    if (left instanceof Node.Sym s && right instanceof Node.Sym) {
      return s.name().equals("?") ? set(ray(sign, right), null) : null;
    }
    Set<String> names = new HashSet<>();
    Trees.variables(left, names);
    Trees.variables(right, names);
    if (names.size() != 1) {
      return null;
    }
    String name = names.iterator().next();
    if (left instanceof Node.Call c && c.fn() == Fn.ABS && !Trees.mentions(right, name)) {
      return absolute(c.arguments().get(0), sign, right, name);
    }
    if (right instanceof Node.Call c && c.fn() == Fn.ABS && !Trees.mentions(left, name)) {
      return absolute(c.arguments().get(0), sign.flipped(), left, name);
    }
    return linear(new Node.Sum(List.of(left, new Node.Negation(right))), sign, name);
  }

  private static RealSet set(List<Piece> pieces, String variable) {
    return pieces == null ? null : new RealSet(pieces, variable);
  }

  private static List<Piece> ray(Rel sign, Node end) {
    if (infinite(end)) {
      boolean above = end == Constant.INFINITY;
      boolean less = sign == Rel.LESS || sign == Rel.LESS_EQUAL;
      // x < ∞ says nothing, x > ∞ cannot be
      return !sign.ordering()
          ? null
          : above == less ? List.of(new Piece(null, false, null, false)) : List.of();
    }
    return switch (sign) {
      case LESS -> List.of(new Piece(null, false, end, false));
      case LESS_EQUAL -> List.of(new Piece(null, false, end, true));
      case GREATER -> List.of(new Piece(end, false, null, false));
      case GREATER_EQUAL -> List.of(new Piece(end, true, null, false));
      case NOT_EQUAL ->
          List.of(new Piece(null, false, end, false), new Piece(end, false, null, false));
      case EQUAL -> List.of(new Piece(end, true, end, true));
      default -> null;
    };
  }

  /** The root and slope of a function that is linear in its one variable, or null. */
  private Rational[] line(Node f, String name) {
    Rational[] value = new Rational[4];
    for (int k = 0; k < 4; k++) {
      Rational at = Rational.of(k * k * 3L - 1);
      value[k] = Exact.value(f, Point.none(0).with(name, at, at.toDouble()), fuel);
      if (value[k] == null || value[k] == Rational.UNDEFINED) {
        return null;
      }
    }
    // points -1, 2, 11, 26
    Rational slope = value[1].minus(value[0]).over(Rational.of(3));
    for (int k = 2; k < 4; k++) {
      Rational at = Rational.of(k * k * 3L);
      if (slope == null || !value[k].equals(value[0].plus(slope.times(at)))) {
        return null;
      }
    }
    if (slope.isZero()) {
      return null;
    }
    Rational offset = value[0].plus(slope);
    return new Rational[] {slope, offset};
  }

  private RealSet linear(Node f, Rel sign, String name) {
    Rational[] line = line(f, name);
    if (line == null) {
      return null;
    }
    Rational root = line[1].negate().over(line[0]);
    List<Piece> ray = ray(line[0].signum() < 0 ? sign.flipped() : sign, Node.num(root));
    return ray == null ? null : new RealSet(ray, name);
  }

  private RealSet absolute(Node inside, Rel sign, Node bound, String name) {
    Rational[] line = line(inside, name);
    Rational c = Exact.value(bound, Point.none(0), fuel);
    if (line == null) {
      return null;
    }
    Node slope = Node.num(line[0].abs());
    Node middle = Node.num(line[1].negate().over(line[0]));
    Node reach = new Node.Quotient(bound, slope);
    Node low = new Node.Sum(List.of(middle, new Node.Negation(reach)));
    Node high = new Node.Sum(List.of(middle, reach));
    if (c != null && c != Rational.UNDEFINED) {
      if (c.signum() < 0) {
        return null;
      }
      Rational r = c.over(line[0].abs());
      Rational m = line[1].negate().over(line[0]);
      low = Node.num(m.minus(r));
      high = Node.num(m.plus(r));
    }
    List<Piece> pieces =
        switch (sign) {
          case LESS -> List.of(new Piece(low, false, high, false));
          case LESS_EQUAL -> List.of(new Piece(low, true, high, true));
          case GREATER ->
              List.of(new Piece(null, false, low, false), new Piece(high, false, null, false));
          case GREATER_EQUAL ->
              List.of(new Piece(null, false, low, true), new Piece(high, true, null, false));
          default -> null;
        };
    return pieces == null ? null : new RealSet(pieces, name);
  }

  // ---- algebra of pieces

  private double at(Node end, double infinite) {
    if (end == null) {
      return infinite;
    }
    Numeric.Value v = Numeric.value(end, Point.none(0), fuel);
    return v.exists() && v.real() ? v.re() : Double.NaN;
  }

  private boolean same(double a, double b) {
    return a == b
        || Math.abs(a) + Math.abs(b) < Double.POSITIVE_INFINITY
            && Math.abs(a - b) <= 1e-13 * (Math.abs(a) + Math.abs(b));
  }

  /** The intersection; null when ends with parameters cannot be ordered. */
  private List<Piece> intersection(List<Piece> left, List<Piece> right) {
    List<Piece> out = new ArrayList<>();
    for (Piece a : left) {
      for (Piece b : right) {
        if (!fuel.spend(4)) {
          return null;
        }
        Piece low;
        if (a.low == null || b.low == null) {
          low = a.low == null ? b : a;
        } else {
          double x = at(a.low, 0);
          double y = at(b.low, 0);
          if (x != x || y != y) {
            return null;
          }
          low = same(x, y) ? (a.lowIn ? b : a) : x > y ? a : b;
        }
        Piece high;
        if (a.high == null || b.high == null) {
          high = a.high == null ? b : a;
        } else {
          double x = at(a.high, 0);
          double y = at(b.high, 0);
          if (x != x || y != y) {
            return null;
          }
          high = same(x, y) ? (a.highIn ? b : a) : x < y ? a : b;
        }
        Piece both = new Piece(low.low, low.lowIn, high.high, high.highIn);
        double from = at(both.low, Double.NEGATIVE_INFINITY);
        double to = at(both.high, Double.POSITIVE_INFINITY);
        boolean empty = same(from, to) ? !(both.lowIn && both.highIn) : from > to;
        if (!empty) {
          out.add(both);
        }
      }
    }
    return out;
  }

  private List<Piece> complement(List<Piece> pieces) {
    List<Piece> out = List.of(new Piece(null, false, null, false));
    for (Piece piece : pieces) {
      List<Piece> outside = new ArrayList<>();
      if (piece.low != null) {
        outside.add(new Piece(null, false, piece.low, !piece.lowIn));
      }
      if (piece.high != null) {
        outside.add(new Piece(piece.high, !piece.highIn, null, false));
      }
      out = intersection(out, outside);
      if (out == null) {
        return null;
      }
    }
    return out;
  }

  /** Sorted and merged where all ends are constants; as it stands otherwise. */
  List<Piece> normal(List<Piece> pieces) {
    List<Piece> sorted = new ArrayList<>();
    for (Piece piece : pieces) {
      double from = at(piece.low, Double.NEGATIVE_INFINITY);
      double to = at(piece.high, Double.POSITIVE_INFINITY);
      if (from != from || to != to) {
        return pieces;
      }
      boolean empty =
          from > to && !same(from, to) || (same(from, to) && !(piece.lowIn && piece.highIn));
      if (!empty) {
        sorted.add(piece);
      }
    }
    sorted.sort(Comparator.comparingDouble(p -> at(p.low, Double.NEGATIVE_INFINITY)));
    List<Piece> merged = new ArrayList<>();
    for (Piece piece : sorted) {
      if (merged.isEmpty()) {
        merged.add(piece);
        continue;
      }
      Piece last = merged.get(merged.size() - 1);
      double end = at(last.high, Double.POSITIVE_INFINITY);
      double start = at(piece.low, Double.NEGATIVE_INFINITY);
      boolean touches = same(start, end) ? last.highIn || piece.lowIn : start < end;
      if (!touches) {
        merged.add(piece);
        continue;
      }
      double other = at(piece.high, Double.POSITIVE_INFINITY);
      boolean further = same(other, end) ? piece.highIn && !last.highIn : other > end;
      boolean lowIn =
          last.lowIn || (same(start, at(last.low, Double.NEGATIVE_INFINITY)) && piece.lowIn);
      merged.set(
          merged.size() - 1,
          further
              ? new Piece(last.low, lowIn, piece.high, piece.highIn)
              : new Piece(last.low, lowIn, last.high, last.highIn));
    }
    return merged;
  }
}
