// SPDX-License-Identifier: Apache-2.0
package dev.whittle.answer;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** Walks over trees and rebuilds them. */
final class Trees {

  private Trees() {}

  /** The same node over children that were passed through a function. */
  static Node map(Node node, UnaryOperator<Node> f) {
    if (node instanceof Node.Sum n) {
      return new Node.Sum(all(n.terms(), f));
    }
    if (node instanceof Node.Product n) {
      return new Node.Product(all(n.factors(), f));
    }
    if (node instanceof Node.Quotient n) {
      return new Node.Quotient(f.apply(n.top()), f.apply(n.bottom()));
    }
    if (node instanceof Node.Power n) {
      return new Node.Power(f.apply(n.base()), f.apply(n.exponent()));
    }
    if (node instanceof Node.Negation n) {
      return new Node.Negation(f.apply(n.of()));
    }
    if (node instanceof Node.PlusMinus n) {
      return new Node.PlusMinus(
          n.left() == null ? null : f.apply(n.left()), f.apply(n.right()), n.first());
    }
    if (node instanceof Node.Call n) {
      return new Node.Call(n.fn(), all(n.arguments(), f));
    }
    if (node instanceof Node.Apply n) {
      return new Node.Apply(n.name(), all(n.arguments(), f));
    }
    if (node instanceof Node.Big n) {
      return new Node.Big(
          n.over(),
          n.variable(),
          n.from() == null ? null : f.apply(n.from()),
          n.to() == null ? null : f.apply(n.to()),
          f.apply(n.body()));
    }
    if (node instanceof Node.Group n) {
      return new Node.Group(n.open(), n.close(), all(n.items(), f));
    }
    if (node instanceof Node.Items n) {
      return new Node.Items(all(n.items(), f), n.joiner());
    }
    if (node instanceof Node.Matrix n) {
      List<List<Node>> rows = new ArrayList<>();
      n.rows().forEach(row -> rows.add(all(row, f)));
      return new Node.Matrix(List.copyOf(rows));
    }
    if (node instanceof Node.Relation n) {
      return new Node.Relation(all(n.sides(), f), n.signs());
    }
    if (node instanceof Node.SetOp n) {
      return new Node.SetOp(n.op(), f.apply(n.left()), f.apply(n.right()));
    }
    if (node instanceof Node.Percent n) {
      return new Node.Percent(f.apply(n.of()));
    }
    if (node instanceof Node.Degrees n) {
      return new Node.Degrees(f.apply(n.of()));
    }
    if (node instanceof Node.Quantity n) {
      return new Node.Quantity(f.apply(n.of()), n.unit());
    }
    if (node instanceof Node.Currency n) {
      return new Node.Currency(f.apply(n.of()));
    }
    if (node instanceof Node.Ratio n) {
      return new Node.Ratio(all(n.parts(), f));
    }
    if (node instanceof Node.Labelled n) {
      return new Node.Labelled(n.label(), f.apply(n.of()));
    }
    return node;
  }

  private static List<Node> all(List<Node> nodes, UnaryOperator<Node> f) {
    List<Node> mapped = new ArrayList<>(nodes.size());
    for (Node node : nodes) {
      mapped.add(f.apply(node));
    }
    return List.copyOf(mapped);
  }

  /** Whether a node or one below it meets a condition. */
  static boolean any(Node node, Predicate<Node> condition) {
    if (node == null) {
      return false;
    }
    if (condition.test(node)) {
      return true;
    }
    if (node instanceof Node.Sum n) {
      return any(n.terms(), condition);
    }
    if (node instanceof Node.Product n) {
      return any(n.factors(), condition);
    }
    if (node instanceof Node.Quotient n) {
      return any(n.top(), condition) || any(n.bottom(), condition);
    }
    if (node instanceof Node.Power n) {
      return any(n.base(), condition) || any(n.exponent(), condition);
    }
    if (node instanceof Node.Negation n) {
      return any(n.of(), condition);
    }
    if (node instanceof Node.PlusMinus n) {
      return any(n.left(), condition) || any(n.right(), condition);
    }
    if (node instanceof Node.Call n) {
      return any(n.arguments(), condition);
    }
    if (node instanceof Node.Apply n) {
      return any(n.arguments(), condition);
    }
    if (node instanceof Node.Big n) {
      return any(n.from(), condition) || any(n.to(), condition) || any(n.body(), condition);
    }
    if (node instanceof Node.Group n) {
      return any(n.items(), condition);
    }
    if (node instanceof Node.Items n) {
      return any(n.items(), condition);
    }
    if (node instanceof Node.Matrix n) {
      for (List<Node> row : n.rows()) {
        if (any(row, condition)) {
          return true;
        }
      }
      return false;
    }
    if (node instanceof Node.Relation n) {
      return any(n.sides(), condition);
    }
    if (node instanceof Node.SetOp n) {
      return any(n.left(), condition) || any(n.right(), condition);
    }
    if (node instanceof Node.Percent n) {
      return any(n.of(), condition);
    }
    if (node instanceof Node.Degrees n) {
      return any(n.of(), condition);
    }
    if (node instanceof Node.Quantity n) {
      return any(n.of(), condition);
    }
    if (node instanceof Node.Currency n) {
      return any(n.of(), condition);
    }
    if (node instanceof Node.Ratio n) {
      return any(n.parts(), condition);
    }
    if (node instanceof Node.Labelled n) {
      return any(n.of(), condition);
    }
    return false;
  }

