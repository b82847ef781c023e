// SPDX-License-Identifier: Apache-2.0
package dev.whittle.answer;

import dev.whittle.answer.Node.Constant;
import dev.whittle.answer.Node.Group;
import dev.whittle.answer.Node.Items;
import dev.whittle.answer.Node.Num;
import dev.whittle.answer.Node.Rel;
import dev.whittle.answer.Node.Relation;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Compares two parsed answers; the gold's kind decides how. Fails closed: what cannot be decided is
 * not equal.
 */
final class Equivalence {

  private final VerifierPolicy policy;
  private final Fuel fuel;
  private final Sampling sampling;
  private final RealSets sets;
  private ReasonCode reason = ReasonCode.OTHER_VALUE;
  private int depth;

  Equivalence(VerifierPolicy policy) {
    this.policy = policy;
    this.fuel = new Fuel();
    this.sampling = new Sampling(fuel);
    this.sets = new RealSets(fuel);
  }

  /** Why the last comparison came out as it did. */
  ReasonCode reason() {
    return fuel.empty() ? ReasonCode.TOO_LARGE : reason;
  }

  boolean same(Node gold, Node answer) {
    if (!fuel.spend() || depth > 40) {
      return false;
    }
    if (gold instanceof Num a && answer instanceof Num b) {
      if (a.value().equals(b.value())) {
        return because(true, ReasonCode.SAME_NUMBER);
      }
      if (!a.rounded() && !b.rounded()) {
        return false;
      }
    }
    depth++;
    boolean same = sameNamed(plain(dollars(gold, answer)), plain(dollars(answer, gold)));
    depth--;
    return same;
  }

  /** An amount with a sign of currency counts as dollars beside one that says cents. */
  private static Node dollars(Node node, Node other) {
    return node instanceof Node.Currency c
            && other instanceof Node.Quantity q
            && Units.scaled(q.unit()) != null
        ? new Node.Quantity(c.of(), "dollars")
        : node;
  }

  private boolean because(boolean same, ReasonCode why) {
    reason = same ? why : reason;
    return same;
  }

  // ---- names

  /** A value and what it was called. */
  private record Named(List<Node> names, Node value) {}

  /** Without labels and currency signs; ± written out. */
  private static Node plain(Node node) {
    Node n = node;
    while (n instanceof Node.Labelled || n instanceof Node.Currency) {
      n = n instanceof Node.Labelled l ? l.of() : ((Node.Currency) n).of();
    }
    if (n instanceof Items items) {
      if (items.items().stream().anyMatch(Equivalence::plusMinus)) {
        List<Node> all = new ArrayList<>();
        for (Node item : items.items()) {
          if (plusMinus(item)) {
            all.add(Trees.choose(item, 1));
            all.add(Trees.choose(item, -1));
          } else {
            all.add(item);
          }
        }
        return new Items(all, items.joiner());
      }
      return n;
    }
    if (n instanceof Group g
        && g.open() == '{'
        && g.items().stream().anyMatch(Equivalence::plusMinus)) {
      Node items = plain(new Items(g.items(), Node.Joiner.COMMA));
      return new Group('{', '}', ((Items) items).items());
    }
    if (!(n instanceof Group) && plusMinus(n)) {
      return new Items(List.of(Trees.choose(n, 1), Trees.choose(n, -1)), Node.Joiner.COMMA);
    }
    return n;
  }

  private static boolean plusMinus(Node node) {
    return Trees.any(node, n -> n instanceof Node.PlusMinus);
  }

  private static Named named(Node node) {
    Node n = node;
    if (!(n instanceof Relation r)) {
      return new Named(List.of(), n);
    }
    List<Node> sides = r.sides();
    List<Rel> signs = r.signs();
    if (signs.size() == 1 && signs.get(0) == Rel.IN) {
      return new Named(List.of(sides.get(0)), sides.get(1));
    }
    for (Rel sign : signs) {
      if (sign != Rel.EQUAL && sign != Rel.ABOUT) {
        return new Named(List.of(), n);
      }
    }
    int about = signs.indexOf(Rel.ABOUT);
    int last = sides.size() - 1;
    int names = 0;
    while (names < last && isName(sides.get(names))) {
      names++;
    }
    // "value ≈ 1.36" states the value; "x ≈ 11" has nothing but the approximation.
    if (about >= 0 && about + 1 > names) {
      last = Math.max(about, names);
    }
    List<Node> called = sides.subList(0, Math.min(names, last));
    if (names > 0) {
      return new Named(called, sides.get(last));
    }
    if (sides.size() == 2 && last == 1 && isName(sides.get(1)) && constant(sides.get(0))) {
      return new Named(List.of(sides.get(1)), sides.get(0));
    }
    if (last == 0) {
      return new Named(List.of(), sides.get(0));
    }
    boolean tuple =
        sides.get(0) instanceof Group a
            && sides.get(last) instanceof Group b
            && a.items().size() == b.items().size();
    boolean steps = sides.size() > 2 && constant(sides.get(last));
    if (tuple || steps || sides.stream().allMatch(Equivalence::constant)) {
      return new Named(List.of(), sides.get(last));
    }
    return new Named(List.of(), n);
  }

