// SPDX-License-Identifier: Apache-2.0
package dev.whittle.onnx;

import dev.whittle.onnx.TemplateValues.Undefined;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Fills a Jinja template in. */
final class TemplateRun {
  /** A message that the template itself gives. */
  static final class Raised extends RuntimeException {
    private static final long serialVersionUID = 1;

    Raised(String message) {
      super(message);
    }
  }

  /** What {@code namespace()} makes: the one thing that a loop can change for what comes after. */
  private record Namespace(Map<String, Object> values) {}

  /** Out of a loop's turn. */
  private static final class Jumped extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final boolean ends;

    Jumped(boolean ends) {
      super(null, null, false, false);
      this.ends = ends;
    }
  }

  private static final class Scope {
    final Map<String, Object> values = new HashMap<>();
    final Scope around;

    Scope(Scope around) {
      this.around = around;
    }

    Object value(String name) {
      for (Scope scope = this; scope != null; scope = scope.around) {
        if (scope.values.containsKey(name)) {
          return scope.values.get(name);
        }
      }
      return new Undefined(name);
    }
  }

  /** The most characters that a template may write, and the most turns of its loops together. */
  private static final int MOST = 10_000_000;

  private Scope scope = new Scope(null);
  private StringBuilder out = new StringBuilder();
  private int turns;

  private TemplateRun() {}

  /**
   * @throws TemplateException when it uses something that is unknown here, or badly
   * @throws Raised when it refuses what it is given
   */
  static String text(List<TemplateNode> template, Map<String, Object> variables) {
    TemplateRun run = new TemplateRun();
    run.scope.values.putAll(variables);
    run.all(template);
    return run.out.toString();
  }

  private void all(List<TemplateNode> nodes) {
    for (TemplateNode node : nodes) {
      one(node);
    }
  }

  private void one(TemplateNode node) {
    if (node instanceof TemplateNode.Text text) {
      write(text.text(), 0);
    } else if (node instanceof TemplateNode.Out written) {
      write(TemplateValues.text(value(written.value())), written.line());
    } else if (node instanceof TemplateNode.If choice) {
      for (TemplateNode.Branch branch : choice.branches()) {
        if (TemplateValues.truth(value(branch.condition()))) {
          all(branch.body());
          return;
        }
      }
      all(choice.otherwise());
    } else if (node instanceof TemplateNode.For loop) {
      loop(loop);
    } else if (node instanceof TemplateNode.Set set) {
      set(set);
    } else if (node instanceof TemplateNode.Macro macro) {
      scope.values.put(macro.name(), macro);
    } else if (node instanceof TemplateNode.Jump jump) {
      throw new Jumped(jump.ends());
    } else {
      throw new IllegalStateException("no statement: " + node);
    }
  }

  private void write(String text, int line) {
    if (out.length() + text.length() > MOST) {
      throw new TemplateException("more than " + MOST + " characters of text", line);
    }
    out.append(text);
  }

  private void loop(TemplateNode.For loop) {
    List<Object> items = items(value(loop.in()), loop.line());
    Scope before = scope;
    try {
      if (loop.condition() != null) {
        List<Object> chosen = new ArrayList<>();
        for (Object item : items) {
          scope = new Scope(before);
          assign(loop.names(), item, loop.line());
          if (TemplateValues.truth(value(loop.condition()))) {
            chosen.add(item);
          }
        }
        scope = before;
        items = chosen;
      }
      if (items.isEmpty()) {
        all(loop.otherwise());
        return;
      }
      for (int i = 0; i < items.size(); i++) {
        if (++turns > MOST) {
          throw new TemplateException("more than " + MOST + " turns of loops", loop.line());
        }
        scope = new Scope(before);
        assign(loop.names(), items.get(i), loop.line());
        scope.values.put("loop", turn(items, i));
        try {
          all(loop.body());
        } catch (Jumped jumped) {
          if (jumped.ends) {
            return;
          }
        }
      }
    } finally {
      scope = before;
    }
  }

  private static Map<String, Object> turn(List<Object> items, int i) {
    Map<String, Object> turn = new HashMap<>();
    turn.put("index", i + 1L);
    turn.put("index0", (long) i);
    turn.put("revindex", (long) items.size() - i);
    turn.put("revindex0", items.size() - i - 1L);
    turn.put("first", i == 0);
    turn.put("last", i == items.size() - 1);
    turn.put("length", (long) items.size());
    if (i > 0) {
      turn.put("previtem", items.get(i - 1));
    }
    if (i < items.size() - 1) {
      turn.put("nextitem", items.get(i + 1));
    }
    return turn;
  }

  private void set(TemplateNode.Set set) {
    Object value = set.body() == null ? value(set.value()) : captured(set.body());
    String name = set.names().get(0);
    if (set.attribute() == null) {
      assign(set.names(), value, set.line());
    } else if (scope.value(name) instanceof Namespace namespace) {
      namespace.values().put(set.attribute(), value);
    } else {
      throw new TemplateException(
          "an assignment to '" + name + "." + set.attribute() + "', no namespace", set.line());
    }
  }

  private String captured(List<TemplateNode> body) {
    StringBuilder before = out;
    out = new StringBuilder();
    try {
      all(body);
      return out.toString();
    } finally {
      out = before;
    }
  }

  private void assign(List<String> names, Object value, int line) {
    if (names.size() == 1) {
      scope.values.put(names.get(0), value);
      return;
    }
    List<Object> items = items(value, line);
    if (items.size() != names.size()) {
      throw new TemplateException(
          items.size() + " values for the " + names.size() + " names " + names, line);
    }
    for (int i = 0; i < names.size(); i++) {
      scope.values.put(names.get(i), items.get(i));
    }
  }

  /** What a loop goes over, in a new list. */
  static List<Object> items(Object value, int line) {
    if (value instanceof List<?> list) {
      return new ArrayList<>(list);
    }
    if (value instanceof Map<?, ?> map) {
      return new ArrayList<>(map.keySet());
    }
    if (value instanceof String text) {
      List<Object> letters = new ArrayList<>();
      text.codePoints().forEach(letter -> letters.add(Character.toString(letter)));
      return letters;
    }
    if (value instanceof Undefined) {
      return new ArrayList<>();
    }
    throw new TemplateException("the items of " + TemplateValues.kind(value), line);
  }

  private Object value(TemplateNode node) {
    if (node == null) {
      return null;
    }
    if (node instanceof TemplateNode.Constant constant) {
      return constant.value();
    }
    if (node instanceof TemplateNode.Name name) {
      return scope.value(name.name());
    }
    if (node instanceof TemplateNode.Member member) {
      return member(member);
    }
    if (node instanceof TemplateNode.Binary binary) {
      return binary(binary);
    }
    if (node instanceof TemplateNode.Not not) {
      return !TemplateValues.truth(value(not.value()));
    }
    if (node instanceof TemplateNode.Test test) {
      return TemplateFunctions.test(
          test.name(), value(test.value()), values(test.arguments()), test.line());
    }
    if (node instanceof TemplateNode.Filter filter) {
      return TemplateFunctions.filter(
          filter.name(),
          value(filter.value()),
          values(filter.arguments()),
          values(filter.named()),
          filter.line());
    }
    if (node instanceof TemplateNode.Call call) {
      return call(call);
    }
    if (node instanceof TemplateNode.Choice choice) {
      if (TemplateValues.truth(value(choice.condition()))) {
        return value(choice.then());
      }
      return choice.otherwise() == null ? new Undefined("else") : value(choice.otherwise());
    }
    if (node instanceof TemplateNode.Slice slice) {
      return slice(slice);
    }
    if (node instanceof TemplateNode.Items items) {
      return values(items.items());
    }
    if (node instanceof TemplateNode.Pairs pairs) {
      Map<Object, Object> map = new LinkedHashMap<>();
      pairs.pairs().forEach((key, item) -> map.put(value(key), value(item)));
      return map;
    }
    if (node instanceof TemplateNode.Negative negative) {
      return TemplateValues.computed("-", 0L, value(negative.value()), negative.line());
    }
    throw new IllegalStateException("no expression: " + node);
  }

  private List<Object> values(List<TemplateNode> nodes) {
    List<Object> values = new ArrayList<>();
    nodes.forEach(node -> values.add(value(node)));
    return values;
  }

  private Map<String, Object> values(Map<String, TemplateNode> nodes) {
    Map<String, Object> values = new LinkedHashMap<>();
    nodes.forEach((name, node) -> values.put(name, value(node)));
    return values;
  }

  private Object member(TemplateNode.Member member) {
    Object of = value(member.of());
    Object key = value(member.key());
    Undefined absent = new Undefined(TemplateValues.text(key));
    if (of instanceof Namespace namespace) {
      return namespace.values().getOrDefault(absent.name(), absent);
    }
    if (of instanceof Map<?, ?> map) {
      return map.containsKey(key) ? map.get(key) : absent;
    }
    if (of instanceof Undefined) {
      throw new TemplateException(
          "'" + absent.name() + "' of " + TemplateValues.kind(of), member.line());
    }
    if (key instanceof Long index && (of instanceof List || of instanceof String)) {
      List<Object> items = items(of, member.line());
      long at = index < 0 ? index + items.size() : index;
      return at >= 0 && at < items.size() ? items.get((int) at) : absent;
    }
    return absent;
  }

  private Object binary(TemplateNode.Binary binary) {
    Object left = value(binary.left());
    if (binary.operator().equals("and")) {
      return TemplateValues.truth(left) ? value(binary.right()) : left;
    }
    if (binary.operator().equals("or")) {
      return TemplateValues.truth(left) ? left : value(binary.right());
    }
    Object right = value(binary.right());
    int line = binary.line();
    return switch (binary.operator()) {
      case "==" -> TemplateValues.same(left, right);
      case "!=" -> !TemplateValues.same(left, right);
      case "in" -> TemplateValues.contains(right, left, line);
      case "not in" -> !TemplateValues.contains(right, left, line);
      case "<" -> TemplateValues.compared(left, right, line) < 0;
      case "<=" -> TemplateValues.compared(left, right, line) <= 0;
      case ">" -> TemplateValues.compared(left, right, line) > 0;
      case ">=" -> TemplateValues.compared(left, right, line) >= 0;
      case "~" -> TemplateValues.text(left) + TemplateValues.text(right);
      default -> TemplateValues.computed(binary.operator(), left, right, line);
    };
  }

  private Object slice(TemplateNode.Slice slice) {
    Object of = value(slice.of());
    if (!(of instanceof String) && !(of instanceof List)) {
      throw new TemplateException("a part of " + TemplateValues.kind(of), slice.line());
    }
    List<Object> items = items(of, slice.line());
    long step = bound(value(slice.step()), 1, slice.line());
    if (step == 0) {
      throw new TemplateException("a part in steps of 0", slice.line());
    }
    int n = items.size();
    long from = clipped(value(slice.from()), step > 0 ? 0 : n - 1, n, step, slice.line());
    long to = clipped(value(slice.to()), step > 0 ? n : -1, n, step, slice.line());
    List<Object> part = new ArrayList<>();
    for (long i = from; step > 0 ? i < to : i > to; i += step) {
      part.add(items.get((int) i));
    }
    if (of instanceof List) {
      return part;
    }
    StringBuilder text = new StringBuilder();
    part.forEach(text::append);
    return text.toString();
  }

  private static long clipped(Object bound, long absent, int n, long step, int line) {
    if (bound == null) {
      return absent;
    }
    long at = bound(bound, 0, line);
    at = at < 0 ? at + n : at;
    return step > 0 ? Math.max(0, Math.min(n, at)) : Math.max(-1, Math.min(n - 1, at));
  }

  private static long bound(Object value, long absent, int line) {
    if (value == null) {
      return absent;
    }
    if (value instanceof Long number) {
      return number;
    }
    throw new TemplateException("a part up to " + TemplateValues.kind(value), line);
  }

  private Object call(TemplateNode.Call call) {
    List<Object> arguments = values(call.arguments());
    Map<String, Object> named = values(call.named());
    if (call.function() instanceof TemplateNode.Member member
        && member.key() instanceof TemplateNode.Constant constant
        && constant.value() instanceof String name) {
      return TemplateFunctions.method(name, value(member.of()), arguments, named, call.line());
    }
    if (!(call.function() instanceof TemplateNode.Name called)) {
      throw new TemplateException("a call of what is no function", call.line());
    }
    Object function = scope.value(called.name());
    if (function instanceof TemplateNode.Macro macro) {
      return macro(macro, arguments, named, call.line());
    }
    if (!(function instanceof Undefined)) {
      throw new TemplateException("a call of '" + called.name() + "', no function", call.line());
    }
    return switch (called.name()) {
      case "raise_exception" ->
          throw new Raised(arguments.isEmpty() ? "" : TemplateValues.text(arguments.get(0)));
      case "namespace" -> new Namespace(new HashMap<>(named));
      case "dict" -> new LinkedHashMap<>(named);
      case "range" -> range(arguments, call.line());
      default ->
          throw new TemplateException(
              "the function '" + called.name() + "', unknown here", call.line());
    };
  }

  private static List<Object> range(List<Object> arguments, int line) {
    boolean numbers = arguments.stream().allMatch(Long.class::isInstance);
    if (arguments.isEmpty() || arguments.size() > 3 || !numbers) {
      throw new TemplateException("a range of " + arguments, line);
    }
    long from = arguments.size() == 1 ? 0 : (Long) arguments.get(0);
    long to = (Long) arguments.get(arguments.size() == 1 ? 0 : 1);
    long step = arguments.size() == 3 ? (Long) arguments.get(2) : 1;
    if (step == 0 || (to - from) / step > MOST) {
      throw new TemplateException("a range of " + arguments, line);
    }
    List<Object> range = new ArrayList<>();
    for (long i = from; step > 0 ? i < to : i > to; i += step) {
      range.add(i);
    }
    return range;
  }

  private Object macro(
      TemplateNode.Macro macro, List<Object> arguments, Map<String, Object> named, int line) {
    for (String name : named.keySet()) {
      if (!macro.names().contains(name)) {
        throw new TemplateException("'" + macro.name() + "' with '" + name + "'", line);
      }
    }
    if (arguments.size() > macro.names().size()) {
      throw new TemplateException("too many arguments of '" + macro.name() + "'", line);
    }
    Scope before = scope;
    Scope top = scope;
    while (top.around != null) {
      top = top.around;
    }
    Scope own = new Scope(top);
    for (int i = 0; i < macro.names().size(); i++) {
      String name = macro.names().get(i);
      TemplateNode absent = macro.defaults().get(name);
      if (i < arguments.size()) {
        own.values.put(name, arguments.get(i));
      } else if (named.containsKey(name)) {
        own.values.put(name, named.get(name));
      } else {
        own.values.put(name, absent == null ? new Undefined(name) : value(absent));
      }
    }
    scope = own;
    try {
      return captured(macro.body());
    } finally {
      scope = before;
    }
  }
}
