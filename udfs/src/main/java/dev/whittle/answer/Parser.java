// SPDX-License-Identifier: Apache-2.0
package dev.whittle.answer;

import dev.whittle.answer.Node.Big;
import dev.whittle.answer.Node.Call;
import dev.whittle.answer.Node.Constant;
import dev.whittle.answer.Node.Group;
import dev.whittle.answer.Node.Items;
import dev.whittle.answer.Node.Joiner;
import dev.whittle.answer.Node.Labelled;
import dev.whittle.answer.Node.Over;
import dev.whittle.answer.Node.Rel;
import dev.whittle.answer.Node.Relation;
import dev.whittle.answer.Node.Sym;
import dev.whittle.answer.Token.Kind;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Reads tokens as an answer, by recursive descent with a depth cap. Total: what it cannot read
 * gives null.
 */
final class Parser {

  private static final int DEEPEST = 64;
  private static final int LARGEST_MATRIX = 20;
  private static final int LONGEST_LIST = 200;

  private static final Set<String> REFUSED =
      Vocabulary.words(
          "not least most more less than no wrong incorrect except greater fewer cannot without minus neither nor never if but",
          "unless maybe perhaps then");
  private static final Set<String> DOMAINS =
      Vocabulary.words(
          "integer integers natural real reals rational positive negative nonnegative whole 整数 正整数 自然数 实数 distinct");
  private static final Set<String> FUNCTION_LETTERS = Vocabulary.words("f g h F G H φ");

  /** Thrown within this class only; without a stack trace it costs next to nothing. */
  private static final class Unreadable extends RuntimeException {
    private static final Unreadable INSTANCE = new Unreadable();

    private Unreadable() {
      super(null, null, false, false);
    }
  }

  private final List<Token> tokens;
  private int at;
  private int depth;
  private int bars;
  private boolean inSet;
  private int brackets;
  private String bound;

  private Parser(List<Token> tokens) {
    this.tokens = tokens;
  }

  /** The tree of an answer, or null when it is not mathematics or beyond a cap. */
  static Node parse(String answer, Lexer.Commas commas) {
    if (answer == null || answer.length() > AnswerExtractor.LONGEST) {
      return null;
    }
    List<Token> tokens = Lexer.tokens(answer, commas);
    if (tokens == null || tokens.isEmpty()) {
      return null;
    }
    try {
      Parser parser = new Parser(new ArrayList<>(tokens));
      Node answerNode = parser.answer();
      return parser.at < parser.tokens.size() ? null : answerNode;
    } catch (Unreadable e) {
      return null;
    }
  }

  // ---- tokens

  private Token peek() {
    return at < tokens.size() ? tokens.get(at) : Token.END_OF_ANSWER;
  }

  private Token peek(int ahead) {
    return at + ahead < tokens.size() ? tokens.get(at + ahead) : Token.END_OF_ANSWER;
  }

  private boolean is(Kind kind) {
    return peek().kind() == kind;
  }

  private boolean is(Kind kind, String text) {
    return peek().kind() == kind && peek().text().equals(text);
  }

  private boolean take(Kind kind) {
    if (is(kind)) {
      at++;
      return true;
    }
    return false;
  }

  private static Unreadable fail() {
    return Unreadable.INSTANCE;
  }

  private void enter() {
    if (++depth > DEEPEST) {
      throw fail();
    }
  }

  // ---- lists

  private Node answer() {
    List<Node> items = new ArrayList<>();
    Joiner joiner = Joiner.COMMA;
    while (true) {
      while (separator()) {
        joiner = joiner(joiner);
        at++;
      }
      if (at >= tokens.size()) {
        break;
      }
      if (is(Kind.WHEN) && !items.isEmpty()) {
        // "m = 50, when n = 5"
        condition();
        continue;
      }
      Node item = itemOrDomain(items.isEmpty());
      if (item != null) {
        items.add(item);
      }
      if (items.size() > LONGEST_LIST) {
        throw fail();
      }
      if (at < tokens.size() && !separator()) {
        throw fail();
      }
    }
    return list(items, joiner);
  }

  private Joiner joiner(Joiner joiner) {
    return is(Kind.OR) ? Joiner.OR : is(Kind.AND) && joiner != Joiner.OR ? Joiner.AND : joiner;
  }

  private Node list(List<Node> items, Joiner joiner) {
    if (items.isEmpty()) {
      throw fail();
    }
    if (items.size() > 1) {
      items.removeIf(Parser::domain);
      Node first = items.isEmpty() ? null : items.get(0);
      items.removeIf(node -> node != first && condition(first, node));
      if (items.isEmpty()) {
        throw fail();
      }
    }
    return items.size() == 1 ? items.get(0) : new Items(List.copyOf(items), joiner);
  }

  /** {@code k ∈ Z} beside an answer says where a parameter comes from. */
  private static boolean domain(Node node) {
    if (!(node instanceof Relation r) || r.signs().size() != 1 || r.signs().get(0) != Rel.IN) {
      return false;
    }
    Node set = r.sides().get(1);
    if (set instanceof Node.Power p) {
      set = p.base();
    }
    boolean named =
        set instanceof Sym s && s.name().length() <= 4 && "ZNRQC".indexOf(s.name().charAt(0)) >= 0;
    Node left = r.sides().get(0);
    return named && left instanceof Sym;
  }

  /** {@code n >= 1} after {@code a_n = 2n - 1}: for which values a formula holds. */
  private static boolean condition(Node formula, Node node) {
    return formula instanceof Relation f
        && f.signs().stream().allMatch(s -> s == Rel.EQUAL)
        && node instanceof Relation r
        && r.signs().size() == 1
        && (r.signs().get(0).ordering() || r.signs().get(0) == Rel.NOT_EQUAL)
        && r.sides().get(0) instanceof Sym s
        && r.sides().get(1) instanceof Node.Num
        && Trees.mentions(f.sides().get(f.sides().size() - 1), s.name());
  }

  private boolean separator() {
    Kind kind = peek().kind();
    return switch (kind) {
      case COMMA, SEMICOLON, AND, OR, QUAD, ROW -> true;
      default -> false;
    };
  }

  private Node itemOrDomain(boolean first) {
    int start = at;
    int depthBefore = depth;
    try {
      return item();
    } catch (Unreadable e) {
      if (first) {
        throw e;
      }
      depth = depthBefore;
      bars = 0;
      brackets = 0;
      // "k integer", "n is a positive integer": says nothing about the value.
      at = start;
      boolean domain = false;
      while (at < tokens.size() && !separator()) {
        domain |= is(Kind.WORD) && DOMAINS.contains(peek().text().toLowerCase(Locale.ROOT));
        at++;
      }
      if (!domain) {
        throw e;
      }
      return null;
    }
  }

  private Node item() {
    StringBuilder label = null;
    int words = 0;
    // "Maximum: 3", "Minimum = 1", "Area 5"
    while (is(Kind.WORD)
        && !Units.isUnit(lower(peek()))
        && !(productWord(peek())
            && !(peek(1).kind() == Kind.COLON || peek(1).kind() == Kind.WORD))) {
      if (REFUSED.contains(lower(peek())) || ++words > 6) {
        throw fail();
      }
      label = label == null ? new StringBuilder() : label.append(' ');
      label.append(lower(peek()));
      at++;
    }
    if (label != null && separator()) {
      throw fail();
    }
    if (label == null
        && is(Kind.SYM)
        && peek(1).kind() == Kind.COLON
        && peek(2).kind() != Kind.NUM
        && peek(2).kind() != Kind.SYM) {
      label = new StringBuilder(peek().text());
      at++;
    }
    if (label != null) {
      if (!take(Kind.COLON) && is(Kind.REL, "=")) {
        at++;
        take(Kind.COLON);
      }
    } else {
      take(Kind.COLON);
    }
    Node node = relation();
    while (take(Kind.ARROW)) {
      node = relation();
    }
    if (depth == 0 && take(Kind.OVER)) {
      node = new Node.Quotient(node, relation());
    }
    if (is(Kind.WHEN)) {
      condition();
    }
    if (is(Kind.OPEN, "(") && comment()) {
      skipGroup();
    }
    if (is(Kind.WORD) || (is(Kind.OPEN, "(") && brackets == 0)) {
      node = trailing(node);
    }
    if (is(Kind.WHEN)) {
      condition();
    }
    return label == null ? node : new Labelled(label.toString(), node);
  }