  private static boolean constant(Node node) {
    if (!Trees.any(node, n -> n instanceof Node.Sym || n instanceof Node.Apply)) {
      return true;
    }
    Set<String> free = new HashSet<>();
    Trees.variables(node, free);
    return free.isEmpty();
  }

  /** x, x_1, f(x), f(2), AB, sin A: what an answer may be the value of. */
  private static boolean isName(Node node) {
    if (node instanceof Node.Sym) {
      return true;
    }
    if (node instanceof Node.Apply || node instanceof Node.Big && !constant(node)) {
      return true;
    }
    if (node instanceof Node.Call c
        && c.fn() == Fn.ABS
        && c.arguments().get(0) instanceof Node.Sym s
        && Chars.isUpper(s.name().charAt(0))) {
      // |A|: how many there are
      return true;
    }
    if (node instanceof Node.Product p) {
      return p.factors().size() <= 5 && p.factors().stream().allMatch(n -> n instanceof Node.Sym);
    }
    if (node instanceof Node.Call c) {
      return c.arguments().size() == 1
          && c.fn().bare()
          && isName(c.arguments().get(0))
          && c.fn() != Fn.LOG
          && c.fn() != Fn.LN;
    }
    return false;
  }

  private boolean sameNamed(Node g, Node p) {
    Named gold = named(g);
    Named answer = named(p);
    boolean bothNamed = !gold.names.isEmpty() && !answer.names.isEmpty();
    if (bothNamed && !sameName(gold.names, answer.names)) {
      return equations(g, p) || renamed(gold, answer);
    }
    if (!bothNamed && !policy.dropNames().yes() && gold.names.isEmpty() != answer.names.isEmpty()) {
      return false;
    }
    if (sameValue(gold.value, answer.value)) {
      return true;
    }
    return g instanceof Relation && p instanceof Relation && equations(g, p);
  }

  /** f(x) = x^2 and f(t) = t^2: the same function of another variable. */
  private boolean renamed(Named gold, Named answer) {
    if (!(gold.names.get(0) instanceof Node.Apply a)
        || !(answer.names.get(0) instanceof Node.Apply b)
        || !a.name().equals(b.name())
        || a.arguments().size() != 1
        || b.arguments().size() != 1
        || !(a.arguments().get(0) instanceof Node.Sym x)
        || !(b.arguments().get(0) instanceof Node.Sym y)
        || Trees.mentions(answer.value, x.name())) {
      return false;
    }
    return sameValue(gold.value, Trees.rename(answer.value, y.name(), x.name()));
  }

  private boolean sameName(List<Node> gold, List<Node> answer) {
    for (Node a : gold) {
      for (Node b : answer) {
        if (a.equals(b)
            || sameLetter(a, b)
            || (isFunctionValue(a)
                && isFunctionValue(b)
                && !(a instanceof Node.Apply && b instanceof Node.Apply))) {
          return true;
        }
      }
    }
    return false;
  }

  /** S and S_{ABC}: one says more of the same name. */
  private static boolean sameLetter(Node a, Node b) {
    if (!(a instanceof Node.Sym s) || !(b instanceof Node.Sym t)) {
      return false;
    }
    String x = s.name();
    String y = t.name();
    return x.length() == 1 && y.startsWith(x + "_") && y.length() > 3
        || y.length() == 1 && x.startsWith(y + "_") && x.length() > 3;
  }

  /** y and f(x): two ways to call what is being defined. */
  private static boolean isFunctionValue(Node node) {
    return node instanceof Node.Apply a
            && a.arguments().size() == 1
            && a.arguments().get(0) instanceof Node.Sym
        || node instanceof Node.Sym s && s.name().equals("y");
  }

  // ---- equations

