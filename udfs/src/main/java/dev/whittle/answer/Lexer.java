// SPDX-License-Identifier: Apache-2.0
package dev.whittle.answer;

import dev.whittle.answer.Token.Kind;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Cuts an answer, in LaTeX or plain syntax, into tokens: one pass, no regular expressions. Spacing,
 * sizing and styling commands disappear; Unicode signs become the tokens of their LaTeX commands.
 */
final class Lexer {

  static final int MOST_TOKENS = 2000;

  /** How commas between digits are read. */
  enum Commas {
    /** Groups of exactly three digits make one number; other commas separate. */
    GROUPS,
    /** All commas separate. */
    SEPARATE,
    /** A comma is a decimal point. */
    DECIMAL
  }

  private static final Map<String, Token> COMMANDS = new HashMap<>();
  private static final Set<String> IGNORED =
      Vocabulary.words(
          "left right big Big bigg Bigg bigl bigr Bigl Bigr biggl biggr Biggl Biggr bigm Bigm middle mleft mright displaystyle",
          "textstyle scriptstyle limits nolimits quad, space thinspace enspace hspace hfill medspace thickspace negthinspace",
          "rm bf it sf tt mathstrut strut nonumber phantom null relax boxed fbox framebox ensuremath boxedanswer mathop",
          "vphantom hphantom cr noindent centering large Large small normalsize label tag notag mathrm, box colorbox color");
  private static final Set<String> STYLES =
      Vocabulary.words(
          "mathbf mathit mathsf mathtt mathcal mathfrak mathscr boldsymbol bm bold pmb mathnormal mathbb underline cancel");
  private static final Set<String> WHENS =
      Vocabulary.words("for where when if with whenever provided given such since because as");
  private static final Set<String> SILENT =
      Vocabulary.words(
          "only exactly simply approximately about roughly approx around just either both the an are be of equals equal square");

  private static void put(Kind kind, String text, String... names) {
    for (String name : names) {
      COMMANDS.put(name, new Token(kind, text, false));
    }
  }

  static {
    put(Kind.FRAC, "", "frac", "dfrac", "tfrac", "cfrac", "nicefrac", "sfrac");
    put(Kind.SQRT, "", "sqrt", "surd");
    put(Kind.BINOM, "", "binom", "dbinom", "tbinom");
    put(Kind.OVER, "", "over");
    put(Kind.CHOOSE, "", "choose");
    put(Kind.TIMES, "", "times", "cdot", "ast", "cdotp", "bullet", "star");
    put(Kind.DIVIDE, "", "div");
    put(Kind.PLUS_MINUS, "", "pm");
    put(Kind.MINUS_PLUS, "", "mp");
    put(
        Kind.REL,
        "=",
        "equiv",
        "iff",
        "Leftrightarrow",
        "coloneqq",
        "triangleq",
        "Longleftrightarrow");
    put(Kind.REL, "≠", "ne", "neq");
    put(Kind.REL, "<", "lt");
    put(Kind.REL, ">", "gt");
    put(Kind.REL, "≤", "le", "leq", "leqslant", "leqq");
    put(Kind.REL, "≥", "ge", "geq", "geqslant", "geqq");
    put(Kind.REL, "≈", "approx", "approxeq", "simeq", "doteq", "cong", "sim");
    put(Kind.REL, "∈", "in");
    put(
        Kind.REL,
        "~",
        "parallel",
        "perp",
        "subset",
        "subseteq",
        "supset",
        "propto",
        "notin",
        "nmid",
        "mid,");
    put(Kind.NOT, "", "not");
    put(
        Kind.ARROW,
        "",
        "to",
        "rightarrow",
        "Rightarrow",
        "implies",
        "longrightarrow",
        "Longrightarrow",
        "mapsto");
    put(Kind.CUP, "", "cup", "bigcup", "sqcup");
    put(Kind.OR, "", "vee", "lor");
    put(Kind.CUP, "", "cupdot");
    put(Kind.CAP, "", "cap", "bigcap");
    put(Kind.SETMINUS, "", "setminus", "backslash", "smallsetminus");
    put(Kind.BAR, "|", "lvert", "rvert", "vert", "mid");
    put(Kind.BAR, "‖", "Vert", "lVert", "rVert", "|");
    put(Kind.OPEN, "{", "{", "lbrace");
    put(Kind.CLOSE, "}", "}", "rbrace");
    put(Kind.OPEN, "[", "lbrack");
    put(Kind.CLOSE, "]", "rbrack");
    put(Kind.OPEN, "(", "lparen");
    put(Kind.CLOSE, ")", "rparen");
    put(Kind.OPEN, "<", "langle");
    put(Kind.CLOSE, ">", "rangle");
    put(Kind.OPEN, "⌊", "lfloor");
    put(Kind.CLOSE, "⌋", "rfloor");
    put(Kind.OPEN, "⌈", "lceil");
    put(Kind.CLOSE, "⌉", "rceil");
    put(Kind.BIG, "sum", "sum");
    put(Kind.BIG, "prod", "prod");
    put(Kind.BIG, "int", "int", "intop");
    put(Kind.BIG, "lim", "lim");
    put(Kind.PRIME, "", "prime");
    put(Kind.DEGREE, "", "circ", "degree", "textdegree", "textcirc");
    put(Kind.PERCENT, "", "%", "percent");
    put(Kind.CURRENCY, "", "$", "pounds", "euro", "yen", "textdollar");
    put(Kind.QUAD, "", "quad", "qquad");
    put(Kind.WHEN, "", "forall", "exists", "colon,");
    put(Kind.AND, "", "wedge", "land");
    put(Kind.ACCENT, "bar", "overline", "bar");
    put(Kind.ACCENT, "dot", "dot");
    put(Kind.ACCENT, "hat", "hat", "widehat");
    put(Kind.ACCENT, "tilde", "tilde", "widetilde");
    put(
        Kind.ACCENT,
        "",
        "vec",
        "overrightarrow",
        "overleftarrow",
        "overset",
        "underline",
        "widearc",
        "overparen",
        "overarc");
    put(Kind.EMPTY, "", "emptyset", "varnothing");
    put(Kind.DOTS, "", "ldots", "dots", "cdots", "dotsc", "dotsb", "vdots", "ddots", "dotsm");
    put(Kind.CONST, "∞", "infty", "infin");
    put(Kind.CONST, "π", "pi");
    put(Kind.COLON, "", "colon");
    put(Kind.CARET, "", "textasciicircum", "hat,");
    put(Kind.UNDERSCORE, "", "_", "textunderscore");
    put(Kind.AMP, "", "&");
    put(Kind.SYM, "R", "R", "reals", "Reals");
    put(Kind.SYM, "Z", "Z");
    put(Kind.SYM, "N", "N");
    put(Kind.SYM, "angle", "angle");
    put(Kind.SYM, "l", "ell");
    put(Kind.CONST, "i", "imath", "mathrm{i}");
    put(Kind.FUNC, "re", "Re");
    put(Kind.FUNC, "im", "Im");
    for (String greek :
        List.of(
            "alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa",
            "lambda", "mu", "nu", "xi", "rho", "sigma", "tau", "upsilon", "phi", "chi", "psi",
            "omega", "Gamma", "Delta", "Theta", "Lambda", "Xi", "Pi", "Sigma", "Upsilon", "Phi",
            "Psi", "Omega")) {
      put(Kind.SYM, greek, greek, "var" + greek);
    }
  }