  private static String lower(Token token) {
    return token.text().toLowerCase(Locale.ROOT);
  }

  /** Skips a condition up to the next separator. */
  private void condition() {
    int open = 0;
    while (at < tokens.size()) {
      Kind kind = peek().kind();
      if (open == 0
          && (separator()
              || kind == Kind.CLOSE
              || kind == Kind.UNBRACE
              || kind == Kind.AMP
              || kind == Kind.END)) {
        return;
      }
      open +=
          kind == Kind.OPEN || kind == Kind.BRACE
              ? 1
              : kind == Kind.CLOSE || kind == Kind.UNBRACE ? -1 : 0;
      at++;
    }
  }

  /** "(km/h)", "(base 7)", "(mod 3)", "(approximately)" after an answer. */
  private boolean comment() {
    Token inside = peek(1);
    return inside.kind() == Kind.WHEN
        || (inside.kind() == Kind.WORD && !productWord(inside))
        || (inside.kind() == Kind.WORD && Units.isUnit(lower(inside)))
        || (inside.kind() == Kind.SYM
            && peek(2).kind() == Kind.REL
            && peek(2).text().equals("∈")
            && brackets == 0);
  }

  private void skipGroup() {
    int open = 0;
    do {
      Kind kind = peek().kind();
      if (kind == Kind.WORD && REFUSED.contains(lower(peek()))) {
        throw fail();
      }
      open +=
          kind == Kind.OPEN || kind == Kind.BRACE
              ? 1
              : kind == Kind.CLOSE || kind == Kind.UNBRACE ? -1 : 0;
      at++;
    } while (open > 0 && at < tokens.size());
    if (open > 0) {
      throw fail();
    }
  }

  /** Words after an answer: a unit or what is counted. */
  private Node trailing(Node node) {
    StringBuilder unit = new StringBuilder();
    int words = 0;
    if (node instanceof Sym s && s.name().length() == 1 && Chars.isUpper(s.name().charAt(0))) {
      // "A train leaves": no quantity
      throw fail();
    }
    while (at < tokens.size() && !separator()) {
      Kind kind = peek().kind();
      if (kind == Kind.WORD) {
        if (REFUSED.contains(lower(peek())) || ++words > 6) {
          throw fail();
        }
        if (lower(peek()).equals("base")
            && peek(1).kind() == Kind.NUM
            && node instanceof Node.Num n) {
          int base = intOf(peek(1).text());
          at += 2;
          return baseN(plain(n.value().toString()), base);
        }
        unit.append(unit.isEmpty() ? "" : " ").append(lower(peek()));
        at++;
      } else if (words > 0
          && (kind == Kind.CARET
              || kind == Kind.SUPER
              || kind == Kind.SLASH
              || kind == Kind.NUM
              || kind == Kind.TIMES
              || kind == Kind.BRACE
              || kind == Kind.UNBRACE
              || kind == Kind.SYM
              || kind == Kind.TO)) {
        if (kind == Kind.UNBRACE && openBraces(words) <= 0) {
          break;
        }
        if (kind == Kind.NUM && tokens.get(at - 1).kind() == Kind.WORD) {
          throw fail();
        }
        at++;
      } else if (kind == Kind.OPEN && comment()) {
        skipGroup();
      } else if (kind == Kind.PERCENT) {
        at++;
        node = new Node.Percent(node);
      } else {
        break;
      }
    }
    return unit.isEmpty() ? node : new Node.Quantity(node, unit.toString());
  }

  private int openBraces(int words) {
    int open = 0;
    for (int k = at - 1; k >= 0 && k >= at - 3; k--) {
      if (tokens.get(k).kind() == Kind.BRACE) {
        open++;
      }
    }
    return words > 0 ? open : 0;
  }

  // ---- relations

  private Node relation() {
    enter();
    List<Node> sides = new ArrayList<>();
    List<Rel> signs = new ArrayList<>();
    if (is(Kind.REL, "=") || is(Kind.REL, "≈")) {
      at++;
    }
    if (is(Kind.REL)) {
      // "> 4": a relation without its left side
      sides.add(new Sym("?"));
    } else {
      sides.add(sets());
    }
    while (is(Kind.REL) || (is(Kind.NOT) && peek(1).kind() == Kind.REL)) {
      boolean not = take(Kind.NOT);
      Rel sign = rel(peek().text());
      signs.add(not ? (sign == Rel.EQUAL ? Rel.NOT_EQUAL : Rel.OTHER) : sign);
      at++;
      if (is(Kind.REL, "=") && signs.get(signs.size() - 1) == Rel.EQUAL) {
        at++;
      }
      sides.add(sets());
    }
    depth--;
    if (signs.isEmpty()) {
      return sides.get(0);
    }
    return new Relation(List.copyOf(sides), List.copyOf(signs));
  }

  private static Rel rel(String text) {
    return switch (text) {
      case "=" -> Rel.EQUAL;
      case "≠" -> Rel.NOT_EQUAL;
      case "<" -> Rel.LESS;
      case "≤" -> Rel.LESS_EQUAL;
      case ">" -> Rel.GREATER;
      case "≥" -> Rel.GREATER_EQUAL;
      case "≈" -> Rel.ABOUT;
      case "∈" -> Rel.IN;
      default -> Rel.OTHER;
    };
  }

  private Node sets() {
    Node left = ratio();
    while (is(Kind.CUP) || is(Kind.CAP) || is(Kind.SETMINUS)) {
      char op = is(Kind.CUP) ? '∪' : is(Kind.CAP) ? '∩' : '∖';
      at++;
      left = new Node.SetOp(op, left, ratio());
    }
    return left;
  }

  private Node ratio() {
    Node first = sum();
    if (inSet
        || !(is(Kind.COLON) || (is(Kind.TO) && first instanceof Node.Num))
        || !startsPrimary(peek(1))) {
      return first;
    }
    List<Node> parts = new ArrayList<>();
    parts.add(first);
    List<String> digits = new ArrayList<>();
    digits.add(tokens.get(at - 1).text());
    while ((is(Kind.COLON) || is(Kind.TO)) && startsPrimary(peek(1))) {
      at++;
      digits.add(peek().text());
      parts.add(sum());
    }
    if (is(Kind.WORD) && (lower(peek()).equals("am") || lower(peek()).equals("pm"))) {
      int offset = lower(peek()).equals("pm") ? 12 : 0;
      at++;
      return time(parts, offset);
    }
    if (parts.size() == 2 && digits.get(1).length() == 2 && digits.get(1).charAt(0) == '0') {
      // 12:05 is no ratio
      return time(parts, 0);
    }
    return new Node.Ratio(List.copyOf(parts));
  }

  static Node time(List<Node> parts, int offset) {
    int seconds = 0;
    int unit = 3600;
    for (Node part : parts) {
      int value = part instanceof Node.Num n ? n.value().intOr(-1) : -1;
      if (value < 0 || unit == 0 || value > (unit == 3600 ? 24 : 59)) {
        throw fail();
      }
      seconds += (unit == 3600 && offset >= 0 && value == 12 ? 0 : value) * unit;
      unit = unit == 3600 ? 60 : unit == 60 ? 1 : 0;
    }
    return new Node.Time(seconds + Math.max(0, offset) * 3600);
  }