  private boolean equations(Node g, Node p) {
    if (!(g instanceof Relation a)
        || !(p instanceof Relation b)
        || a.sides().size() != 2
        || b.sides().size() != 2) {
      return false;
    }
    if (a.signs().get(0) != Rel.EQUAL
        || b.signs().get(0) != Rel.EQUAL
        || !scalars(a.sides())
        || !scalars(b.sides())) {
      return false;
    }
    return because(
        sampling.proportional(difference(a), difference(b)) != 0, ReasonCode.SAME_EXPRESSION);
  }

  private static Node difference(Relation r) {
    return new Node.Sum(List.of(r.sides().get(0), new Node.Negation(r.sides().get(1))));
  }

  private static boolean scalars(List<Node> nodes) {
    return nodes.stream()
        .noneMatch(
            n ->
                n instanceof Group
                    || n instanceof Items
                    || n instanceof Node.Matrix
                    || n instanceof Node.SetOp);
  }

  private boolean inequalities(Relation a, Relation b) {
    if (a.sides().size() != b.sides().size() || !scalars(a.sides()) || !scalars(b.sides())) {
      return false;
    }
    if (a.sides().size() == 2) {
      Rel x = a.signs().get(0);
      Rel y = b.signs().get(0);
      int factor =
          x == y || x.flipped() == y ? sampling.proportional(difference(a), difference(b)) : 0;
      boolean same =
          x == Rel.NOT_EQUAL
              ? y == x && factor != 0
              : x.ordering() && (x == y && factor > 0 || x.flipped() == y && factor < 0);
      return because(same, ReasonCode.SAME_EXPRESSION);
    }
    return inOrder(a, b) || inOrder(a, reversed(b));
  }

  private static Relation reversed(Relation r) {
    List<Node> sides = new ArrayList<>(r.sides());
    List<Rel> signs = new ArrayList<>();
    r.signs().forEach(s -> signs.add(s.flipped()));
    java.util.Collections.reverse(sides);
    java.util.Collections.reverse(signs);
    return new Relation(sides, signs);
  }

  private boolean inOrder(Relation a, Relation b) {
    if (!a.signs().equals(b.signs())) {
      return false;
    }
    for (int k = 0; k < a.sides().size(); k++) {
      if (!scalar(a.sides().get(k), b.sides().get(k))) {
        return false;
      }
    }
    return because(true, ReasonCode.SAME_PARTS);
  }

  // ---- values

  private boolean sameValue(Node gold, Node answer) {
    Node goldValue = plain(gold);
    Node value = plain(answer);
    return sameValues(point(goldValue, value), point(value, goldValue));
  }

  private boolean sameValues(Node g, Node p) {
    if (RealSets.certain(g) || RealSets.certain(p)) {
      return realSets(g, p);
    }
    if (g instanceof Node.Matrix || p instanceof Node.Matrix || matrixSum(g) || matrixSum(p)) {
      return matrices(g, p);
    }
    boolean many = g instanceof Group || g instanceof Items;
    boolean others = p instanceof Group || p instanceof Items;
    if (many && others) {
      return lists(g, p);
    }
    if (many != others) {
      // "(3/2)^2 or 9/4": one value said twice
      Node several = many ? g : p;
      if (several instanceof Items i
          && i.joiner() == Node.Joiner.OR
          && i.items().stream().allMatch(one -> same(many ? one : g, many ? p : one))) {
        return true;
      }
      reason = ReasonCode.OTHER_KIND;
      return false;
    }
    if (g instanceof Relation a && p instanceof Relation b) {
      return equations(a, b) || inequalities(a, b);
    }
    if (g instanceof Relation || p instanceof Relation) {
      reason = ReasonCode.OTHER_KIND;
      return false;
    }
    return scalar(g, p);
  }

  /** P(3,-4) beside (3,-4): a point with its name; C(n,2) elsewhere is a binomial coefficient. */
  private static Node point(Node node, Node other) {
    if (!(node instanceof Node.Apply a)
        || a.name().length() != 1
        || !Chars.isUpper(a.name().charAt(0))
        || a.arguments().size() < 2) {
      return node;
    }
    if (other instanceof Group) {
      return new Group('(', ')', a.arguments());
    }
    return a.name().equals("C") && a.arguments().size() == 2 && !(other instanceof Node.Apply)
        ? new Node.Call(Fn.BINOMIAL, a.arguments())
        : node;
  }