  private final String s;
  private final Commas commas;
  private final List<Token> out = new ArrayList<>();
  private int i;
  private boolean spaced;
  private int brackets;
  private int integrals;

  private Lexer(String s, Commas commas) {
    this.s = s;
    this.commas = commas;
  }

  /** The tokens of an answer, or null when there are too many or something has no meaning. */
  static List<Token> tokens(String answer, Commas commas) {
    Lexer lexer = new Lexer(answer, commas);
    return lexer.run() ? lexer.out : null;
  }

  private void add(Kind kind, String text) {
    out.add(new Token(kind, text, spaced));
    spaced = false;
  }

  private char at(int k) {
    return k < s.length() ? s.charAt(k) : '\0';
  }

  private boolean run() {
    while (i < s.length()) {
      if (out.size() > MOST_TOKENS) {
        return false;
      }
      char c = s.charAt(i);
      if (c == '\f' && s.startsWith("rac", i + 1)) {
        // "\f" of "\frac" was read as an escape by a careless writer.
        i += 4;
        add(Kind.FRAC, "");
      } else if (c == '\t' && (s.startsWith("ext{", i + 1) || s.startsWith("extbf{", i + 1))) {
        i = s.indexOf('{', i);
        text(group());
      } else if (Chars.isBlank(c)) {
        if (c == '\n' && !out.isEmpty()) {
          lineBreak();
        }
        spaced = true;
        i++;
      } else if (Chars.isDigit(c) || (c == '.' && Chars.isDigit(at(i + 1)))) {
        number();
      } else if (c == '{' && s.startsWith("{:}", i)) {
        i += 3;
        add(Kind.COLON, ":");
      } else if (c == '\\') {
        if (!command()) {
          return false;
        }
      } else if (Chars.isAsciiLetter(c)) {
        letters();
      } else if (!sign(c)) {
        return false;
      }
    }
    return true;
  }

  /** A line break separates when a bare answer goes on below. */
  private void lineBreak() {
    spaced = true;
  }

  // ---- numbers

  private void number() {
    StringBuilder digits = new StringBuilder();
    int start = i;
    int decimals = -1;
    int points = 0;
    while (i < s.length()) {
      char c = s.charAt(i);
      if (Chars.isDigit(c)) {
        digits.append((char) ('0' + Chars.digit(c)));
        if (decimals >= 0) {
          decimals++;
        }
        i++;
      } else if (c == '.' && decimals < 0 && !(at(i + 1) == '.')) {
        if (i > start && (points > 0 ? three(i + 1) : i - start <= 3 && europeanGroup(i))) {
          digits.append(s, i + 1, i + 4);
          i += 4;
          points++;
          continue;
        }
        if (!Chars.isDigit(at(i + 1))
            && !repeats(i + 1)
            && at(i + 1) != '\\'
            && i + 1 < s.length()
            && !Chars.isBlank(at(i + 1))) {
          if (at(i + 1) != '(' && at(i + 1) != ',' && at(i + 1) != ')') {
            break;
          }
        }
        decimals = 0;
        digits.append('.');
        i++;
      } else if (decimals < 0 && grouped()) {
        continue;
      } else if (decimals < 0 && s.startsWith("{,}", i) && Chars.isDigit(at(i + 3))) {
        decimals = 0;
        digits.append('.');
        i += 3;
      } else if (c == ',' && decimals < 0 && commas == Commas.DECIMAL && Chars.isDigit(at(i + 1))) {
        decimals = 0;
        digits.append('.');
        i++;
      } else if (c == ',' && decimals < 0 && points > 0 && Chars.isDigit(at(i + 1))) {
        // 1.234,56
        decimals = 0;
        digits.append('.');
        i++;
      } else {
        break;
      }
    }
    String written = digits.toString();
    if (decimals >= 0 && repeats(i)) {
      String cycle = cycle();
      if (cycle != null) {
        add(Kind.REPEATING, written + ";" + cycle);
        return;
      }
    }
    if (written.endsWith(".")) {
      // "5." ends a sentence
      written = written.substring(0, written.length() - 1);
    }
    if (scientific()) {
      int from = i;
      i++;
      if (at(i) == '+' || at(i) == '-' || at(i) == '−') {
        i++;
      }
      while (Chars.isDigit(at(i))) {
        i++;
      }
      String exponent = s.substring(from + 1, i).replace('−', '-').replace("+", "");
      add(Kind.NUM, written + "e" + exponent);
      return;
    }
    if (written.isEmpty()) {
      written = "0";
    }
    add(Kind.NUM, written);
  }