  private static boolean any(List<Node> nodes, Predicate<Node> condition) {
    for (Node node : nodes) {
      if (any(node, condition)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Whether two trees are the same up to the order of terms and factors. What holds a matrix is
   * compared in order, since its products do not commute. False when the fuel ends first.
   */
  static boolean commuted(Node a, Node b, Fuel fuel) {
    if (!fuel.spend()) {
      return false;
    }
    if (a instanceof Node.Sum x && b instanceof Node.Sum y) {
      return matched(x.terms(), y.terms(), fuel);
    }
    if (a instanceof Node.Product x && b instanceof Node.Product y) {
      return any(a, n -> n instanceof Node.Matrix)
          ? a.equals(b)
          : matched(x.factors(), y.factors(), fuel);
    }
    if (a instanceof Node.Quotient x && b instanceof Node.Quotient y) {
      return commuted(x.top(), y.top(), fuel) && commuted(x.bottom(), y.bottom(), fuel);
    }
    if (a instanceof Node.Power x && b instanceof Node.Power y) {
      return commuted(x.base(), y.base(), fuel) && commuted(x.exponent(), y.exponent(), fuel);
    }
    if (a instanceof Node.Negation x && b instanceof Node.Negation y) {
      return commuted(x.of(), y.of(), fuel);
    }
    if (a instanceof Node.Call x && b instanceof Node.Call y && x.fn() == y.fn()) {
      boolean same = x.arguments().size() == y.arguments().size();
      for (int k = 0; same && k < x.arguments().size(); k++) {
        same = commuted(x.arguments().get(k), y.arguments().get(k), fuel);
      }
      return same;
    }
    return a.equals(b);
  }

  /** Being the same up to order is an equivalence, so the first match of each term will do. */
  private static boolean matched(List<Node> a, List<Node> b, Fuel fuel) {
    if (a.size() != b.size()) {
      return false;
    }
    List<Node> open = new ArrayList<>(b);
    for (Node one : a) {
      int found = -1;
      for (int k = 0; k < open.size() && found < 0; k++) {
        found = commuted(one, open.get(k), fuel) ? k : -1;
      }
      if (found < 0) {
        return false;
      }
      open.remove(found);
    }
    return true;
  }

  /** Adds the names of the free variables of a tree. */
  static void variables(Node node, Set<String> names) {
    any(
        node,
        n -> {
          if (n instanceof Node.Sym s) {
            names.add(s.name());
          } else if (n instanceof Node.Apply a) {
            names.add(a.name() + "()");
          }
          return false;
        });
    any(
        node,
        n -> {
          if (n instanceof Node.Big b
              && b.over() != Node.Over.DERIVATIVE
              && !(b.over() == Node.Over.INTEGRAL && b.from() == null)) {
            names.remove(b.variable());
          }
          return false;
        });
  }

  static boolean has(Node node, Node constant) {
    return any(node, n -> n == constant);
  }

  static boolean mentions(Node node, String name) {
    return any(node, n -> n instanceof Node.Sym s && s.name().equals(name));
  }

  static Node rename(Node node, String from, String to) {
    return node instanceof Node.Sym s && s.name().equals(from)
        ? new Node.Sym(to)
        : map(node, child -> rename(child, from, to));
  }

  /** One of the two values of a tree with ±. */
  static Node choose(Node node, int sign) {
    if (node instanceof Node.PlusMinus p) {
      Node right = choose(p.right(), sign);
      Node signed = p.first() * sign > 0 ? right : new Node.Negation(right);
      return p.left() == null ? signed : new Node.Sum(List.of(choose(p.left(), sign), signed));
    }
    return map(node, child -> choose(child, sign));
  }

  /** Drops the degree signs outside of functions: the number of degrees. */
  static Node withoutDegrees(Node node) {
    if (node instanceof Node.Degrees d) {
      return d.of();
    }
    if (node instanceof Node.Sum
        || node instanceof Node.Product
        || node instanceof Node.Quotient
        || node instanceof Node.Negation) {
      return map(node, Trees::withoutDegrees);
    }
    return node;
  }

  /** Whether degree signs stand outside of functions. */
  static boolean inDegrees(Node node) {
    if (node instanceof Node.Degrees) {
      return true;
    }
    if (node instanceof Node.Sum s) {
      return s.terms().stream().anyMatch(Trees::inDegrees);
    }
    if (node instanceof Node.Product p) {
      return p.factors().stream().anyMatch(Trees::inDegrees);
    }
    if (node instanceof Node.Quotient q) {
      return inDegrees(q.top());
    }
    return node instanceof Node.Negation n && inDegrees(n.of());
  }
}