  private boolean realSets(Node g, Node p) {
    RealSets.RealSet a = sets.of(g);
    RealSets.RealSet b = sets.of(p);
    if (a == null || b == null) {
      if (g instanceof Relation x && p instanceof Relation y) {
        return inequalities(x, y);
      }
      if (g instanceof Items || p instanceof Items) {
        return g instanceof Items x && p instanceof Items y && unordered(x.items(), y.items());
      }
      reason = ReasonCode.OTHER_KIND;
      return false;
    }
    if (a.variable() != null && b.variable() != null && !a.variable().equals(b.variable())) {
      return false;
    }
    List<RealSets.Piece> left = sets.normal(a.pieces());
    List<RealSets.Piece> right = new ArrayList<>(sets.normal(b.pieces()));
    if (left.size() != right.size()) {
      return false;
    }
    for (RealSets.Piece piece : left) {
      boolean found = false;
      for (int k = 0; k < right.size() && !found; k++) {
        found = samePiece(piece, right.get(k));
        if (found) {
          right.remove(k);
        }
      }
      if (!found) {
        return false;
      }
    }
    return because(true, ReasonCode.SAME_PARTS);
  }

  private boolean samePiece(RealSets.Piece a, RealSets.Piece b) {
    return a.lowIn() == b.lowIn()
        && a.highIn() == b.highIn()
        && (a.low() == null) == (b.low() == null)
        && (a.high() == null) == (b.high() == null)
        && (a.low() == null || scalar(a.low(), b.low()))
        && (a.high() == null || scalar(a.high(), b.high()));
  }

  // ---- matrices

  private static boolean matrixSum(Node node) {
    return node instanceof Node.Sum s && s.terms().stream().anyMatch(t -> t instanceof Node.Matrix)
        || node instanceof Node.Product p
            && p.factors().stream().anyMatch(t -> t instanceof Node.Matrix);
  }

  private boolean matrices(Node g, Node p) {
    Node.Matrix a = matrix(g);
    Node.Matrix b = matrix(p);
    if (a == null || b == null) {
      reason = ReasonCode.OTHER_KIND;
      return false;
    }
    boolean vectors = g instanceof Group || p instanceof Group;
    if (vectors && (square(g) || square(p)) && !(nested(g) || nested(p))) {
      reason = ReasonCode.OTHER_KIND;
      return false;
    }
    if (vectors) {
      return inOrder(flat(a), flat(b));
    }
    if (a.rows().size() != b.rows().size()) {
      return false;
    }
    for (int k = 0; k < a.rows().size(); k++) {
      if (a.rows().get(k).size() != b.rows().get(k).size()
          || !inOrder(a.rows().get(k), b.rows().get(k))) {
        return false;
      }
    }
    return because(true, ReasonCode.SAME_PARTS);
  }

  private static boolean square(Node node) {
    return node instanceof Node.Matrix m && m.rows().size() > 1 && m.rows().get(0).size() > 1;
  }

  private static boolean nested(Node node) {
    return node instanceof Group g && g.items().stream().anyMatch(i -> i instanceof Group);
  }

  private static List<Node> flat(Node.Matrix m) {
    List<Node> all = new ArrayList<>();
    m.rows().forEach(all::addAll);
    return all;
  }

  /** A matrix, a tuple as a column, a sum of matrices or a multiple of one; else null. */
  private static Node.Matrix matrix(Node node) {
    if (node instanceof Node.Matrix m) {
      return m;
    }
    if (node instanceof Group g && (g.open() == '(' || g.open() == '<' || g.open() == '[')) {
      List<List<Node>> rows = new ArrayList<>();
      for (Node item : g.items()) {
        if (item instanceof Group row) {
          rows.add(row.items());
        } else {
          rows.add(List.of(item));
        }
      }
      return new Node.Matrix(rows);
    }
    if (node instanceof Node.Sum s) {
      Node.Matrix total = null;
      for (Node term : s.terms()) {
        boolean minus = term instanceof Node.Negation;
        Node.Matrix m = matrix(minus ? ((Node.Negation) term).of() : term);
        if (m == null
            || (total != null
                && (total.rows().size() != m.rows().size()
                    || total.rows().get(0).size() != m.rows().get(0).size()))) {
          return null;
        }
        total = total == null && !minus ? m : total == null ? null : sum(total, m, minus);
        if (total == null) {
          return null;
        }
      }
      return total;
    }
    if (node instanceof Node.Product p
        && p.factors().size() == 2
        && p.factors().get(1) instanceof Node.Matrix m
        && !(p.factors().get(0) instanceof Node.Matrix)) {
      List<List<Node>> rows = new ArrayList<>();
      for (List<Node> row : m.rows()) {
        List<Node> scaled = new ArrayList<>();
        row.forEach(n -> scaled.add(new Node.Product(List.of(p.factors().get(0), n))));
        rows.add(scaled);
      }
      return new Node.Matrix(rows);
    }
    return null;
  }