  // ---- expressions

  private Node sum() {
    enter();
    List<Node> terms = new ArrayList<>();
    Node result;
    if (take(Kind.PLUS)) {
      terms.add(term());
    } else if (is(Kind.MINUS)) {
      at++;
      terms.add(negated(term()));
    } else if (is(Kind.PLUS_MINUS) || is(Kind.MINUS_PLUS)) {
      int first = is(Kind.PLUS_MINUS) ? 1 : -1;
      at++;
      terms.add(new Node.PlusMinus(null, term(), first));
    } else {
      terms.add(term());
    }
    while (true) {
      if (is(Kind.PLUS)) {
        at++;
        terms.add(is(Kind.MINUS) ? signed() : term());
      } else if (is(Kind.MINUS)
          && peek(1).kind() == Kind.OPEN
          && peek(1).text().equals("{")
          && terms.size() == 1
          && terms.get(0) instanceof Sym s
          && s.name().equals("R")) {
        at++;
        terms.set(0, new Node.SetOp('∖', s, set(factor())));
      } else if (is(Kind.MINUS)) {
        at++;
        terms.add(negated(is(Kind.MINUS) ? signed() : term()));
      } else if (is(Kind.PLUS_MINUS) || is(Kind.MINUS_PLUS)) {
        int first = is(Kind.PLUS_MINUS) ? 1 : -1;
        at++;
        Node left = terms.size() == 1 ? terms.get(0) : new Node.Sum(List.copyOf(terms));
        terms.clear();
        terms.add(new Node.PlusMinus(left, term(), first));
      } else {
        break;
      }
    }
    result = terms.size() == 1 ? terms.get(0) : new Node.Sum(List.copyOf(terms));
    depth--;
    return result;
  }

  private static Node set(Node node) {
    return node instanceof Group ? node : new Group('{', '}', List.of(node));
  }

  private Node signed() {
    if (take(Kind.MINUS)) {
      return negated(term());
    }
    take(Kind.PLUS);
    return term();
  }

  private static Node negated(Node node) {
    if (node instanceof Node.Percent p) {
      return new Node.Percent(negated(p.of()));
    }
    if (node instanceof Node.Num n) {
      return new Node.Num(n.value().negate(), n.decimals(), n.digits());
    }
    return new Node.Negation(node);
  }

  private Node term() {
    List<Node> factors = new ArrayList<>();
    factors.add(factor());
    while (true) {
      if (is(Kind.TIMES)) {
        at++;
        factors.add(signedFactor());
      } else if (is(Kind.SLASH) || is(Kind.DIVIDE)) {
        at++;
        Node top = factors.size() == 1 ? factors.get(0) : new Node.Product(List.copyOf(factors));
        factors.clear();
        factors.add(new Node.Quotient(top, signedFactor()));
      } else if (is(Kind.WHEN, "bmod") && !is(Kind.STOP)) {
        at++;
        Node left = factors.size() == 1 ? factors.get(0) : new Node.Product(List.copyOf(factors));
        factors.clear();
        factors.add(new Call(Fn.MOD, List.of(left, factor())));
      } else if (implicit()) {
        factors.add(factor());
      } else {
        break;
      }
    }
    Node product = factors.size() == 1 ? factors.get(0) : new Node.Product(List.copyOf(factors));
    return is(Kind.UNIT) ? new Node.Quantity(product, take() + unitPower()) : product;
  }

  private Node signedFactor() {
    if (take(Kind.MINUS)) {
      return negated(factor());
    }
    take(Kind.PLUS);
    return factor();
  }

  /** Whether a factor follows without a sign of multiplication. */
  private boolean implicit() {
    Token next = peek();
    return switch (next.kind()) {
      case SYM, CONST, FRAC, SQRT, BINOM, BIG, BRACE, ACCENT -> true;
      case FUNC -> true;
      case WORD -> productWord(next) && !Units.isUnit(lower(next));
      case OPEN -> !(next.text().equals("(") && comment()) && closes(next.text());
      case BAR -> bars == 0 && barCloses();
      case NUM -> {
        Kind before = tokens.get(at - 1).kind();
        yield before == Kind.SYM
            || before == Kind.BANG
            || before == Kind.CLOSE
            || before == Kind.UNBRACE
            || before == Kind.CONST;
      }
      case BEGIN -> next.text().contains("matrix");
      default -> false;
    };
  }

  private boolean barCloses() {
    for (int k = at + 1; k < tokens.size(); k++) {
      if (tokens.get(k).kind() == Kind.BAR) {
        return true;
      }
    }
    return false;
  }

  /** Whether the bracket at the current place closes before its surroundings do. */
  private boolean closes(String open) {
    int depthOfBrackets = 0;
    for (int k = at; k < tokens.size(); k++) {
      Kind kind = tokens.get(k).kind();
      if (kind == Kind.OPEN) {
        depthOfBrackets++;
      } else if (kind == Kind.CLOSE && --depthOfBrackets == 0) {
        return true;
      }
    }
    return !open.equals("[");
  }

  private static boolean startsPrimary(Token token) {
    return switch (token.kind()) {
      case NUM, SYM, CONST, FRAC, SQRT, OPEN, BRACE, REPEATING, FUNC -> true;
      case MINUS -> true;
      default -> false;
    };
  }

  private static boolean productWord(Token token) {
    String word = token.text();
    if (word.length() > 4 || !Chars.isAsciiLetter(word.charAt(0))) {
      return false;
    }
    for (int k = 0; k < word.length(); k++) {
      if (!Chars.isAsciiLetter(word.charAt(k))) {
        return false;
      }
    }
    return word.length() <= 3 ? Vocabulary.product(word, 0, word.length()) : false;
  }

  private Node factor() {
    enter();
    Node node = primary();
    while (true) {
      Token next = peek();
      switch (next.kind()) {
        case BANG -> {
          at++;
          if (is(Kind.BANG)) {
            throw fail();
          }
          node = new Call(Fn.FACTORIAL, List.of(node));
        }
        case CARET -> {
          at++;
          node = raised(node);
        }
        case SUPER -> {
          at++;
          Rational exponent = integer(next.text());
          if (exponent == null) {
            throw fail();
          }
          node = new Node.Power(node, Node.num(exponent));
        }
        case UNDERSCORE -> {
          at++;
          node = indexed(node);
        }
        case PRIME -> {
          if (!(node instanceof Sym s)) {
            throw fail();
          }
          at++;
          node = new Sym(s.name() + "'");
        }
        case PERCENT -> {
          at++;
          node = new Node.Percent(node);
        }
        case DEGREE -> {
          at++;
          node = degrees(node);
        }
        case CURRENCY -> {
          if (!(node instanceof Node.Num)) {
            throw fail();
          }
          at++;
          node = new Node.Currency(node);
        }
        case FRAC -> {
          String unit = node instanceof Node.Num ? unitFraction() : null;
          if (unit == null) {
            depth--;
            return node;
          }
          node = new Node.Quantity(node, unit);
        }
        case WORD -> {
          if (!(node instanceof Node.Num
                  || node instanceof Node.Quotient
                  || node instanceof Node.Currency)
              || !unit(next)) {
            depth--;
            return node;
          }
          node = quantity(node);
        }
        case FUNC -> {
          if (node instanceof Node.Num && Units.isUnit(next.text()) && !startsPrimary(peek(1))) {
            // "30 sec", "5 min"
            at++;
            node = new Node.Quantity(node, next.text());
          } else {
            depth--;
            return node;
          }
        }
        default -> {
          depth--;
          return node;
        }
      }
    }
  }

