// SPDX-License-Identifier: Apache-2.0
package dev.whittle.onnx;

import dev.whittle.onnx.TemplateLexer.Kind;
import dev.whittle.onnx.TemplateLexer.Token;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads a Jinja template; refuses what it does not know, rather than to guess. */
final class TemplateParser {
  private static final Set<String> COMPARISONS = Set.of("==", "!=", "<", "<=", ">", ">=");

  private final List<Token> tokens;
  private int at;

  private TemplateParser(List<Token> tokens) {
    this.tokens = tokens;
  }

  static List<TemplateNode> parse(String template) {
    TemplateParser parser = new TemplateParser(TemplateLexer.tokens(template));
    List<TemplateNode> nodes = parser.body();
    if (parser.token().kind() != Kind.EOF) {
      throw parser.fault("a statement '" + parser.tokens.get(parser.at + 1).text() + "' too many");
    }
    return nodes;
  }

  private Token token() {
    return tokens.get(at);
  }

  private TemplateException fault(String what) {
    return new TemplateException(what, token().line());
  }

  private boolean sees(String sign) {
    return token().is(Kind.SIGN, sign);
  }

  private boolean seesName(String name) {
    return token().is(Kind.NAME, name);
  }

  private boolean skip(String sign) {
    if (sees(sign)) {
      at++;
      return true;
    }
    return false;
  }

  private boolean skipName(String name) {
    if (seesName(name)) {
      at++;
      return true;
    }
    return false;
  }

  private void expect(String sign) {
    if (!skip(sign)) {
      throw fault("'" + token().text() + "' where " + sign + " was expected");
    }
  }

  private String name() {
    if (token().kind() != Kind.NAME) {
      throw fault("'" + token().text() + "' where a name was expected");
    }
    return tokens.get(at++).text();
  }

  private void end() {
    if (token().kind() != Kind.END) {
      throw fault("'" + token().text() + "' where the tag was to end");
    }
    at++;
  }

  /** Up to a statement that ends or divides the one around it. */
  private List<TemplateNode> body() {
    List<TemplateNode> nodes = new ArrayList<>();
    while (true) {
      Token token = token();
      switch (token.kind()) {
        case TEXT -> {
          at++;
          nodes.add(new TemplateNode.Text(token.text()));
        }
        case OUT -> {
          at++;
          nodes.add(new TemplateNode.Out(expression(), token.line()));
          end();
        }
        case STATEMENT -> {
          String word = tokens.get(at + 1).text();
          if (word.startsWith("end") || word.equals("else") || word.equals("elif")) {
            return nodes;
          }
          at++;
          statement(nodes);
        }
        default -> {
          return nodes;
        }
      }
    }
  }

  private void statement(List<TemplateNode> into) {
    int line = token().line();
    String word = name();
    switch (word) {
      case "if" -> into.add(branches());
      case "for" -> into.add(loop(line));
      case "set" -> into.add(assignment(line));
      case "macro" -> into.add(macro());
      case "break", "continue" -> {
        end();
        into.add(new TemplateNode.Jump(word.equals("break")));
      }
      // Marks what a model is trained on, and is written out like anything else.
      case "generation" -> {
        end();
        into.addAll(body());
        ends("endgeneration");
      }
      default -> throw new TemplateException("the statement '" + word + "', unknown here", line);
    }
  }

  private void ends(String word) {
    if (token().kind() != Kind.STATEMENT || !tokens.get(at + 1).is(Kind.NAME, word)) {
      throw fault("no " + word);
    }
    at += 2;
    end();
  }

  private boolean divides(String word) {
    return token().kind() == Kind.STATEMENT && tokens.get(at + 1).is(Kind.NAME, word);
  }

  private TemplateNode branches() {
    List<TemplateNode.Branch> branches = new ArrayList<>();
    List<TemplateNode> otherwise = List.of();
    TemplateNode condition = expression();
    end();
    branches.add(new TemplateNode.Branch(condition, body()));
    while (divides("elif")) {
      at += 2;
      condition = expression();
      end();
      branches.add(new TemplateNode.Branch(condition, body()));
    }
    if (divides("else")) {
      at += 2;
      end();
      otherwise = body();
    }
    ends("endif");
    return new TemplateNode.If(branches, otherwise);
  }

  private TemplateNode loop(int line) {
    List<String> names = names();
    if (!skipName("in")) {
      throw fault("a loop without 'in'");
    }
    // An 'if' here is the loop's, not one of 'a if b else c'.
    TemplateNode in = or();
    TemplateNode condition = skipName("if") ? expression() : null;
    end();
    List<TemplateNode> body = body();
    List<TemplateNode> otherwise = List.of();
    if (divides("else")) {
      at += 2;
      end();
      otherwise = body();
    }
    ends("endfor");
    return new TemplateNode.For(names, in, condition, body, otherwise, line);
  }