  private static Node.Matrix sum(Node.Matrix a, Node.Matrix b, boolean minus) {
    List<List<Node>> rows = new ArrayList<>();
    for (int i = 0; i < a.rows().size(); i++) {
      List<Node> row = new ArrayList<>();
      for (int j = 0; j < a.rows().get(i).size(); j++) {
        Node other = b.rows().get(i).get(j);
        row.add(
            new Node.Sum(
                List.of(a.rows().get(i).get(j), minus ? new Node.Negation(other) : other)));
      }
      rows.add(row);
    }
    return new Node.Matrix(rows);
  }

  // ---- lists

  private static List<Node> members(Node node) {
    return node instanceof Group g ? g.items() : ((Items) node).items();
  }

  private boolean lists(Node g, Node p) {
    List<Node> a = members(g);
    List<Node> b = members(p);
    boolean chunked = false;
    if (g instanceof Items && p instanceof Items) {
      List<List<Node>> x = chunks(a);
      List<List<Node>> y = chunks(b);
      if (x.size() > 1 && y.size() > 1) {
        chunked = true;
        if (x.size() != y.size()) {
          return false;
        }
        List<List<Node>> open = new ArrayList<>(y);
        for (List<Node> one : x) {
          boolean found = false;
          for (int k = 0; k < open.size() && !found; k++) {
            if (byName(one, open.get(k)) == 1) {
              open.remove(k);
              found = true;
            }
          }
          if (!found) {
            return false;
          }
        }
      }
    }
    if (chunked) {
      return because(true, ReasonCode.SAME_PARTS);
    }
    if (a.size() != b.size()) {
      if (sized(a, b)) {
        reason = ReasonCode.OTHER_VALUE;
      }
      return false;
    }
    boolean ordered = ordered(g) || ordered(p);
    boolean set = isSet(g) || isSet(p);
    if (ordered && set) {
      reason = ReasonCode.OTHER_KIND;
      return false;
    }
    if (ordered) {
      if (g instanceof Group x && p instanceof Group y && a.size() == 2 && !sameBrackets(x, y)) {
        return false;
      }
      return because(inOrder(a, b), ReasonCode.SAME_PARTS);
    }
    int byName = byName(a, b);
    if (byName >= 0) {
      return because(byName == 1, ReasonCode.SAME_PARTS);
    }
    if (set || policy.unorderedLists().yes()) {
      return because(unordered(a, b), ReasonCode.SAME_PARTS);
    }
    return because(inOrder(a, b), ReasonCode.SAME_PARTS);
  }

  private static boolean sized(List<Node> a, List<Node> b) {
    return !a.isEmpty() && !b.isEmpty();
  }

  private static boolean ordered(Node node) {
    return node instanceof Group g && g.open() != '{';
  }

  private static boolean isSet(Node node) {
    return node instanceof Group g && g.open() == '{';
  }

  /** (1,2) and <1,2> are the same pair; (1,2) and [1,2] are different intervals. */
  private static boolean sameBrackets(Group a, Group b) {
    boolean x = a.open() == '[';
    boolean y = b.open() == '[';
    return x == y;
  }

  /**
   * Assignments cut where a name comes again: p=5, q=2, p=7, q=2 are two solutions of two names.
   */
  private static List<List<Node>> chunks(List<Node> items) {
    List<List<Node>> chunks = new ArrayList<>();
    List<Node> current = new ArrayList<>();
    Set<Node> names = new HashSet<>();
    int distinct = 0;
    for (Node item : items) {
      Named n = named(plain(item));
      if (n.names.size() != 1) {
        return List.of();
      }
      if (!names.add(n.names.get(0))) {
        chunks.add(current);
        current = new ArrayList<>();
        names.clear();
        names.add(n.names.get(0));
      }
      current.add(item);
      distinct = Math.max(distinct, names.size());
    }
    chunks.add(current);
    return distinct > 1 ? chunks : List.of();
  }

  /**
   * Compares two lists of assignments name by name: 1 when equal, 0 when not, -1 when they are not
   * lists of assignments to different names on both sides.
   */
  private int byName(List<Node> a, List<Node> b) {
    Set<Node> x = names(a);
    Set<Node> y = names(b);
    if (x == null || y == null || a.size() != b.size()) {
      return -1;
    }
    if (!x.equals(y)) {
      return 0;
    }
    for (Node one : a) {
      Node name = named(plain(one)).names.get(0);
      boolean found = false;
      for (Node other : b) {
        found |= named(plain(other)).names.get(0).equals(name) && same(one, other);
      }
      if (!found) {
        return 0;
      }
    }
    return 1;
  }