  private boolean europeanGroup(int point) {
    // 1.234,56 or 1.234.567: a point that groups, only where a comma or a second point says so
    if (!three(point + 1)) {
      return false;
    }
    char next = at(point + 4);
    return (next == ',' && Chars.isDigit(at(point + 5)) && !three(point + 5))
        || (next == '.' && three(point + 5));
  }

  private boolean three(int k) {
    return Chars.isDigit(at(k))
        && Chars.isDigit(at(k + 1))
        && Chars.isDigit(at(k + 2))
        && !Chars.isDigit(at(k + 3));
  }

  /**
   * Skips a separator of digit groups when exactly three digits follow, and at most three stand
   * before.
   */
  private boolean grouped() {
    int k = i;
    char c = s.charAt(k);
    boolean comma = false;
    int braced = bracedComma(k);
    if (braced > 0) {
      k = braced;
    } else if (s.startsWith("\\,", k)
        || s.startsWith("\\!", k)
        || s.startsWith("\\;", k)
        || s.startsWith("\\ ", k)) {
      k += 2;
    } else if (s.startsWith(",\\!", k)) {
      k += 3;
    } else if (c == ',' || c == '，') {
      comma = true;
      k++;
    } else if (c == ' ' || c == 0xA0 || c == 0x2009 || c == 0x202F || c == '~') {
      k++;
    } else if (c == '\'' || c == '’') {
      k++;
    } else {
      return false;
    }
    if (!three(k)) {
      return false;
    }
    if (comma && (commas != Commas.GROUPS || brackets > 0)) {
      return false;
    }
    int before = 0;
    int b = i - 1;
    while (b >= 0 && Chars.isDigit(s.charAt(b))) {
      before++;
      b--;
    }
    if (before == 0 || before > 3 || (s.charAt(i - before) == '0' && before == 1 && comma)) {
      return false;
    }
    i = k;
    return true;
  }

  /** Where "{,}" ends, also with blanks around and within it; 0 without one. */
  private int bracedComma(int from) {
    int k = blanks(from);
    if (at(k) != '{') {
      return 0;
    }
    k = blanks(k + 1);
    if (at(k) != ',') {
      return 0;
    }
    k = blanks(k + 1);
    return at(k) == '}' ? blanks(k + 1) : 0;
  }

  private int blanks(int from) {
    int k = from;
    while (k < s.length() && s.charAt(k) == ' ') {
      k++;
    }
    return k;
  }

  private boolean scientific() {
    char c = at(i);
    if (c != 'e' && c != 'E') {
      return false;
    }
    int k = i + 1;
    if (at(k) == '+' || at(k) == '-' || at(k) == '−') {
      k++;
    }
    if (!Chars.isDigit(at(k))) {
      return false;
    }
    while (Chars.isDigit(at(k))) {
      k++;
    }
    return !Chars.isAsciiLetter(at(k)) && at(k) != '.';
  }

  private boolean repeats(int k) {
    return s.startsWith("\\overline{", k)
        || s.startsWith("\\bar{", k)
        || s.startsWith("\\dot{", k)
        || (at(k) == '(' && Chars.isDigit(at(k + 1)) && closesDigits(k + 1));
  }

  private boolean closesDigits(int k) {
    int j = k;
    while (Chars.isDigit(at(j))) {
      j++;
    }
    // 0.(3), but not 0.5(3): a product
    return at(j) == ')' && at(k - 2) != '.' ? digitsBefore(k - 1) : at(j) == ')';
  }

  private boolean digitsBefore(int bracket) {
    int j = bracket - 1;
    while (j >= 0 && Chars.isDigit(s.charAt(j))) {
      j--;
    }
    return j >= 0 && s.charAt(j) == '.' && bracket - j > 1;
  }

  /** The cycle of a repeating decimal; the digits between two dots count as well. */
  private String cycle() {
    if (at(i) == '(') {
      int end = s.indexOf(')', i);
      String cycle = plainDigits(s.substring(i + 1, end));
      if (cycle != null) {
        i = end + 1;
      }
      return cycle;
    }
    int open = s.indexOf('{', i);
    int end = s.indexOf('}', open);
    if (end < 0) {
      return null;
    }
    boolean dot = s.startsWith("\\dot", i);
    String cycle = plainDigits(s.substring(open + 1, end));
    if (cycle == null) {
      return null;
    }
    int k = end + 1;
    if (dot) {
      StringBuilder more = new StringBuilder(cycle);
      int j = k;
      while (Chars.isDigit(at(j))) {
        more.append(s.charAt(j++));
      }
      if (s.startsWith("\\dot{", j)) {
        int close = s.indexOf('}', j);
        String last = close < 0 ? null : plainDigits(s.substring(j + 5, close));
        if (last != null) {
          i = close + 1;
          return more.append(last).toString();
        }
      }
    }
    i = k;
    return cycle;
  }