  /** The unit that a fraction of two units is, or null; past it when it is one. */
  private String unitFraction() {
    boolean units =
        peek(1).kind() == Kind.BRACE
            && peek(2).kind() == Kind.WORD
            && unit(peek(2))
            && peek(3).kind() == Kind.UNBRACE
            && peek(4).kind() == Kind.BRACE
            && (peek(5).kind() == Kind.WORD && unit(peek(5))
                || peek(5).kind() == Kind.SYM && Units.isLetterUnit(peek(5).text()));
    if (!units) {
      return null;
    }
    String top = lower(peek(2));
    String bottom = lower(peek(5));
    int start = at;
    at += 6;
    bottom += unitPower();
    if (!take(Kind.UNBRACE)) {
      at = start;
      return null;
    }
    return top + "/" + bottom;
  }

  private static boolean unit(Token token) {
    String word = lower(token);
    return Units.isUnit(word)
        || (word.length() == 1 && Units.isUprightUnit(token.text()))
        || Units.isCjkUnit(word);
  }

  /** A number with its unit; "1 hour 30 minutes" is one quantity in hours. */
  private Node quantity(Node node) {
    Node.Quantity whole = oneQuantity(node);
    while (true) {
      int skip = is(Kind.AND) ? 1 : 0;
      if (peek(skip).kind() != Kind.NUM || peek(skip + 1).kind() != Kind.WORD) {
        return whole;
      }
      Units.Unit large = Units.scaled(whole.unit());
      Units.Unit small = Units.scaled(lower(peek(skip + 1)));
      if (large == null || small == null || !large.contains(small)) {
        return whole;
      }
      at += skip;
      Node.Quantity part = oneQuantity(number(take()));
      Node converted = new Node.Product(List.of(Node.num(small.in(large)), part.of()));
      whole = new Node.Quantity(new Node.Sum(List.of(whole.of(), converted)), whole.unit());
    }
  }

  private String take() {
    return tokens.get(at++).text();
  }

  private Node.Quantity oneQuantity(Node node) {
    StringBuilder unit = new StringBuilder();
    while (is(Kind.WORD)
        && (unit(peek())
            || (unit.length() > 0 && !productWord(peek()) && !REFUSED.contains(lower(peek()))))) {
      unit.append(unit.isEmpty() ? "" : " ").append(lower(peek()));
      at++;
      unit.append(unitPower());
      while ((is(Kind.SLASH) || is(Kind.TIMES))
          && (peek(1).kind() == Kind.WORD
              || (peek(1).kind() == Kind.SYM && Units.isLetterUnit(peek(1).text())))) {
        unit.append(is(Kind.SLASH) ? '/' : '*').append(lower(peek(1)));
        at += 2;
        unit.append(unitPower());
      }
    }
    return new Node.Quantity(node, unit.toString());
  }

  /** The power of a unit as "^2", or nothing. */
  private String unitPower() {
    if (is(Kind.SUPER)) {
      return "^" + take();
    }
    if (is(Kind.CARET) && peek(1).kind() == Kind.NUM) {
      at++;
      return "^" + take();
    }
    if (is(Kind.CARET)
        && peek(1).kind() == Kind.BRACE
        && peek(2).kind() == Kind.NUM
        && peek(3).kind() == Kind.UNBRACE) {
      at += 4;
      return "^" + tokens.get(at - 2).text();
    }
    return "";
  }

  private Node degrees(Node node) {
    Node angle = node;
    if ((is(Kind.SYM) || is(Kind.WORD))
        && (peek().text().equals("C") || peek().text().equals("F"))) {
      at++;
    }
    for (long part = 60; part <= 3600 && is(Kind.NUM); part *= 60) {
      int marks = primes(1);
      if (marks == 0) {
        break;
      }
      Node parts = number(peek().text());
      at += marks;
      angle = new Node.Sum(List.of(angle, new Node.Quotient(parts, Node.num(part))));
    }
    return new Node.Degrees(angle);
  }

  /** One past the last of the marks of minutes or seconds from a place ahead; 0 without any. */
  private int primes(int ahead) {
    int k = ahead;
    boolean caret = peek(k).kind() == Kind.CARET;
    k += caret ? 1 : 0;
    boolean brace = caret && peek(k).kind() == Kind.BRACE;
    k += brace ? 1 : 0;
    int first = k;
    while (k - first < 2 && peek(k).kind() == Kind.PRIME) {
      k++;
    }
    if (k == first || (brace && peek(k).kind() != Kind.UNBRACE)) {
      return 0;
    }
    return brace ? k + 1 : k;
  }

  private Node raised(Node base) {
    boolean brace = is(Kind.BRACE);
    int ahead = brace ? 1 : 0;
    Kind kind = peek(ahead).kind();
    Kind after = peek(ahead + 1).kind();
    boolean alone = brace ? after == Kind.UNBRACE : !startsPrimary(peek(1));
    if (kind == Kind.DEGREE && (!brace || after == Kind.UNBRACE)) {
      at += brace ? 3 : 1;
      return degrees(base);
    }
    if ((kind == Kind.PLUS || kind == Kind.MINUS || kind == Kind.TIMES || kind == Kind.PRIME)
        && alone
        && base instanceof Sym s) {
      at += brace ? 3 : 1;
      return kind == Kind.PRIME
          ? new Sym(s.name() + "'")
          : new Sym(s.name() + (kind == Kind.PLUS ? "+" : kind == Kind.MINUS ? "-" : "*"));
    }
    Node exponent = exponent();
    if (base instanceof Sym s
        && FUNCTION_LETTERS.contains(s.name())
        && is(Kind.OPEN, "(")
        && exponent instanceof Node.Num n
        && n.value().equals(Rational.of(-1))) {
      // the inverse of a function
      return symbol(new Token(Kind.SYM, s.name() + "^-1", false));
    }
    if (is(Kind.UNDERSCORE) && base instanceof Sym) {
      at++;
      return new Node.Power(indexed(base), exponent);
    }
    return new Node.Power(base, exponent);
  }

  private Node exponent() {
    enter();
    Node exponent;
    if (take(Kind.MINUS)) {
      exponent = negated(exponent());
    } else if (take(Kind.PLUS)) {
      exponent = exponent();
    } else {
      exponent = primary();
      if (is(Kind.CARET)) {
        at++;
        exponent = new Node.Power(exponent, exponent());
      } else if (is(Kind.BANG)) {
        at++;
        exponent = new Call(Fn.FACTORIAL, List.of(exponent));
      }
    }
    depth--;
    return exponent;
  }

  /** A name with its index, or a number with its base. */
  private Node indexed(Node node) {
    String index = index();
    if (node instanceof Node.Num n && n.decimals() < 0) {
      return baseN(numberBefore(n), base(index));
    }
    if (node instanceof Sym s) {
      if (bound == null && (base(index) == 16 || base(index) == 12) && hex(s.name())) {
        return baseN(s.name(), base(index));
      }
      return new Sym(s.name() + "_" + index);
    }
    if (node instanceof Node.Product p && (base(index) == 16 || base(index) == 12)) {
      StringBuilder digits = new StringBuilder();
      for (Node factor : p.factors()) {
        digits.append(
            factor instanceof Sym s
                ? s.name()
                : factor instanceof Node.Num n ? n.value().toString() : "?");
      }
      return baseN(digits.toString(), base(index));
    }
    if (node == Constant.E || node == Constant.I) {
      return new Sym((node == Constant.E ? "e_" : "i_") + index);
    }
    throw fail();
  }

  private String written;

  private String numberBefore(Node.Num n) {
    return written != null ? written : n.value().toString();
  }

  private static boolean hex(String digits) {
    for (int k = 0; k < digits.length(); k++) {
      if (digits.charAt(k) < 'A' || digits.charAt(k) > 'F') {
        return false;
      }
    }
    return true;
  }