  private static Set<Node> names(List<Node> items) {
    Set<Node> names = new HashSet<>();
    for (Node item : items) {
      if (item instanceof Node.Labelled) {
        return null;
      }
      Named n = named(plain(item));
      if (n.names.isEmpty() || !names.add(n.names.get(0))) {
        return null;
      }
    }
    return names;
  }

  private boolean inOrder(List<Node> a, List<Node> b) {
    if (a.size() != b.size()) {
      return false;
    }
    for (int k = 0; k < a.size(); k++) {
      if (!same(a.get(k), b.get(k))) {
        return false;
      }
    }
    return true;
  }

  private boolean unordered(List<Node> a, List<Node> b) {
    if (a.size() != b.size()) {
      return false;
    }
    List<Node> open = new ArrayList<>(b);
    for (Node one : a) {
      boolean found = false;
      for (int k = 0; k < open.size() && !found; k++) {
        if (same(one, open.get(k))) {
          open.remove(k);
          found = true;
        }
      }
      if (!found) {
        return false;
      }
    }
    return true;
  }

  // ---- scalars

  private boolean scalar(Node gold, Node answer) {
    if (!fuel.spend()) {
      return false;
    }
    Node g = unlabelled(gold);
    Node p = unlabelled(answer);
    if (g instanceof Group
        || p instanceof Group
        || g instanceof Items
        || p instanceof Items
        || g instanceof Node.Matrix
        || p instanceof Node.Matrix) {
      return g.getClass() == p.getClass() && same(g, p);
    }
    if (g instanceof Node.BaseN || p instanceof Node.BaseN) {
      return because(bases(g, p), ReasonCode.SAME_NUMBER);
    }
    if (g instanceof Node.Time || p instanceof Node.Time) {
      return because(times(g, p), ReasonCode.SAME_NUMBER);
    }
    if (g instanceof Node.Ratio a && p instanceof Node.Ratio b) {
      return because(ratios(a, b), ReasonCode.SAME_NUMBER);
    }
    if (g instanceof Constant || p instanceof Constant) {
      if (g == Constant.EMPTY_SET
          || p == Constant.EMPTY_SET
          || g == Constant.DOTS
          || p == Constant.DOTS
          || g == Constant.INFINITY
          || p == Constant.INFINITY) {
        return because(g == p, ReasonCode.SAME_TEXT);
      }
    }
    if (g instanceof Node.Negation x
        && p instanceof Node.Negation y
        && x.of() == Constant.INFINITY
        && y.of() == Constant.INFINITY) {
      return because(true, ReasonCode.SAME_TEXT);
    }
    if (g instanceof Node.Quantity && letterUnit(p) != null) {
      p = quantity(p);
    } else if (p instanceof Node.Quantity && letterUnit(g) != null) {
      g = quantity(g);
    }
    // Units: scaled when both sides name units of one dimension, else the number counts.
    if (g instanceof Node.Quantity a && p instanceof Node.Quantity b) {
      Units.Unit x = Units.scaled(a.unit());
      Units.Unit y = Units.scaled(b.unit());
      if (x != null && y != null && x.dimension().equals(y.dimension()) && !x.equals(y)) {
        return scalar(new Node.Product(List.of(Node.num(x.in(y)), a.of())), b.of());
      }
    }
    if (g instanceof Node.Quantity a) {
      return scalar(a.of(), p instanceof Node.Quantity b ? b.of() : p);
    }
    if (p instanceof Node.Quantity b) {
      return scalar(g, b.of());
    }
    boolean goldDegrees = Trees.inDegrees(g);
    boolean degrees = Trees.inDegrees(p);
    if (goldDegrees || degrees) {
      return degrees(g, p, goldDegrees, degrees);
    }
    if (g instanceof Node.Percent || p instanceof Node.Percent) {
      return percent(g, p);
    }
    if (expressions(g, p, 0)) {
      return true;
    }
    Node stripped = constant(g) ? letterUnit(p) : null;
    if (stripped != null) {
      return expressions(g, stripped, 0);
    }
    stripped = constant(p) ? letterUnit(g) : null;
    return stripped != null && expressions(stripped, p, 0);
  }