  private static String plainDigits(String text) {
    StringBuilder digits = new StringBuilder();
    for (int k = 0; k < text.length(); k++) {
      if (!Chars.isDigit(text.charAt(k))) {
        return null;
      }
      digits.append((char) ('0' + Chars.digit(text.charAt(k))));
    }
    return digits.isEmpty() || digits.length() > 60 ? null : digits.toString();
  }

  // ---- commands

  private boolean command() {
    int k = i + 1;
    if (k >= s.length()) {
      i = k;
      return true;
    }
    char c = s.charAt(k);
    if (c == '\\') {
      // a row of a matrix, or a command whose backslash was escaped twice
      int name = k + 1;
      int end = name;
      while (end < s.length() && Chars.isAsciiLetter(s.charAt(end))) {
        end++;
      }
      String word = s.substring(name, end);
      boolean known =
          COMMANDS.containsKey(word)
              || IGNORED.contains(word)
              || Vocabulary.TEXT_COMMANDS.contains(word)
              || Vocabulary.FUNCTIONS.contains(word);
      if (known && environments == 0 || word.equals("begin") || word.equals("end")) {
        i = k;
        return true;
      }
      i = k + 1;
      if (at(i) == '[') {
        int close = s.indexOf(']', i);
        if (close > 0 && close - i < 8) {
          i = close + 1;
        }
      }
      add(Kind.ROW, "");
      return true;
    }
    if (!Chars.isAsciiLetter(c)) {
      i = k + 1;
      switch (c) {
        case ',', '!', ';', ':', ' ', '>', '/', '-' -> spaced = true;
        case '(', ')', '[', ']' -> spaced = true;
        case '\n', '\r', '\t' -> spaced = true;
        case '"', '\'' -> spaced = true;
        default -> {
          Token known = COMMANDS.get(String.valueOf(c));
          if (known == null) {
            i = k;
            return true;
          }
          if (known.kind() == Kind.OPEN) {
            brackets++;
          } else if (known.kind() == Kind.CLOSE) {
            brackets--;
          }
          add(known.kind(), known.text());
        }
      }
      return true;
    }
    int end = k;
    while (end < s.length() && Chars.isAsciiLetter(s.charAt(end))) {
      end++;
    }
    String name = s.substring(k, end);
    i = end;
    return named(name);
  }

  private int environments;

  private boolean named(String name) {
    Token known = COMMANDS.get(name);
    if (known != null) {
      if (known.kind() == Kind.OPEN) {
        brackets++;
      } else if (known.kind() == Kind.CLOSE) {
        brackets--;
      } else if (known.text().equals("int")) {
        integrals++;
      }
      add(known.kind(), known.text());
      return true;
    }
    if (IGNORED.contains(name)) {
      if ((name.equals("left") || name.equals("right")) && at(i) == '.') {
        i++;
      } else if (name.equals("hspace")
          || name.equals("label")
          || name.equals("tag")
          || name.equals("color")
          || name.endsWith("phantom")) {
        group();
      }
      return true;
    }
    if (name.equals("begin") || name.equals("end")) {
      String environment = group();
      if (environment == null) {
        return false;
      }
      environments += name.equals("begin") ? 1 : -1;
      if (environment.equals("array") && name.equals("begin") && at(i) == '{') {
        group();
      }
      add(name.equals("begin") ? Kind.BEGIN : Kind.END, environment);
      return true;
    }
    if (name.equals("bmod") || (name.equals("mod") && !out.isEmpty())) {
      add(Kind.WHEN, "bmod");
      return true;
    }
    if (name.equals("pmod") || name.equals("mod")) {
      add(Kind.WHEN, "mod");
      return true;
    }
    if (STYLES.contains(name)) {
      // the argument is mathematics in another type face
      spaced = true;
      return true;
    }
    if (Vocabulary.TEXT_COMMANDS.contains(name)) {
      spaces();
      if (at(i) == '{') {
        text(group());
      }
      return true;
    }
    if (name.equals("n") || name.equals("r") || name.equals("t")) {
      // a line break whose escape was escaped
      spaced = true;
      return true;
    }
    Fn fn = Fn.named(name.toLowerCase(Locale.ROOT));
    if (fn != null) {
      add(Kind.FUNC, name.toLowerCase(Locale.ROOT));
      return true;
    }
    if (name.startsWith("n")
        && name.length() > 1
        && at(i - name.length() - 1) == '\\'
        && COMMANDS.get(name.substring(1)) == null
        && name.length() <= 2) {
      spaced = true;
      i -= name.length() - 1;
      return true;
    }
    // "\leqqx": a relation that ran into the variable after it
    for (int length = name.length() - 1; length >= 2; length--) {
      Token prefix = COMMANDS.get(name.substring(0, length));
      if (prefix != null
          && (prefix.kind() == Kind.REL
              || prefix.kind() == Kind.TIMES
              || prefix.kind() == Kind.CUP)) {
        i -= name.length() - length;
        add(prefix.kind(), prefix.text());
        return true;
      }
    }
    // An unknown command is a symbol of its own.
    add(Kind.SYM, "\\" + name);
    return true;
  }

  private void spaces() {
    while (i < s.length() && Chars.isBlank(s.charAt(i))) {
      i++;
    }
  }

  /**
   * The content of the braces at the current place, which is then after them; null when unclosed.
   */
  private String group() {
    spaces();
    if (at(i) != '{') {
      return null;
    }
    int depth = 0;
    for (int k = i; k < s.length(); k++) {
      char c = s.charAt(k);
      if (c == '\\') {
        k++;
      } else if (c == '{') {
        depth++;
      } else if (c == '}' && --depth == 0) {
        String content = s.substring(i + 1, k);
        i = k + 1;
        return content;
      }
    }
    return null;
  }