  /** The text of an index, without braces and spaces. */
  private String index() {
    StringBuilder text = new StringBuilder();
    if (take(Kind.BRACE)) {
      int open = 1;
      while (at < tokens.size()) {
        if (is(Kind.BRACE)) {
          open++;
        } else if (is(Kind.UNBRACE) && --open == 0) {
          at++;
          return text.toString();
        }
        if (!is(Kind.BRACE) && !is(Kind.UNBRACE)) {
          text.append(name(peek()));
        }
        at++;
      }
      throw fail();
    }
    if (is(Kind.OPEN, "(") && peek(1).kind() == Kind.NUM && peek(2).kind() == Kind.CLOSE) {
      String digits = peek(1).text();
      at += 3;
      return digits;
    }
    if (at >= tokens.size() || is(Kind.UNDERSCORE)) {
      throw fail();
    }
    text.append(name(peek()));
    at++;
    return text.toString();
  }

  private static String name(Token token) {
    if (!token.text().isEmpty()) {
      return token.text();
    }
    return switch (token.kind()) {
      case PLUS -> "+";
      case MINUS -> "-";
      case TIMES -> "*";
      case COMMA -> ",";
      case SLASH -> "/";
      default -> token.kind().name();
    };
  }

  private static int base(String index) {
    String digits =
        index.startsWith("(") && index.endsWith(")")
            ? index.substring(1, index.length() - 1)
            : index;
    Integer word = Numerals.ofWord(digits.toLowerCase(Locale.ROOT));
    return word != null ? word : intOf(digits);
  }

  private static int intOf(String digits) {
    if (digits.isEmpty() || digits.length() > 6) {
      return -1;
    }
    int value = 0;
    for (int k = 0; k < digits.length(); k++) {
      if (!Chars.isDigit(digits.charAt(k))) {
        return -1;
      }
      value = value * 10 + Chars.digit(digits.charAt(k));
    }
    return value;
  }

  private static Node baseN(String digits, int base) {
    if (base < 2 || base > 36) {
      throw fail();
    }
    String plain = plain(digits).toUpperCase(Locale.ROOT);
    for (int k = 0; k < plain.length(); k++) {
      int digit = Character.digit(plain.charAt(k), 36);
      if (digit < 0 || digit >= base) {
        throw fail();
      }
    }
    return new Node.BaseN(plain, base);
  }

  private static String plain(String digits) {
    int zeros = 0;
    while (zeros < digits.length() - 1 && digits.charAt(zeros) == '0') {
      zeros++;
    }
    return digits.substring(zeros).toUpperCase(Locale.ROOT);
  }

  // ---- primaries

  private Node primary() {
    enter();
    Token token = peek();
    Node node;
    switch (token.kind()) {
      case NUM -> node = numeral();
      case REPEATING -> {
        at++;
        node = repeating(token.text());
      }
      case SYM -> {
        at++;
        node = symbol(token);
      }
      case CONST -> {
        at++;
        node = constant(token.text());
      }
      case WORD -> {
        if (!productWord(token)) {
          throw fail();
        }
        split(token);
        depth--;
        return primary();
      }
      case OPEN -> node = system() ? environment() : group();
      case CLOSE -> {
        if (!token.text().equals("]")) {
          throw fail();
        }
        node = group();
      }
      case BRACE -> node = braces();
      case FRAC -> {
        at++;
        node = fraction();
      }
      case SQRT -> {
        at++;
        node = root(token.text());
      }
      case BINOM -> {
        at++;
        Node n = argument();
        node = new Call(Fn.BINOMIAL, List.of(n, argument()));
      }
      case FUNC -> {
        at++;
        node = function(token.text());
      }
      case BIG -> {
        at++;
        node = big(token.text());
      }
      case BAR -> node = bars();
      case BEGIN -> node = environment();
      case ACCENT -> {
        at++;
        node = accented(token.text());
      }
      case CURRENCY -> {
        at++;
        node = is(Kind.MINUS) ? signedFactor() : factor();
        node = new Node.Currency(node);
      }
      case EMPTY -> {
        at++;
        node = Constant.EMPTY_SET;
      }
      case DOTS -> {
        at++;
        node = Constant.DOTS;
      }
      default -> throw fail();
    }
    depth--;
    return node;
  }

  private Node constant(String text) {
    if (text.equals(bound)) {
      return new Sym(text);
    }
    return switch (text) {
      case "π" -> Constant.PI;
      case "∞" -> Constant.INFINITY;
      case "e" -> Constant.E;
      default -> Constant.I;
    };
  }

  /** Puts one token for every letter of a product in the place of its word: xy^2 is x times y^2. */
  /** A brace that opens a system of rows and is never closed: it is skipped. */
  private boolean system() {
    if (!is(Kind.OPEN, "{") || peek(1).kind() != Kind.BEGIN) {
      return false;
    }
    for (int k = at + 2; k < tokens.size(); k++) {
      if (tokens.get(k).kind() == Kind.CLOSE && tokens.get(k).text().equals("}")) {
        return false;
      }
    }
    at++;
    return true;
  }

  private void split(Token word) {
    tokens.remove(at);
    for (int k = word.text().length() - 1; k >= 0; k--) {
      String letter = word.text().substring(k, k + 1);
      Kind kind = letter.equals("e") || letter.equals("i") ? Kind.CONST : Kind.SYM;
      tokens.add(at, new Token(kind, letter, k == 0 && word.spaced()));
    }
  }

  private static Node product(String word) {
    List<Node> factors = new ArrayList<>();
    for (int k = 0; k < word.length(); k++) {
      String letter = word.substring(k, k + 1);
      factors.add(
          letter.equals("e") ? Constant.E : letter.equals("i") ? Constant.I : new Sym(letter));
    }
    return factors.size() == 1 ? factors.get(0) : new Node.Product(List.copyOf(factors));
  }

  private Node numeral() {
    Token token = peek();
    // "1 2 3_4": spaced digits, one number of that base
    if (token.text().length() == 1 && peek(1).kind() == Kind.NUM) {
      int k = at;
      StringBuilder digits = new StringBuilder();
      while (k < tokens.size()
          && tokens.get(k).kind() == Kind.NUM
          && tokens.get(k).text().length() == 1) {
        digits.append(tokens.get(k).text());
        k++;
      }
      if (k < tokens.size() && tokens.get(k).kind() == Kind.UNDERSCORE) {
        at = k + 1;
        return baseN(digits.toString(), base(index()));
      }
    }
    at++;
    written = token.text();
    Node.Num number = number(token.text());
    if (number.decimals() > 0 && is(Kind.DOTS)) {
      at++;
      return endless(token.text(), number);
    }
    if (number.decimals() != Node.Num.WHOLE
        || number.value().signum() < 0
        || !number.value().isInteger()) {
      return number;
    }
    // Mixed numbers: 3\frac12, 3 1/2
    if (is(Kind.FRAC)) {
      int start = at;
      at++;
      Node fraction = fraction();
      if (fraction instanceof Node.Quotient q && proper(q)) {
        return new Node.Sum(List.of(number, fraction));
      }
      at = start;
    } else if (is(Kind.NUM)
        && peek().spaced()
        && peek(1).kind() == Kind.SLASH
        && peek(2).kind() == Kind.NUM) {
      Node.Quotient q = new Node.Quotient(number(peek().text()), number(peek(2).text()));
      if (proper(q)) {
        at += 3;
        return new Node.Sum(List.of(number, q));
      }
    }
    return number;
  }

  private static boolean proper(Node.Quotient q) {
    return q.top() instanceof Node.Num a
        && q.bottom() instanceof Node.Num b
        && a.decimals() < 0
        && b.decimals() < 0
        && a.value().signum() > 0
        && a.value().compareTo(b.value()) < 0;
  }