  private static Node unlabelled(Node node) {
    Node n = node;
    while (n instanceof Node.Labelled || n instanceof Node.Currency) {
      n = n instanceof Node.Labelled l ? l.of() : ((Node.Currency) n).of();
    }
    return n;
  }

  /** "5 m", "5 m^2" or "5 m/s" against a bare number: the letters after the number are a unit. */
  private static Node letterUnit(Node node) {
    Node.Quantity quantity = quantity(node);
    return quantity == null ? null : quantity.of();
  }

  private static Node.Quantity quantity(Node node) {
    if (node instanceof Node.Quotient q
        && q.bottom() instanceof Node.Sym s
        && Units.isLetterUnit(s.name())) {
      Node.Quantity top = quantity(q.top());
      return top == null ? null : new Node.Quantity(top.of(), top.unit() + "/" + s.name());
    }
    if (!(node instanceof Node.Product p)
        || p.factors().size() != 2
        || !(p.factors().get(0) instanceof Num n)) {
      return null;
    }
    Node unit = p.factors().get(1);
    if (unit instanceof Node.Power w
        && w.exponent() instanceof Num e
        && w.base() instanceof Node.Sym s
        && Units.isLetterUnit(s.name())) {
      return new Node.Quantity(n, s.name() + "^" + e.value());
    }
    return unit instanceof Node.Sym s && Units.isLetterUnit(s.name())
        ? new Node.Quantity(n, s.name())
        : null;
  }

  private boolean bases(Node g, Node p) {
    if (g instanceof Node.BaseN a && p instanceof Node.BaseN b) {
      return a.equals(b);
    }
    Node.BaseN base = g instanceof Node.BaseN b ? b : (Node.BaseN) p;
    Node other = g instanceof Node.BaseN ? p : g;
    if (!(other instanceof Num n) || !n.value().isInteger() || n.decimals() != Num.WHOLE) {
      return false;
    }
    return (base.base() == 10 || policy.bareBase().yes())
        && n.value().toString().equals(base.digits());
  }

  private static boolean times(Node g, Node p) {
    int a = seconds(g);
    int b = seconds(p);
    if (a < 0 || b < 0) {
      return false;
    }
    boolean bothSaid = g instanceof Node.Time && p instanceof Node.Time;
    return a == b || (!bothSaid && Math.floorMod(a - b, 12 * 3600) == 0);
  }

  private static int seconds(Node node) {
    if (node instanceof Node.Time t) {
      return t.seconds();
    }
    if (!(node instanceof Node.Ratio r) || r.parts().size() > 3) {
      return -1;
    }
    int total = 0;
    int unit = 3600;
    for (Node part : r.parts()) {
      int value = part instanceof Num n ? n.value().intOr(-1) : -1;
      if (value < 0 || value > 59) {
        return -1;
      }
      total += value * unit;
      unit /= 60;
    }
    return total;
  }

  private boolean ratios(Node.Ratio a, Node.Ratio b) {
    if (a.parts().size() != b.parts().size()) {
      return false;
    }
    for (int k = 1; k < a.parts().size(); k++) {
      Node left = new Node.Product(List.of(a.parts().get(0), b.parts().get(k)));
      Node right = new Node.Product(List.of(b.parts().get(0), a.parts().get(k)));
      if (sampling.compare(left, right) != Sampling.Verdict.EQUAL) {
        return false;
      }
    }
    return true;
  }

  private boolean degrees(Node g, Node p, boolean goldDegrees, boolean degrees) {
    Node a = Trees.withoutDegrees(g);
    Node b = Trees.withoutDegrees(p);
    if (goldDegrees && degrees) {
      return expressions(a, b, 0);
    }
    Node other = goldDegrees ? p : g;
    if (Trees.has(other, Constant.PI)) {
      if (!policy.degreesAsRadians().yes()) {
        return false;
      }
      return goldDegrees
          ? expressions(new Node.Degrees(a), p, 0)
          : expressions(g, new Node.Degrees(b), 0);
    }
    return expressions(a, b, 0);
  }

  private boolean percent(Node g, Node p) {
    Node a = g instanceof Node.Percent x ? x.of() : g;
    Node b = p instanceof Node.Percent y ? y.of() : p;
    if (g instanceof Node.Percent && p instanceof Node.Percent) {
      return expressions(a, b, 0);
    }
    if (policy.percent().yes() && expressions(a, b, 0)) {
      return true;
    }
    // 41.4% is compared as 41.4 with a hundred times the other side, so that its digits count.
    return g instanceof Node.Percent
        ? expressions(a, new Node.Product(List.of(Node.num(100), b)), 0)
        : expressions(g, b, 2);
  }