  private int nested;

  /** The argument of a text command: mathematics when it reads as such, else words. */
  private void text(String content) {
    if (content == null) {
      add(Kind.LOST, "");
      i++;
      return;
    }
    String plain = content.strip();
    if (plain.isEmpty()) {
      spaced = true;
      return;
    }
    if (afterValue() && measured(plain)) {
      return;
    }
    boolean simple = true;
    for (int k = 0; k < plain.length() && simple; k++) {
      simple = Chars.isAsciiLetter(plain.charAt(k));
    }
    if (simple && plain.length() == 1) {
      Kind before = out.isEmpty() ? Kind.STOP : out.get(out.size() - 1).kind();
      boolean after = before == Kind.NUM || before == Kind.UNBRACE || before == Kind.CLOSE;
      if (after && Units.isUprightUnit(plain)) {
        add(Kind.WORD, plain);
      } else if (plain.equals("e") || plain.equals("i")) {
        add(Kind.CONST, plain);
      } else {
        add(Kind.SYM, plain);
      }
      return;
    }
    if (simple
        && Fn.named(plain.toLowerCase(Locale.ROOT)) != null
        && (at(i) == '(' || at(i) == '{' || at(i) == '\\')) {
      add(Kind.FUNC, plain.toLowerCase(Locale.ROOT));
      return;
    }
    if (nested < 8 && out.size() < MOST_TOKENS) {
      // Read as plain text: words, numbers, joiners and formulas inside it.
      Lexer inner = new Lexer(content, commas);
      inner.nested = nested + 1;
      inner.spaced = true;
      inner.inText = true;
      if (inner.run()) {
        out.addAll(inner.out);
        spaced = true;
        return;
      }
    }
    add(Kind.TEXT, plain);
  }

  private boolean afterValue() {
    return switch (out.isEmpty() ? Kind.STOP : out.get(out.size() - 1).kind()) {
      case NUM, REPEATING, UNBRACE, CLOSE, CONST, BANG -> true;
      default -> false;
    };
  }

  /** What is set upright after a value: the end of an ordinal, a magnitude, a unit. */
  private boolean measured(String text) {
    boolean number = out.get(out.size() - 1).kind() == Kind.NUM;
    switch (text) {
      case "st", "nd", "rd", "th" -> {
        return number;
      }
      case "thousand", "million", "billion", "trillion" -> {
        magnitude(text, text);
        return true;
      }
      default -> {
        // A word alone is read as any word after a number is.
        boolean word = text.length() > 1 && text.indexOf('/') < 0 && text.indexOf('^') < 0;
        String unit = word ? null : Units.written(text);
        if (unit != null) {
          add(Kind.UNIT, unit);
        }
        return unit != null;
      }
    }
  }

  private boolean inText;

  // ---- letters

  private void letters() {
    int start = i;
    while (i < s.length()
        && (Chars.isAsciiLetter(s.charAt(i)) || (i > start && Chars.isWordLetter(s.charAt(i))))) {
      i++;
    }
    String word = s.substring(start, i);
    String lower = word.toLowerCase(Locale.ROOT);
    if (word.equals("U") && betweenSets()) {
      add(Kind.CUP, "");
      return;
    }
    if (word.length() == 1) {
      meridiem(word);
      return;
    }
    if (integrals > 0 && !inText && Fn.named(lower) == null && !lower.equals("pi")) {
      for (int k = 0; k < word.length(); k++) {
        add(Kind.SYM, word.substring(k, k + 1));
      }
      return;
    }
    switch (lower) {
      case "or" -> add(Kind.OR, "");
      case "thousand", "million", "billion", "trillion" -> magnitude(word, lower);
      case "pi" -> add(Kind.CONST, "π");
      case "inf", "infinity", "infty", "oo" -> add(Kind.CONST, "∞");
      case "percent", "pct" -> add(Kind.PERCENT, "");
      case "rad", "rads", "radian", "radians" -> spaced = true;
      case "degrees", "degree", "deg" -> add(Kind.DEGREE, "");
      case "sqrt" -> add(Kind.SQRT, "");
      case "is", "equals" -> add(Kind.REL, "=");
      case "in" -> add(Kind.REL, "∈");
      case "cup", "union" -> add(Kind.CUP, "");
      case "to" -> add(Kind.TO, "");
      case "times" -> {
        if (!out.isEmpty() && i < s.length() && at(i) != ')' && !inText) {
          add(Kind.TIMES, "");
        } else {
          add(Kind.WORD, word);
        }
      }
      case "over" -> add(Kind.SLASH, "");
      case "minus", "negative" -> add(Kind.MINUS, "");
      case "plus" -> add(Kind.PLUS, "");
      default -> {
        if (Vocabulary.JOINERS.contains(lower)) {
          add(Kind.AND, "");
        } else if (Fn.named(lower) != null
            && (at(i) == '('
                || at(i) == '^'
                || at(i) == '_'
                || at(i) == '{'
                || Fn.named(lower).bare())
            && !(word.length() == 2 && Chars.isUpper(word.charAt(0)) && at(i) != '(')) {
          add(Kind.FUNC, lower);
        } else if (WHENS.contains(lower)) {
          add(Kind.WHEN, lower);
        } else if (SILENT.contains(lower)) {
          spaced = true;
        } else if (COMMANDS.containsKey(lower)
            && COMMANDS.get(lower).kind() == Kind.SYM
            && word.length() > 1) {
          add(Kind.SYM, word);
        } else if (prefixed(word, lower)) {
          return;
        } else {
          add(Kind.WORD, word);
        }
      }
    }
  }