  /** "0.333...": the last digit goes on when it was written three times, else nothing is known. */
  private static Node endless(String text, Node.Num number) {
    int n = text.length();
    if (n < 4) {
      throw fail();
    }
    for (int cycle = 1; cycle <= 3; cycle++) {
      int needed = Math.max(3, 2 * cycle);
      int point = text.indexOf('.');
      if (n - point - 1 < needed) {
        continue;
      }
      boolean same = true;
      for (int k = 0; k < needed - cycle; k++) {
        same &= text.charAt(n - 1 - k) == text.charAt(n - 1 - k - cycle);
      }
      if (same) {
        return repeating(text + ";" + text.substring(n - cycle));
      }
    }
    return number;
  }

  static Node.Num number(String text) {
    int e = text.indexOf('e');
    String mantissa = e < 0 ? text : text.substring(0, e);
    int point = mantissa.indexOf('.');
    String digits =
        point < 0 ? mantissa : mantissa.substring(0, point) + mantissa.substring(point + 1);
    int decimals = point < 0 ? -1 : mantissa.length() - point - 1;
    if (digits.length() > 1300) {
      throw fail();
    }
    int zeros = 0;
    while (zeros < digits.length() && digits.charAt(zeros) == '0') {
      zeros++;
    }
    Rational value =
        digits.length() <= 18
            ? Rational.of(digits.isEmpty() ? 0 : Long.parseLong(digits))
            : Rational.of(new BigInteger(digits));
    int shift = -Math.max(decimals, 0);
    if (e >= 0) {
      String exponent = text.substring(e + 1);
      if (exponent.length() > 5) {
        throw fail();
      }
      int power = Integer.parseInt(exponent);
      shift += power;
      decimals = Math.max(decimals, 0) - power;
    } else if (point < 0) {
      decimals = Node.Num.WHOLE;
    }
    if (value != null && shift != 0) {
      Rational scale = Rational.of(10).power(shift);
      value = scale == null ? null : value.times(scale);
    }
    if (value == null) {
      throw fail();
    }
    return new Node.Num(value, decimals, digits.length() - zeros);
  }

  /** "0.1;6" is 0.1666... */
  static Node repeating(String text) {
    int semicolon = text.indexOf(';');
    Node.Num head = number(text.substring(0, semicolon));
    String cycle = text.substring(semicolon + 1);
    Rational nines = Rational.of(BigInteger.TEN.pow(cycle.length()).subtract(BigInteger.ONE));
    Rational scale = Rational.of(10).power(Math.max(0, head.decimals()) == 0 ? 1 : head.decimals());
    Rational shifted = Math.max(0, head.decimals()) == 0 ? Rational.ONE : scale;
    Rational tail = Rational.of(new BigInteger(cycle)).over(nines);
    tail = tail == null || shifted == null ? null : tail.over(shifted);
    Rational value = tail == null ? null : head.value().plus(tail);
    if (value == null) {
      throw fail();
    }
    return new Node.Quotient(
        Node.num(Rational.of(value.numerator())), Node.num(Rational.of(value.denominator())));
  }

  private static Rational integer(String text) {
    if (text.length() > 9) {
      return null;
    }
    try {
      return Rational.of(Long.parseLong(text));
    } catch (NumberFormatException e) {
      return null;
    }
  }

  private Node symbol(Token token) {
    String name = token.text();
    while (is(Kind.PRIME) && !peek().spaced()) {
      name += peek().text();
      at++;
    }
    if (is(Kind.UNDERSCORE)) {
      at++;
      Node indexed = indexed(new Sym(name));
      if (!(indexed instanceof Sym s)) {
        return indexed;
      }
      name = s.name();
    }
    if (is(Kind.OPEN, "(") && applied(name)) {
      at++;
      brackets++;
      List<Node> arguments = new ArrayList<>();
      do {
        arguments.add(sets());
      } while (take(Kind.COMMA));
      brackets--;
      if (!take(Kind.CLOSE)) {
        throw fail();
      }
      return new Node.Apply(name, List.copyOf(arguments));
    }
    return new Sym(name);
  }

  /** Whether a name before a bracket is a function: f, g, h; or what is being defined. */
  private boolean applied(String name) {
    if (FUNCTION_LETTERS.contains(name.substring(0, 1))
        && (name.length() == 1 || "_'^".indexOf(name.charAt(1)) >= 0)) {
      return true;
    }
    int open = 0;
    for (int k = at; k < tokens.size(); k++) {
      Kind kind = tokens.get(k).kind();
      if (kind == Kind.OPEN) {
        open++;
      } else if (kind == Kind.COMMA && open == 1) {
        return true;
      } else if (kind == Kind.CLOSE && --open == 0) {
        boolean defined =
            k + 1 < tokens.size()
                && tokens.get(k + 1).kind() == Kind.REL
                && tokens.get(k + 1).text().equals("=");
        int before = at - 2;
        boolean first =
            before < 0
                || tokens.get(before).kind() == Kind.COMMA
                || tokens.get(before).kind() == Kind.AND
                || tokens.get(before).kind() == Kind.UNBRACE
                || tokens.get(before).kind() == Kind.QUAD;
        return defined && first;
      }
    }
    return false;
  }

  private Node group() {
    Token open = peek();
    at++;
    int savedBars = bars;
    boolean savedSet = inSet;
    bars = open.text().equals("{") && builder() ? 1 : 0;
    inSet = open.text().equals("{");
    brackets++;
    List<Node> items = new ArrayList<>();
    Joiner joiner = Joiner.COMMA;
    char close;
    while (true) {
      boolean separated = false;
      while (separator()) {
        joiner = joiner(joiner);
        separated = true;
        at++;
      }
      // [0,1[ closes, [[1],[2]] goes on
      if (is(Kind.CLOSE) || (is(Kind.OPEN, "[") && !items.isEmpty() && !separated)) {
        close = is(Kind.CLOSE) ? peek().text().charAt(0) : '[';
        at++;
        break;
      }
      if (at >= tokens.size() || items.size() > LONGEST_LIST) {
        throw fail();
      }
      Node item = item();
      boolean set = open.text().equals("{");
      if (set && items.isEmpty() && (is(Kind.BAR) || is(Kind.COLON))) {
        at++;
        bars = 0;
        Node condition = conditions();
        if (!is(Kind.CLOSE)) {
          throw fail();
        }
        at++;
        bars = savedBars;
        inSet = savedSet;
        brackets--;
        return built(item, condition);
      }
      items.add(item);
      if (!separator() && !is(Kind.CLOSE) && !is(Kind.OPEN, "[")) {
        throw fail();
      }
    }
    bars = savedBars;
    inSet = savedSet;
    brackets--;
    char first = open.text().charAt(0);
    if (first == '⌊' || first == '⌈') {
      if (items.size() != 1) {
        throw fail();
      }
      return new Call(first == '⌊' ? Fn.FLOOR : Fn.CEIL, List.of(items.get(0)));
    }
    if (items.isEmpty()) {
      if (first == '{') {
        return Constant.EMPTY_SET;
      }
      throw fail();
    }
    // ]0,1[ is the open interval (0,1)
    char o = first == ']' ? '(' : first;
    char c = close == '[' ? ')' : close;
    if (items.size() == 1) {
      return items.get(0);
    }
    return new Group(o, c, List.copyOf(items));
  }

  /** The set of all heads for which a condition holds. */
  private static Node built(Node head, Node condition) {
    if (head instanceof Sym) {
      return condition;
    }
    if (head instanceof Relation r
        && r.signs().get(0) == Rel.IN
        && r.sides().get(0) instanceof Sym
        && r.sides().get(1) instanceof Sym domain) {
      return domain.name().equals("R")
          ? condition
          : new Group('{', '}', List.of(domain, condition));
    }
    if (head instanceof Group) {
      return condition;
    }
    if (domain(condition)) {
      // {2k+1 | k ∈ Z}: whatever the letter
      Relation r = (Relation) condition;
      Node of = Trees.rename(head, ((Sym) r.sides().get(0)).name(), "#");
      return new Group('{', '}', List.of(of, r.sides().get(1)));
    }
    return new Group('{', '}', List.of(head, condition));
  }