  private List<String> names() {
    boolean bracket = skip("(");
    List<String> names = new ArrayList<>();
    do {
      names.add(name());
    } while (skip(","));
    if (bracket) {
      expect(")");
    }
    return names;
  }

  private TemplateNode assignment(int line) {
    List<String> names = names();
    String attribute = null;
    if (names.size() == 1 && skip(".")) {
      attribute = name();
    }
    if (skip("=")) {
      TemplateNode value = expression();
      if (sees(",")) {
        List<TemplateNode> items = new ArrayList<>(List.of(value));
        while (skip(",")) {
          items.add(expression());
        }
        value = new TemplateNode.Items(items);
      }
      end();
      return new TemplateNode.Set(names, attribute, value, null, line);
    }
    end();
    List<TemplateNode> body = body();
    ends("endset");
    return new TemplateNode.Set(names, attribute, null, body, line);
  }

  private TemplateNode macro() {
    String name = name();
    expect("(");
    List<String> names = new ArrayList<>();
    Map<String, TemplateNode> defaults = new LinkedHashMap<>();
    while (!skip(")")) {
      String parameter = name();
      names.add(parameter);
      if (skip("=")) {
        defaults.put(parameter, expression());
      }
      if (!sees(")")) {
        expect(",");
      }
    }
    end();
    List<TemplateNode> body = body();
    ends("endmacro");
    return new TemplateNode.Macro(name, names, defaults, body);
  }

  private TemplateNode expression() {
    TemplateNode value = or();
    while (skipName("if")) {
      TemplateNode condition = or();
      TemplateNode otherwise = skipName("else") ? expression() : null;
      value = new TemplateNode.Choice(condition, value, otherwise);
    }
    return value;
  }

  private TemplateNode or() {
    TemplateNode left = and();
    while (seesName("or")) {
      int line = tokens.get(at++).line();
      left = new TemplateNode.Binary("or", left, and(), line);
    }
    return left;
  }

  private TemplateNode and() {
    TemplateNode left = not();
    while (seesName("and")) {
      int line = tokens.get(at++).line();
      left = new TemplateNode.Binary("and", left, not(), line);
    }
    return left;
  }

  private TemplateNode not() {
    return skipName("not") ? new TemplateNode.Not(not()) : comparison();
  }

  private TemplateNode comparison() {
    TemplateNode left = sum();
    TemplateNode all = null;
    while (true) {
      int line = token().line();
      String operator;
      if (token().kind() == Kind.SIGN && COMPARISONS.contains(token().text())) {
        operator = tokens.get(at++).text();
      } else if (skipName("in")) {
        operator = "in";
      } else if (seesName("not") && tokens.get(at + 1).is(Kind.NAME, "in")) {
        at += 2;
        operator = "not in";
      } else {
        return all == null ? left : all;
      }
      TemplateNode right = sum();
      TemplateNode one = new TemplateNode.Binary(operator, left, right, line);
      // a < b < c is a < b and b < c.
      all = all == null ? one : new TemplateNode.Binary("and", all, one, line);
      left = right;
    }
  }

  private TemplateNode sum() {
    TemplateNode left = concatenation();
    while (sees("+") || sees("-")) {
      Token operator = tokens.get(at++);
      left = new TemplateNode.Binary(operator.text(), left, concatenation(), operator.line());
    }
    return left;
  }

  private TemplateNode concatenation() {
    TemplateNode left = product();
    while (sees("~")) {
      Token operator = tokens.get(at++);
      left = new TemplateNode.Binary("~", left, product(), operator.line());
    }
    return left;
  }

  private TemplateNode product() {
    TemplateNode left = unary();
    while (sees("*") || sees("/") || sees("//") || sees("%")) {
      Token operator = tokens.get(at++);
      left = new TemplateNode.Binary(operator.text(), left, unary(), operator.line());
    }
    if (sees("**")) {
      throw fault("the operator '**', unknown here");
    }
    return left;
  }

  private TemplateNode unary() {
    if (sees("-")) {
      int line = tokens.get(at++).line();
      return new TemplateNode.Negative(postfix(primary()), line);
    }
    skip("+");
    return filters(postfix(primary()));
  }

  private TemplateNode filters(TemplateNode value) {
    while (true) {
      int line = token().line();
      if (skip("|")) {
        String name = name();
        List<TemplateNode> arguments = new ArrayList<>();
        Map<String, TemplateNode> named = new LinkedHashMap<>();
        if (skip("(")) {
          arguments(arguments, named);
        }
        value = new TemplateNode.Filter(value, name, arguments, named, line);
      } else if (skipName("is")) {
        value = test(value, line);
      } else if (sees("(")) {
        value = call(value);
      } else {
        return value;
      }
    }
  }