  /** "sinx" and "lnx": a function and a one-letter argument. */
  private boolean prefixed(String word, String lower) {
    Fn fn =
        word.length() < 4 && !lower.startsWith("ln")
            ? null
            : Fn.named(lower.substring(0, lower.length() - 1));
    if (fn == null || !fn.bare() || Units.isUnit(lower)) {
      return false;
    }
    add(Kind.FUNC, lower.substring(0, lower.length() - 1));
    add(Kind.SYM, word.substring(word.length() - 1));
    return true;
  }

  /** One letter; "a.m." and "p.m." are words. */
  /** Whether a bracket closes before and another opens after. */
  private boolean betweenSets() {
    int k = i;
    while (k < s.length() && Chars.isBlank(s.charAt(k))) {
      k++;
    }
    return !out.isEmpty()
        && out.get(out.size() - 1).kind() == Kind.CLOSE
        && (at(k) == '(' || at(k) == '[');
  }

  /** "2.5 million": a factor after a number, a word elsewhere. */
  private void magnitude(String word, String lower) {
    if (out.isEmpty() || out.get(out.size() - 1).kind() != Kind.NUM) {
      add(Kind.WORD, word);
      return;
    }
    add(Kind.TIMES, "");
    add(
        Kind.NUM,
        switch (lower) {
          case "thousand" -> "1000";
          case "million" -> "1000000";
          case "billion" -> "1000000000";
          default -> "1000000000000";
        });
  }

  private void meridiem(String letter) {
    if ((letter.equals("p") || letter.equals("a") || letter.equals("P") || letter.equals("A"))
        && (s.startsWith(".m", i) || s.startsWith(".M", i) || s.startsWith(". m", i))
        && !Chars.isAsciiLetter(at(i + (at(i + 1) == ' ' ? 3 : 2)))) {
      i += at(i + 1) == ' ' ? 3 : 2;
      if (at(i) == '.') {
        i++;
      }
      add(Kind.WORD, letter.toLowerCase(Locale.ROOT) + "m");
      return;
    }
    if (letter.equals("e")) {
      add(Kind.CONST, "e");
    } else if (letter.equals("i")) {
      add(Kind.CONST, "i");
    } else {
      add(Kind.SYM, letter);
    }
  }

  // ---- signs

  private static final String SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹";
  private static final String SUBSCRIPTS = "₀₁₂₃₄₅₆₇₈₉";
  private static final String VULGAR = "½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞";
  private static final String[] VULGAR_VALUES = {
    "1/2", "1/3", "2/3", "1/4", "3/4", "1/5", "2/5", "3/5", "4/5", "1/6", "5/6", "1/8", "3/8",
    "5/8", "7/8"
  };