  /** Whether a set begins with "x |" or "x ∈ R |": the bar is then no absolute value. */
  private boolean builder() {
    return is(Kind.SYM)
        && (peek(1).kind() == Kind.BAR
            || is(Kind.SYM) && peek(1).kind() == Kind.REL && peek(1).text().equals("∈"));
  }

  /** The conditions of {x | ...}. */
  private Node conditions() {
    List<Node> items = new ArrayList<>();
    Joiner joiner = Joiner.AND;
    do {
      while (separator()) {
        joiner = is(Kind.OR) ? Joiner.OR : joiner;
        at++;
      }
      items.add(item());
    } while (separator());
    items.removeIf(node -> items.size() > 1 && domain(node));
    return items.size() == 1 ? items.get(0) : new Items(List.copyOf(items), joiner);
  }

  private Node braces() {
    at++;
    if (take(Kind.UNBRACE)) {
      return primary();
    }
    int savedBars = bars;
    bars = 0;
    List<Node> items = new ArrayList<>();
    items.add(item());
    if (is(Kind.OVER) || is(Kind.CHOOSE)) {
      boolean over = is(Kind.OVER);
      at++;
      Node bottom = item();
      items.set(
          0,
          over
              ? new Node.Quotient(items.get(0), bottom)
              : new Call(Fn.BINOMIAL, List.of(items.get(0), bottom)));
    }
    while (separator()) {
      while (separator()) {
        at++;
      }
      if (is(Kind.UNBRACE)) {
        break;
      }
      items.add(item());
      if (items.size() > LONGEST_LIST) {
        throw fail();
      }
    }
    bars = savedBars;
    if (!take(Kind.UNBRACE)) {
      throw fail();
    }
    return items.size() == 1 ? items.get(0) : new Group('{', '}', List.copyOf(items));
  }

  /** An argument of a command: a group, or one token of it. */
  private Node argument() {
    if (is(Kind.BRACE)) {
      return braces();
    }
    if (is(Kind.NUM)
        && peek().text().length() > 1
        && intOf(peek().text().substring(0, 1)) >= 0
        && peek().text().indexOf('.') < 0) {
      // \frac12: one digit each
      Token token = peek();
      tokens.set(at, new Token(Kind.NUM, token.text().substring(1), false));
      return number(token.text().substring(0, 1));
    }
    if (is(Kind.WORD)) {
      Token token = peek();
      if (productWord(token)) {
        tokens.set(
            at,
            new Token(
                token.text().length() == 2 ? Kind.SYM : Kind.WORD,
                token.text().substring(1),
                false));
        return product(token.text().substring(0, 1));
      }
    }
    return primary();
  }

  private Node fraction() {
    Node top = argument();
    int mark = at;
    if (top instanceof Sym s && s.name().equals("d")) {
      // d/dx of what follows
      String variable = differential();
      if (variable != null) {
        return new Big(Over.DERIVATIVE, variable, null, null, term());
      }
      at = mark;
    }
    return new Node.Quotient(top, argument());
  }

  private String differential() {
    if (!take(Kind.BRACE)) {
      return null;
    }
    String variable = null;
    if (is(Kind.WORD) && peek().text().length() == 2 && peek().text().charAt(0) == 'd') {
      variable = peek().text().substring(1);
      at++;
    } else if (is(Kind.SYM, "d") && (peek(1).kind() == Kind.SYM)) {
      variable = peek(1).text();
      at += 2;
    }
    return variable != null && take(Kind.UNBRACE) ? variable : null;
  }

  private Node root(String index) {
    Node degree = index.isEmpty() ? null : Node.num(Long.parseLong(index));
    if (degree == null && is(Kind.OPEN, "[")) {
      at++;
      degree = sum();
      if (!is(Kind.CLOSE)) {
        throw fail();
      }
      at++;
    }
    Node of = is(Kind.BRACE) ? braces() : primary();
    return degree == null ? new Call(Fn.SQRT, List.of(of)) : new Call(Fn.ROOT, List.of(degree, of));
  }

  private Node function(String name) {
    Fn fn = Fn.named(name);
    Node power = null;
    Node base = null;
    for (int k = 0; k < 2; k++) {
      if (power == null && is(Kind.CARET)) {
        at++;
        power = exponent();
      } else if (power == null && is(Kind.SUPER)) {
        power = Node.num(integer(peek().text()));
        at++;
      } else if (base == null && is(Kind.UNDERSCORE)) {
        at++;
        base = fn == Fn.LOG ? argument() : new Sym(index());
      }
    }
    List<Node> arguments = new ArrayList<>();
    if (is(Kind.OPEN, "(") || is(Kind.OPEN, "[") || is(Kind.OPEN, "{")) {
      at++;
      brackets++;
      int savedBars = bars;
      bars = 0;
      do {
        arguments.add(sets());
      } while (take(Kind.COMMA) || take(Kind.SEMICOLON));
      bars = savedBars;
      brackets--;
      if (!take(Kind.CLOSE)) {
        throw fail();
      }
    } else if (is(Kind.BRACE)) {
      Node inside = braces();
      if (inside instanceof Group g && g.open() == '{') {
        arguments.addAll(g.items());
      } else {
        arguments.add(inside);
      }
    } else if (fn.bare()
        || fn == Fn.ABS
        || fn == Fn.FLOOR
        || fn == Fn.CEIL
        || fn == Fn.DET
        || fn == Fn.RE
        || fn == Fn.IM) {
      arguments.add(bareArgument());
    } else {
      throw fail();
    }
    Node call = call(fn, name, base, arguments);
    if (power == null) {
      return call;
    }
    if (power instanceof Node.Num n && n.value().equals(Rational.of(-1)) && inverse(fn) != null) {
      return new Call(inverse(fn), arguments);
    }
    return new Node.Power(call, power);
  }

  private static Fn inverse(Fn fn) {
    return switch (fn) {
      case SIN -> Fn.ARCSIN;
      case COS -> Fn.ARCCOS;
      case TAN -> Fn.ARCTAN;
      case COT -> Fn.ARCCOT;
      case SINH -> Fn.ARSINH;
      case COSH -> Fn.ARCOSH;
      case TANH -> Fn.ARTANH;
      default -> null;
    };
  }

  private static Node call(Fn fn, String name, Node base, List<Node> arguments) {
    int count = arguments.size();
    switch (fn) {
      case LOG -> {
        // Without a base: the natural logarithm in analysis, ten elsewhere; see Numeric.
        if (count != 1) {
          throw fail();
        }
        Node b = base != null ? base : name.equals("lg") ? Node.num(10) : null;
        return b == null
            ? new Call(Fn.LOG, List.copyOf(arguments))
            : new Call(Fn.LOG, List.of(b, arguments.get(0)));
      }
      case ROOT -> {
        return new Call(Fn.ROOT, List.of(Node.num(3), arguments.get(0)));
      }
      case GCD, LCM, MIN, MAX -> {
        return new Call(fn, List.copyOf(arguments));
      }
      case BINOMIAL, PERMUTATION, MOD -> {
        if (count != 2) {
          throw fail();
        }
        return new Call(fn, List.copyOf(arguments));
      }
      default -> {
        if (count != 1) {
          throw fail();
        }
        return new Call(fn, List.copyOf(arguments));
      }
    }
  }