  private TemplateNode test(TemplateNode value, int line) {
    boolean negated = skipName("not");
    String name = name();
    List<TemplateNode> arguments = new ArrayList<>();
    if (skip("(")) {
      arguments(arguments, new LinkedHashMap<>());
    } else if (token().kind() == Kind.STRING
        || token().kind() == Kind.INTEGER
        || token().kind() == Kind.REAL
        || sees("[")
        || sees("{")
        || (token().kind() == Kind.NAME
            && !Set.of("else", "or", "and", "is", "if", "in", "not").contains(token().text()))) {
      arguments.add(postfix(primary()));
    }
    TemplateNode test = new TemplateNode.Test(value, name, arguments, line);
    return negated ? new TemplateNode.Not(test) : test;
  }

  private TemplateNode postfix(TemplateNode value) {
    while (true) {
      int line = token().line();
      if (skip(".")) {
        TemplateNode key =
            new TemplateNode.Constant(
                token().kind() == Kind.INTEGER
                    ? Long.valueOf(tokens.get(at++).text())
                    : (Object) name());
        value = new TemplateNode.Member(value, key, true, line);
      } else if (skip("[")) {
        value = subscript(value, line);
      } else if (sees("(")) {
        value = call(value);
      } else {
        return value;
      }
    }
  }

  private TemplateNode subscript(TemplateNode value, int line) {
    TemplateNode from = sees(":") ? null : expression();
    if (!sees(":")) {
      expect("]");
      return new TemplateNode.Member(value, from, false, line);
    }
    expect(":");
    TemplateNode to = sees(":") || sees("]") ? null : expression();
    TemplateNode step = skip(":") && !sees("]") ? expression() : null;
    expect("]");
    return new TemplateNode.Slice(value, from, to, step, line);
  }

  private TemplateNode call(TemplateNode function) {
    int line = token().line();
    expect("(");
    List<TemplateNode> arguments = new ArrayList<>();
    Map<String, TemplateNode> named = new LinkedHashMap<>();
    arguments(arguments, named);
    return new TemplateNode.Call(function, arguments, named, line);
  }

  /** Up to and with the bracket that ends them. */
  private void arguments(List<TemplateNode> arguments, Map<String, TemplateNode> named) {
    while (!skip(")")) {
      if (token().kind() == Kind.NAME && tokens.get(at + 1).is(Kind.SIGN, "=")) {
        String name = name();
        expect("=");
        named.put(name, expression());
      } else {
        arguments.add(expression());
      }
      if (!sees(")")) {
        expect(",");
      }
    }
  }

  private TemplateNode primary() {
    Token token = token();
    at++;
    switch (token.kind()) {
      case STRING -> {
        StringBuilder text = new StringBuilder(token.text());
        while (token().kind() == Kind.STRING) {
          text.append(tokens.get(at++).text());
        }
        return new TemplateNode.Constant(text.toString());
      }
      case INTEGER -> {
        return new TemplateNode.Constant(Long.valueOf(token.text()));
      }
      case REAL -> {
        return new TemplateNode.Constant(Double.valueOf(token.text()));
      }
      case NAME -> {
        return switch (token.text()) {
          case "true", "True" -> new TemplateNode.Constant(true);
          case "false", "False" -> new TemplateNode.Constant(false);
          case "none", "None" -> new TemplateNode.Constant(null);
          default -> new TemplateNode.Name(token.text());
        };
      }
      default -> {
        switch (token.text()) {
          case "(" -> {
            return bracketed();
          }
          case "[" -> {
            List<TemplateNode> items = new ArrayList<>();
            items("]", items);
            return new TemplateNode.Items(items);
          }
          case "{" -> {
            return pairs();
          }
          default -> {
            at--;
            throw fault("'" + token.text() + "' where a value was expected");
          }
        }
      }
    }
  }

  private TemplateNode bracketed() {
    List<TemplateNode> items = new ArrayList<>();
    boolean list = items(")", items);
    return list || items.isEmpty() ? new TemplateNode.Items(items) : items.get(0);
  }

  /** Up to and with the bracket that ends them; whether there is a comma. */
  private boolean items(String end, List<TemplateNode> items) {
    boolean comma = false;
    while (!skip(end)) {
      items.add(expression());
      if (!sees(end)) {
        expect(",");
        comma = true;
      }
    }
    return comma;
  }

  private TemplateNode pairs() {
    Map<TemplateNode, TemplateNode> pairs = new LinkedHashMap<>();
    while (!skip("}")) {
      TemplateNode key = expression();
      expect(":");
      pairs.put(key, expression());
      if (!sees("}")) {
        expect(",");
      }
    }
    return new TemplateNode.Pairs(pairs);
  }
}