  private boolean sign(char c) {
    int at = i;
    i++;
    switch (c) {
      case '+', '＋' -> {
        if (at(i) == '/' && at(i + 1) == '-') {
          i += 2;
          add(Kind.PLUS_MINUS, "");
        } else if (at(i) == '-' && !out.isEmpty()) {
          i++;
          add(Kind.PLUS_MINUS, "");
        } else {
          add(Kind.PLUS, "");
        }
      }
      case '-', '−', '–', '－', '﹣', '‐', '‑' -> add(Kind.MINUS, "");
      case '±' -> add(Kind.PLUS_MINUS, "");
      case '∓' -> add(Kind.MINUS_PLUS, "");
      case '*', '×', '·', '⋅', '∙', '•', '∗' -> {
        if (c == '*' && at(i) == '*') {
          i++;
          boolean emphasis = out.isEmpty() || i >= s.length() || !power();
          if (emphasis) {
            spaced = true;
          } else {
            add(Kind.CARET, "");
          }
        } else {
          add(Kind.TIMES, "");
        }
      }
      case '/', '∕', '⁄', '／' -> add(Kind.SLASH, "");
      case '÷' -> add(Kind.DIVIDE, "");
      case '^', '＾' -> add(Kind.CARET, "");
      case '_' -> add(Kind.UNDERSCORE, "");
      case '!', '！' -> {
        if (at(i) == '=') {
          i++;
          add(Kind.REL, "≠");
        } else {
          add(Kind.BANG, "");
        }
      }
      case '|' -> add(Kind.BAR, "|");
      case '∣' -> add(Kind.BAR, "|");
      case '‖', '∥' -> add(Kind.BAR, "‖");
      case ',', '，', '、' -> {
        if (c != ',' || !s.startsWith("}", i) || at == 0 || s.charAt(at - 1) != '{') {
          add(Kind.COMMA, "");
        }
      }
      case ';', '；' -> add(Kind.SEMICOLON, "");
      case ':', '：', '∶' -> {
        if (at(i) == '=') {
          i++;
          add(Kind.REL, "=");
        } else {
          add(Kind.COLON, "");
        }
      }
      case '(', '（' -> {
        brackets++;
        add(Kind.OPEN, "(");
      }
      case ')', '）' -> {
        brackets--;
        add(Kind.CLOSE, ")");
      }
      case '[', '【' -> {
        brackets++;
        add(Kind.OPEN, "[");
      }
      case ']', '】' -> {
        brackets--;
        add(Kind.CLOSE, "]");
      }
      case '{' -> add(Kind.BRACE, "");
      case '}' -> add(Kind.UNBRACE, "");
      case '⟨', '〈', '《' -> add(Kind.OPEN, "<");
      case '⟩', '〉', '》' -> add(Kind.CLOSE, ">");
      case '⌊' -> add(Kind.OPEN, "⌊");
      case '⌋' -> add(Kind.CLOSE, "⌋");
      case '⌈' -> add(Kind.OPEN, "⌈");
      case '⌉' -> add(Kind.CLOSE, "⌉");
      case '=', '＝', '≡', '⇔' -> {
        if (at(i) == '=') {
          i++;
        } else if (at(i) == '<') {
          i++;
          add(Kind.REL, "≤");
          return true;
        } else if (at(i) == '>') {
          i++;
          add(Kind.ARROW, "");
          return true;
        }
        add(Kind.REL, "=");
      }
      case '<', '＜' -> {
        if (tag()) {
          return true;
        }
        if (at(i) == '=') {
          i++;
          add(Kind.REL, "≤");
        } else if (at(i) == '>') {
          i++;
          add(Kind.REL, "≠");
        } else {
          add(Kind.REL, "<");
        }
      }
      case '>', '＞' -> {
        if (at(i) == '=') {
          i++;
          add(Kind.REL, "≥");
        } else {
          add(Kind.REL, ">");
        }
      }
      case '≤', '⩽', '≦' -> add(Kind.REL, "≤");
      case '≥', '⩾', '≧' -> add(Kind.REL, "≥");
      case '≠' -> add(Kind.REL, "≠");
      case '≈', '≃', '≅', '∼', '≒' -> add(Kind.REL, "≈");
      case '∈' -> add(Kind.REL, "∈");
      case '∪' -> add(Kind.CUP, "");
      case '∩' -> add(Kind.CAP, "");
      case '∖' -> add(Kind.SETMINUS, "");
      case '∀', '∃' -> add(Kind.WHEN, "");
      case '∅', 'Ø', '⌀' -> add(Kind.EMPTY, "");
      case '∞' -> add(Kind.CONST, "∞");
      case 'π' -> add(Kind.CONST, "π");
      case '√' -> add(Kind.SQRT, "");
      case '∛' -> add(Kind.SQRT, "3");
      case '∜' -> add(Kind.SQRT, "4");
      case '∑' -> add(Kind.BIG, "sum");
      case '∏' -> add(Kind.BIG, "prod");
      case '∫' -> {
        integrals++;
        add(Kind.BIG, "int");
      }
      case '→', '⇒', '⟶' -> add(Kind.ARROW, "");
      case '°', '˚', 'º' -> add(Kind.DEGREE, "");
      case '%', '％', '﹪' -> add(Kind.PERCENT, "");
      case '‰' -> add(Kind.LOST, "");
      case '$' -> dollar();
      case '¢' -> add(Kind.WORD, "cents");
      case '€', '£', '¥', '￥', '₹', '₽' -> add(Kind.CURRENCY, "");
      case '&' -> add(Kind.AMP, "");
      case '\'', '′', '’', '‘' -> add(Kind.PRIME, "'");
      case '"', '″', '“', '”' -> {
        if (c == '″'
            || (!out.isEmpty() && out.get(out.size() - 1).kind() == Kind.NUM && c == '"')) {
          add(Kind.PRIME, "''");
        } else {
          spaced = true;
        }
      }
      case '…', '⋯' -> add(Kind.DOTS, "");
      case '~', '`', '#' -> spaced = true;
      case '.', '。', '．' -> {
        if (at(i) == '.' && at(i + 1) == '.') {
          i += 2;
          add(Kind.DOTS, "");
        } else {
          spaced = true;
        }
      }
      case '?', '？', '@' -> add(Kind.LOST, "");
      default -> {
        return other(c);
      }
    }
    return true;
  }

  /** Whether the two stars just read are a power: something to raise before, an exponent after. */
  private boolean power() {
    Kind before = out.get(out.size() - 1).kind();
    boolean base =
        before == Kind.NUM
            || before == Kind.SYM
            || before == Kind.CONST
            || before == Kind.CLOSE
            || before == Kind.UNBRACE
            || before == Kind.WORD;
    char next = at(i);
    return base
            && (Chars.isDigit(next)
                || Chars.isAsciiLetter(next)
                || next == '('
                || next == '{'
                || next == '-'
                || next == ' ')
            && s.indexOf("**", i) < 0
        || base && (Chars.isDigit(next) || next == '(' || Chars.isAsciiLetter(next));
  }

  /** HTML of a few sources: sup and sub are exponents and indices, other tags are nothing. */
  private boolean tag() {
    for (String name :
        List.of(
            "sup>",
            "/sup>",
            "sub>",
            "/sub>",
            "br>",
            "b>",
            "/b>",
            "i>",
            "/i>",
            "strong>",
            "/strong>")) {
      if (s.startsWith(name, i)) {
        i += name.length();
        switch (name) {
          case "sup>" -> {
            add(Kind.CARET, "");
            add(Kind.BRACE, "");
          }
          case "sub>" -> {
            add(Kind.UNDERSCORE, "");
            add(Kind.BRACE, "");
          }
          case "/sup>", "/sub>" -> add(Kind.UNBRACE, "");
          default -> spaced = true;
        }
        return true;
      }
    }
    return false;
  }

  /** A dollar is a delimiter of formulas unless it can only be an amount of money. */
  private void dollar() {
    boolean amount =
        Chars.isDigit(at(i)) && s.indexOf('$', i) < 0 && (i < 2 || s.lastIndexOf('$', i - 2) < 0);
    if (amount) {
      add(Kind.CURRENCY, "");
    } else {
      spaced = true;
    }
  }