  /** The factors after a function without brackets, up to a sign or another function. */
  private Node bareArgument() {
    List<Node> factors = new ArrayList<>();
    boolean negative = take(Kind.MINUS);
    do {
      if (is(Kind.FUNC) && !factors.isEmpty()) {
        break;
      }
      factors.add(factor());
    } while (implicit() && !is(Kind.OPEN) && !is(Kind.BIG));
    Node argument = factors.size() == 1 ? factors.get(0) : new Node.Product(List.copyOf(factors));
    if (is(Kind.SLASH)
        && factors.size() == 1
        && argument == Constant.PI
        && peek(1).kind() == Kind.NUM) {
      // sin π/6
      at++;
      argument = new Node.Quotient(argument, factor());
    }
    return negative ? negated(argument) : argument;
  }

  private Node bars() {
    String mark = peek().text();
    at++;
    bars++;
    Node inside = sum();
    bars--;
    if (!is(Kind.BAR) || !peek().text().equals(mark)) {
      throw fail();
    }
    at++;
    return new Call(inside instanceof Node.Matrix ? Fn.DET : Fn.ABS, List.of(inside));
  }

  private Node accented(String accent) {
    Node inside = argument();
    if (accent.isEmpty() || accent.equals("hat")) {
      return inside;
    }
    if (inside instanceof Sym s) {
      String name = accent + " " + s.name();
      if (is(Kind.UNDERSCORE)) {
        at++;
        return indexed(new Sym(name));
      }
      return new Sym(name);
    }
    if (inside instanceof Node.Num || !accent.equals("bar")) {
      throw fail();
    }
    return inside instanceof Node.Product ? inside : new Call(Fn.CONJUGATE, List.of(inside));
  }

  // ---- sums, products, integrals, limits

  private Node big(String what) {
    if (what.equals("lim")) {
      return limit();
    }
    Node from = null;
    Node to = null;
    String variable = null;
    String outer = bound;
    for (int k = 0; k < 2; k++) {
      if (is(Kind.UNDERSCORE) && from == null) {
        at++;
        if (what.equals("int")) {
          from = bound();
        } else {
          boolean brace = take(Kind.BRACE);
          variable = peek().text();
          if (!brace || !(is(Kind.SYM) || is(Kind.CONST))) {
            throw fail();
          }
          at++;
          if (!is(Kind.REL, "=")) {
            throw fail();
          }
          at++;
          from = sum();
          if (!take(Kind.UNBRACE)) {
            throw fail();
          }
        }
      } else if (is(Kind.CARET) && to == null) {
        at++;
        to = bound();
      }
    }
    if (!what.equals("int")) {
      if (variable == null || to == null) {
        throw fail();
      }
      bound = variable;
      Node body = term();
      bound = outer;
      return new Big(what.equals("sum") ? Over.SUM : Over.PRODUCT, variable, from, to, body);
    }
    if ((from == null) != (to == null)) {
      throw fail();
    }
    return integral(from, to);
  }

  private Node bound() {
    if (is(Kind.BRACE)) {
      if (peek(1).kind() == Kind.UNBRACE) {
        at += 2;
        return null;
      }
      return braces();
    }
    return is(Kind.MINUS) ? exponent() : primary();
  }

  /** The body up to the last "d" and its variable. */
  private Node integral(Node from, Node to) {
    boolean bracket = is(Kind.OPEN, "[") || is(Kind.OPEN, "(");
    int d = -1;
    for (int k = at; k + 1 < tokens.size(); k++) {
      if (tokens.get(k).kind() == Kind.SYM
          && tokens.get(k).text().equals("d")
          && (tokens.get(k + 1).kind() == Kind.SYM || tokens.get(k + 1).kind() == Kind.CONST)) {
        d = k;
        break;
      }
    }
    if (d < 0 || d == at) {
      throw fail();
    }
    String variable = tokens.get(d + 1).text();
    boolean closed = bracket && d + 2 < tokens.size() && tokens.get(d + 2).kind() == Kind.CLOSE;
    if (closed) {
      at++;
    }
    List<Token> body = new ArrayList<>(tokens.subList(at, d));
    Parser inner = new Parser(body);
    inner.depth = depth;
    inner.bound = variable;
    Node node = inner.sum();
    if (inner.at < body.size()) {
      throw fail();
    }
    at = d + 2 + (closed ? 1 : 0);
    return new Big(Over.INTEGRAL, variable, from, to, node);
  }

  private Node limit() {
    if (!take(Kind.UNDERSCORE) || !take(Kind.BRACE) || !(is(Kind.SYM) || is(Kind.CONST))) {
      throw fail();
    }
    String variable = peek().text();
    at++;
    if (!take(Kind.ARROW) && !take(Kind.TO)) {
      throw fail();
    }
    Node point = null;
    int start = at;
    int open = 1;
    int end = at;
    while (end < tokens.size()) {
      open +=
          tokens.get(end).kind() == Kind.BRACE
              ? 1
              : tokens.get(end).kind() == Kind.UNBRACE ? -1 : 0;
      if (open == 0) {
        break;
      }
      end++;
    }
    // 3^-, 3^{+}: from one side
    int stop = end;
    for (int k = start; k < end; k++) {
      if (tokens.get(k).kind() == Kind.CARET) {
        stop = k;
        break;
      }
    }
    Parser inner = new Parser(new ArrayList<>(tokens.subList(start, stop)));
    inner.depth = depth;
    point = inner.sum();
    if (inner.at < stop - start || end >= tokens.size()) {
      throw fail();
    }
    at = end + 1;
    String outer = bound;
    bound = variable;
    Node body = term();
    bound = outer;
    return new Big(Over.LIMIT, variable, point, null, body);
  }

  // ---- matrices

  private Node environment() {
    String name = peek().text();
    at++;
    boolean matrix = name.contains("matrix") || name.equals("array");
    if (!matrix
        && !name.startsWith("align")
        && !name.equals("equation")
        && !name.equals("cases")
        && !name.equals("gathered")) {
      throw fail();
    }
    List<List<Node>> rows = new ArrayList<>();
    List<Node> row = new ArrayList<>();
    int savedBars = bars;
    bars = 0;
    brackets++;
    while (!is(Kind.END)) {
      if (at >= tokens.size() || rows.size() > LARGEST_MATRIX || row.size() > LARGEST_MATRIX) {
        throw fail();
      }
      if (take(Kind.AMP)) {
        continue;
      }
      if (take(Kind.ROW)) {
        if (!row.isEmpty()) {
          rows.add(List.copyOf(row));
          row.clear();
        }
        continue;
      }
      if (separator() || (is(Kind.WHEN) && name.equals("cases"))) {
        at++;
        continue;
      }
      if (is(Kind.WORD) && lower(peek()).equals("otherwise")) {
        at++;
        row.add(new Sym("otherwise"));
        continue;
      }
      row.add(item());
    }
    at++;
    bars = savedBars;
    brackets--;
    if (!row.isEmpty()) {
      rows.add(List.copyOf(row));
    }
    if (rows.isEmpty()) {
      throw fail();
    }
    if (!matrix) {
      if (name.equals("cases") && rows.stream().anyMatch(r -> r.size() != 1)) {
        if (rows.stream().anyMatch(r -> r.size() != 2)) {
          throw fail();
        }
        // a value and its condition in each row
        return new Node.Matrix(List.copyOf(rows));
      }
      List<Node> all = new ArrayList<>();
      rows.forEach(all::addAll);
      return all.size() == 1 ? all.get(0) : new Items(List.copyOf(all), Joiner.COMMA);
    }
    int width = rows.get(0).size();
    for (List<Node> one : rows) {
      if (one.size() != width) {
        throw fail();
      }
    }
    if (width == 1 && rows.stream().allMatch(r -> r.get(0) instanceof Relation)) {
      List<Node> all = new ArrayList<>();
      rows.forEach(all::addAll);
      return new Items(List.copyOf(all), Joiner.COMMA);
    }
    Node.Matrix result = new Node.Matrix(List.copyOf(rows));
    return name.startsWith("v") ? new Call(Fn.DET, List.of(result)) : result;
  }
}