  /**
   * Compares two expressions; the answer is divided by a power of ten first.
   *
   * @param shift digits by which the answer's value is smaller than what it is written as
   */
  private boolean expressions(Node g, Node p, int shift) {
    Node answer = shift == 0 ? p : new Node.Quotient(p, Node.num(100));
    if (g instanceof Num a && answer instanceof Num b) {
      if (a.value().equals(b.value())) {
        return because(true, ReasonCode.SAME_NUMBER);
      }
    } else {
      Sampling.Verdict verdict = sampling.compare(g, answer);
      if (verdict == Sampling.Verdict.EQUAL) {
        return because(true, constant(g) ? ReasonCode.SAME_NUMBER : ReasonCode.SAME_EXPRESSION);
      }
      if (verdict == Sampling.Verdict.UNDEFINED) {
        reason = ReasonCode.UNDEFINED;
        return false;
      }
      if (!constant(g) || !constant(answer)) {
        return sameParameter(g, answer);
      }
    }
    return because(rounded(g, p, answer), ReasonCode.SAME_ROUNDED);
  }

  /**
   * Whether two expressions are the same but for the name of one parameter: an integer parameter
   * beside pi (solutions of trigonometric equations) or the case of an arbitrary constant.
   */
  private boolean sameParameter(Node g, Node p) {
    Set<String> a = new HashSet<>();
    Set<String> b = new HashSet<>();
    Trees.variables(g, a);
    Trees.variables(p, b);
    if (a.size() != b.size()) {
      return false;
    }
    Set<String> onlyA = new HashSet<>(a);
    Set<String> onlyB = new HashSet<>(b);
    onlyA.removeAll(b);
    onlyB.removeAll(a);
    if (onlyA.size() != 1) {
      return false;
    }
    String from = onlyB.iterator().next();
    String to = onlyA.iterator().next();
    boolean constant = from.equalsIgnoreCase(to) && to.equalsIgnoreCase("c");
    boolean integer =
        "nkmlt".contains(from)
            && "nkmlt".contains(to)
            && from.length() == 1
            && to.length() == 1
            && (periodic(g) && periodic(p));
    return (constant || integer)
        && because(
            sampling.compare(g, Trees.rename(p, from, to)) == Sampling.Verdict.EQUAL,
            ReasonCode.SAME_EXPRESSION);
  }

  private static boolean periodic(Node node) {
    return Trees.has(node, Constant.PI) || Trees.inDegrees(node);
  }

  // ---- rounding

  /**
   * Whether an answer agrees with the gold at the precision that is written: it rounds to the
   * gold's decimals, or it is itself a long enough decimal.
   *
   * @param written the answer as written, before it was scaled
   */
  private boolean rounded(Node g, Node written, Node p) {
    Num gold = g instanceof Num n && n.rounded() ? n : null;
    Num answer = written instanceof Num n && n.decimals() > 0 ? n : null;
    boolean integer =
        written instanceof Num n && n.decimals() <= 0 && gold != null && gold.decimals() > 0;
    if (gold == null && answer == null) {
      return false;
    }
    double[] x = value(g);
    double[] y = value(p);
    if (x == null || y == null) {
      return false;
    }
    double difference = Math.abs(x[0] - y[0]);
    double slack = x[1] + y[1] + 1e-12 * Math.abs(x[0]);
    if (gold != null
        && policy.goldDigits() > 0
        && gold.digits() >= policy.goldDigits()
        && !integer
        && (answer == null || answer.decimals() > gold.decimals())) {
      return difference <= 0.5 * Math.pow(10, -gold.decimals()) + slack;
    }
    if (answer != null
        && policy.answerDigits() > 0
        && answer.digits() >= policy.answerDigits() - 1
        && (gold == null ? !isInteger(g) : answer.decimals() < gold.decimals())) {
      return difference <= 1.01 * Math.pow(10, -policy.answerDigits()) * Math.abs(x[0]) + slack
          && difference
              <= 0.51 * Math.pow(10, -(written == p ? answer.decimals() : answer.decimals() + 2))
                  + slack;
    }
    return false;
  }

  private boolean isInteger(Node g) {
    Rational value = Exact.value(g, Point.none(0), fuel);
    return value != null && value != Rational.UNDEFINED && value.isInteger();
  }

  private double[] value(Node node) {
    Numeric.Value v = Numeric.value(node, Point.none(0), fuel);
    return v.exists() && v.real() ? new double[] {v.re(), v.error()} : null;
  }
}