  private boolean other(char c) {
    int k = SUPERSCRIPTS.indexOf(c);
    if (k >= 0 || c == '⁻') {
      StringBuilder exponent = new StringBuilder();
      i--;
      while (SUPERSCRIPTS.indexOf(at(i)) >= 0 || at(i) == '⁻') {
        exponent.append(at(i) == '⁻' ? "-" : String.valueOf(SUPERSCRIPTS.indexOf(at(i))));
        i++;
        if (i >= s.length()) {
          break;
        }
      }
      add(Kind.SUPER, exponent.toString());
      return true;
    }
    k = SUBSCRIPTS.indexOf(c);
    if (k >= 0) {
      StringBuilder index = new StringBuilder();
      i--;
      while (i < s.length() && SUBSCRIPTS.indexOf(at(i)) >= 0) {
        index.append(SUBSCRIPTS.indexOf(at(i)));
        i++;
      }
      add(Kind.UNDERSCORE, "");
      add(Kind.NUM, index.toString());
      return true;
    }
    k = VULGAR.indexOf(c);
    if (k >= 0) {
      String[] parts = VULGAR_VALUES[k].split("/");
      add(Kind.FRAC, "");
      add(Kind.NUM, parts[0]);
      add(Kind.NUM, parts[1]);
      return true;
    }
    if (Chars.isGreek(c)) {
      add(Kind.SYM, greek(c));
      return true;
    }
    if (c == 'ℝ' || c == 'ℤ' || c == 'ℕ' || c == 'ℚ') {
      add(Kind.SYM, c == 'ℝ' ? "R" : c == 'ℤ' ? "Z" : c == 'ℕ' ? "N" : "Q");
      return true;
    }
    if (Chars.isCjk(c)) {
      return cjk();
    }
    if (Chars.isWordLetter(c)) {
      int start = i - 1;
      while (i < s.length() && Chars.isWordLetter(s.charAt(i))) {
        i++;
      }
      add(Kind.WORD, s.substring(start, i));
      return true;
    }
    if (c >= 0xFF21 && c <= 0xFF5A) {
      add(Kind.SYM, String.valueOf((char) (c - 0xFF21 + 'A')));
      return true;
    }
    if (Character.isSurrogate(c) || c == 0xFFFD) {
      spaced = true;
      return true;
    }
    return false;
  }

  private boolean cjk() {
    int start = i - 1;
    while (i < s.length() && Chars.isCjk(s.charAt(i))) {
      i++;
    }
    int end = i;
    String run = s.substring(start, end);
    if (Vocabulary.JOINERS.contains(run)) {
      add(run.startsWith("或") ? Kind.OR : Kind.AND, "");
      return true;
    }
    if (parts(run)) {
      return true;
    }
    if (run.length() > 1 && run.charAt(0) == '负' && Numerals.isChinese(run, 1, run.length())) {
      add(Kind.MINUS, "");
      i = start + 1;
      return true;
    }
    Token before = out.isEmpty() ? null : out.get(out.size() - 1);
    if (before != null && before.kind() == Kind.NUM) {
      // 3万, 1.5亿: a scale; then perhaps a unit
      long scale = Numerals.scaleOf(run.charAt(0));
      if (scale >= 100
          && !(run.length() > 1 && run.charAt(0) == '千' && "米克瓦".indexOf(run.charAt(1)) >= 0)) {
        add(Kind.TIMES, "");
        add(Kind.NUM, Long.toString(scale));
        i = start + 1;
        return true;
      }
    } else if (Numerals.isChinese(run, 0, run.length())
        || (run.length() > 1
            && Numerals.isChinese(run, 0, run.length() - 1)
            && Units.isCjkUnit(run.substring(run.length() - 1)))) {
      int digits = Numerals.isChinese(run, 0, run.length()) ? run.length() : run.length() - 1;
      BigInteger value = Numerals.ofChinese(run, 0, digits);
      if (value != null) {
        add(Kind.NUM, value.toString());
        i = start + digits;
        return true;
      }
    }
    add(Kind.WORD, run);
    return true;
  }

  /** 三分之二 is two thirds, 百分之五十 fifty per cent. */
  private boolean parts(String run) {
    int of = run.indexOf("分之");
    if (of <= 0) {
      return false;
    }
    BigInteger whole = Numerals.ofChinese(run, 0, of);
    BigInteger part = Numerals.ofChinese(run, of + 2, run.length());
    if (part == null || (whole == null && !run.startsWith("百分之"))) {
      return false;
    }
    if (run.startsWith("百分之")) {
      add(Kind.NUM, part.toString());
      add(Kind.PERCENT, "");
      return true;
    }
    add(Kind.FRAC, "");
    add(Kind.BRACE, "");
    add(Kind.NUM, part.toString());
    add(Kind.UNBRACE, "");
    add(Kind.BRACE, "");
    add(Kind.NUM, whole.toString());
    add(Kind.UNBRACE, "");
    return true;
  }

  private static String greek(char c) {
    return switch (c) {
      case 'α' -> "alpha";
      case 'β' -> "beta";
      case 'γ' -> "gamma";
      case 'δ' -> "delta";
      case 'ε' -> "epsilon";
      case 'θ' -> "theta";
      case 'λ' -> "lambda";
      case 'μ' -> "mu";
      case 'ν' -> "nu";
      case 'ξ' -> "xi";
      case 'ρ' -> "rho";
      case 'σ' -> "sigma";
      case 'τ' -> "tau";
      case 'φ' -> "phi";
      case 'χ' -> "chi";
      case 'ψ' -> "psi";
      case 'ω' -> "omega";
      case 'Γ' -> "Gamma";
      case 'Δ' -> "Delta";
      case 'Θ' -> "Theta";
      case 'Λ' -> "Lambda";
      case 'Σ' -> "Sigma";
      case 'Φ' -> "Phi";
      case 'Ω' -> "Omega";
      default -> String.valueOf(c);
    };
  }
}
