// SPDX-License-Identifier: Apache-2.0
package dev.whittle.text;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.text.Normalizer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The canonical form of a math text: what stays when spelling, spacing and LaTeX markup are taken
 * away.
 *
 * <p>Tokens separated by single spaces. Numbers, operators and relations stay tokens: two problems
 * that differ in one of them never have the same form. Words are lower-cased, single letters
 * (variables) are not. {@code \dfrac} is {@code \frac}; {@code \left}, spaces of LaTeX, math
 * delimiters and {@code \text} are dropped; arguments of commands, of {@code ^} and of {@code _}
 * stand in braces, whether the source had them or not; Han, Kana and Hangul are one token a
 * character. Sentence punctuation is dropped, commas and brackets stay.
 *
 * <p>Total: any text has a form, possibly empty. Idempotent: the form of a form is itself. One
 * pass, linear.
 */
public final class MathText {
  private static final Map<String, String> RENAMED =
      Map.ofEntries(
          Map.entry("dfrac", "frac"),
          Map.entry("tfrac", "frac"),
          Map.entry("cfrac", "frac"),
          Map.entry("dbinom", "binom"),
          Map.entry("tbinom", "binom"),
          Map.entry("leq", "le"),
          Map.entry("leqslant", "le"),
          Map.entry("geq", "ge"),
          Map.entry("geqslant", "ge"),
          Map.entry("neq", "ne"),
          Map.entry("rightarrow", "to"),
          Map.entry("degree", "circ"),
          Map.entry("dots", "ldots"),
          Map.entry("cdots", "ldots"),
          Map.entry("lbrace", "{"),
          Map.entry("rbrace", "}"),
          Map.entry("varepsilon", "epsilon"),
          Map.entry("emptyset", "varnothing"));

  private static final Set<String> DROPPED =
      Set.of(
          "left",
          "right",
          "big",
          "Big",
          "bigg",
          "Bigg",
          "bigl",
          "bigr",
          "Bigl",
          "Bigr",
          "biggl",
          "biggr",
          "Biggl",
          "Biggr",
          "quad",
          "qquad",
          "displaystyle",
          "textstyle",
          "limits",
          "text",
          "textbf",
          "textit",
          "textrm",
          "textsf",
          "texttt",
          "mathrm",
          "mathbf",
          "mathit",
          "mathsf",
          "mbox",
          "hbox",
          "operatorname",
          "emph",
          "boldsymbol",
          "bf",
          "rm",
          "it",
          "hspace",
          "vspace",
          "noindent",
          "smallskip",
          "medskip",
          "bigskip");

  private static final Map<String, Integer> ARGUMENTS =
      Map.of("frac", 2, "binom", 2, "sqrt", 1, "overline", 1, "underline", 1);

  private static final Map<Character, String> SYMBOLS =
      Map.ofEntries(
          Map.entry('×', "\\times"),
          Map.entry('÷', "\\div"),
          Map.entry('·', "\\cdot"),
          Map.entry('⋅', "\\cdot"),
          Map.entry('≤', "\\le"),
          Map.entry('⩽', "\\le"),
          Map.entry('≥', "\\ge"),
          Map.entry('⩾', "\\ge"),
          Map.entry('≠', "\\ne"),
          Map.entry('≈', "\\approx"),
          Map.entry('≡', "\\equiv"),
          Map.entry('±', "\\pm"),
          Map.entry('∞', "\\infty"),
          Map.entry('π', "\\pi"),
          Map.entry('θ', "\\theta"),
          Map.entry('α', "\\alpha"),
          Map.entry('β', "\\beta"),
          Map.entry('γ', "\\gamma"),
          Map.entry('∠', "\\angle"),
          Map.entry('△', "\\triangle"),
          Map.entry('⊥', "\\perp"),
          Map.entry('∥', "\\parallel"),
          Map.entry('√', "\\sqrt"),
          Map.entry('∈', "\\in"),
          Map.entry('∪', "\\cup"),
          Map.entry('∩', "\\cap"),
          Map.entry('→', "\\to"),
          Map.entry('…', "\\ldots"),
          Map.entry('−', "-"),
          Map.entry('–', "-"),
          Map.entry('—', "-"),
          Map.entry('∶', ":"),
          Map.entry('⁄', "/"),
          Map.entry('°', "\\circ"));

  private static final String SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹";
  private static final String SUBSCRIPTS = "₀₁₂₃₄₅₆₇₈₉";

  private MathText() {}

  /** The canonical form; empty for null and for text without a token. */
  public static String canonical(String raw) {
    if (raw == null || raw.isEmpty()) {
      return "";
    }
    return new Pass(compatible(raw)).run();
  }

  /**
   * A 128-bit key of a canonical form as 32 hex digits: MD5 of its UTF-8 bytes, for identity and
   * not for secrets.
   */
  public static String key(String canonical) {
    try {
      byte[] hash =
          MessageDigest.getInstance("MD5").digest(canonical.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** NFKC, but a superscript two is a power and no digit of the number before it. */
  private static String compatible(String raw) {
    boolean ascii = true;
    for (int i = 0; i < raw.length(); i++) {
      if (raw.charAt(i) >= 0x80) {
        ascii = false;
        break;
      }
    }
    if (ascii) {
      return raw;
    }
    StringBuilder out = new StringBuilder(raw.length() + 16);
    for (int i = 0; i < raw.length(); i++) {
      char c = raw.charAt(i);
      int power = SUPERSCRIPTS.indexOf(c);
      int index = SUBSCRIPTS.indexOf(c);
      if (power >= 0 || index >= 0) {
        String all = power >= 0 ? SUPERSCRIPTS : SUBSCRIPTS;
        out.append(power >= 0 ? "^{" : "_{");
        while (i < raw.length() && all.indexOf(raw.charAt(i)) >= 0) {
          out.append((char) ('0' + all.indexOf(raw.charAt(i++))));
        }
        i--;
        out.append('}');
      } else {
        out.append(c);
      }
    }
    return Normalizer.normalize(out, Normalizer.Form.NFKC);
  }

  static boolean isIdeographic(int codePoint) {
    return switch (Character.UnicodeScript.of(codePoint)) {
      case HAN, HIRAGANA, KATAKANA, HANGUL -> Character.isLetter(codePoint);
      default -> false;
    };
  }

  /** One pass over a text. */
  private static final class Pass {
    /** A brace without meaning: it is dropped, and its closing brace too. */
    private static final int PLAIN = -1;

    private final String text;
    private final StringBuilder out;

    /** For each open brace, how many arguments are awaited after it closes, or {@link #PLAIN}. */
    private final Deque<Integer> braces = new ArrayDeque<>();

    /** Arguments that the command just read still awaits. */
    private int awaited;

    /**
     * Whether the awaited argument is a digit alone when it has no braces, as LaTeX reads {@code
     * \frac12}.
     */
    private boolean oneDigit;

    /** Whether a bracket now would be the index of a root. */
    private boolean rootIndex;

    private int at;

    Pass(String text) {
      this.text = text;
      this.out = new StringBuilder(text.length() + 16);
    }

    String run() {
      while (at < text.length()) {
        char c = text.charAt(at);
        if (c == '\\') {
          command();
        } else if (c >= '0' && c <= '9') {
          number();
        } else if (Character.isWhitespace(c) || c == '$' || c == '~' || Character.isISOControl(c)) {
          at++;
        } else if (c == '{') {
          open();
        } else if (c == '}') {
          close();
        } else {
          other();
        }
      }
      return out.toString();
    }

    private void command() {
      int end = at + 1;
      while (end < text.length() && isAsciiLetter(text.charAt(end))) {
        end++;
      }
      if (end == at + 1) {
        escaped();
        return;
      }
      String name = text.substring(at + 1, end);
      at = end;
      if (DROPPED.contains(name)) {
        return;
      }
      name = RENAMED.getOrDefault(name, name);
      Integer arguments = ARGUMENTS.get(name);
      if (arguments == null) {
        argument("\\" + name);
      } else {
        emit("\\" + name);
        awaited = arguments;
        oneDigit = true;
        rootIndex = name.equals("sqrt");
      }
    }

    /** A backslash before something that is no letter. */
    private void escaped() {
      char next = at + 1 < text.length() ? text.charAt(at + 1) : ' ';
      at += 2;
      switch (next) {
        case '{', '}', '\\', '_' -> argument("\\" + next);
        case '%', '&', '#' -> argument(String.valueOf(next));
        // Spaces, math delimiters and a currency sign: the sign is dropped as the delimiter is.
        default -> {
          if (next > 0x7f || Character.isLetterOrDigit(next)) {
            at--;
          }
        }
      }
    }

    private void number() {
      int start = at;
      if (awaited > 0 && oneDigit) {
        at++;
        argument(text.substring(start, at));
        return;
      }
      StringBuilder digits = new StringBuilder();
      int run = digits(digits);
      // 1,000 and 1{,}000 are one number; 1,00 and 1, 000 are not.
      while (run <= 3) {
        int separator =
            text.startsWith("{,}", at) ? 3 : at < text.length() && text.charAt(at) == ',' ? 1 : 0;
        if (separator == 0 || digitsAt(at + separator) != 3) {
          break;
        }
        at += separator;
        digits(digits);
      }
      if (at + 1 < text.length() && text.charAt(at) == '.' && isDigit(text.charAt(at + 1))) {
        digits.append('.');
        at++;
        digits(digits);
      }
      argument(digits.toString());
    }

    private int digits(StringBuilder digits) {
      int start = at;
      while (at < text.length() && isDigit(text.charAt(at))) {
        digits.append(text.charAt(at++));
      }
      return at - start;
    }

    private int digitsAt(int from) {
      int end = from;
      while (end < text.length() && isDigit(text.charAt(end))) {
        end++;
      }
      return end - from;
    }

    private void open() {
      at++;
      rootIndex = false;
      if (awaited > 0) {
        emit("{");
        braces.push(awaited - 1);
        awaited = 0;
      } else {
        braces.push(PLAIN);
      }
    }

    private void close() {
      at++;
      if (braces.isEmpty()) {
        return;
      }
      int after = braces.pop();
      if (after != PLAIN) {
        emit("}");
        awaited = after;
      }
    }

    private void other() {
      int codePoint = text.codePointAt(at);
      int length = Character.charCount(codePoint);
      if (isIdeographic(codePoint)) {
        at += length;
        argument(Character.toString(codePoint));
        return;
      }
      if (Character.isLetter(codePoint)) {
        word();
        return;
      }
      at += length;
      String symbol = codePoint < 0x10000 ? SYMBOLS.get((char) codePoint) : null;
      if (symbol != null) {
        if (symbol.equals("\\sqrt")) {
          emit(symbol);
          awaited = 1;
          oneDigit = false;
        } else {
          argument(symbol);
        }
        return;
      }
      switch (codePoint) {
        case '.', '?', '"', '\'', '`', ':', '。', '“', '”', '‘', '’', '「', '」', '《', '》' -> {
          // A colon between numbers is a ratio or a time; elsewhere these only end or quote a
          // sentence.
          if (codePoint == ':'
              && out.length() > 0
              && isDigit(out.charAt(out.length() - 1))
              && nextIsDigit()) {
            emit(":");
          }
        }
        case '^', '_' -> {
          emit(Character.toString(codePoint));
          awaited = 1;
          oneDigit = false;
        }
        case '[' -> {
          if (rootIndex) {
            emit("[");
            rootIndex = false;
            braces.push(awaited);
            awaited = 0;
            indexOfRoot();
          } else {
            closer("[");
          }
        }
        case '、' -> closer(",");
        case ')', ']', ',', ';', '(' -> closer(Character.toString(codePoint));
        default -> argument(Character.toString(codePoint));
      }
    }

    /** The index of a root up to its bracket: {@code \sqrt[3]{x}}. */
    private void indexOfRoot() {
      int end = text.indexOf(']', at);
      if (end < 0 || end - at > 16) {
        awaited = braces.pop();
        return;
      }
      String index = new Pass(text.substring(at, end)).run();
      if (!index.isEmpty()) {
        emit(index);
      }
      emit("]");
      at = end + 1;
      awaited = braces.pop();
    }

    private boolean nextIsDigit() {
      int next = at;
      while (next < text.length() && text.charAt(next) == ' ') {
        next++;
      }
      return next < text.length() && isDigit(text.charAt(next));
    }

    private void word() {
      int start = at;
      while (at < text.length()) {
        int codePoint = text.codePointAt(at);
        boolean inside =
            Character.isLetter(codePoint)
                || Character.getType(codePoint) == Character.NON_SPACING_MARK;
        boolean apostrophe =
            (codePoint == '\'' || codePoint == '’')
                && at > start
                && at + 1 < text.length()
                && Character.isLetter(text.charAt(at + 1));
        if ((!inside || isIdeographic(codePoint)) && !apostrophe) {
          break;
        }
        at += Character.charCount(codePoint);
      }
      String word = text.substring(start, at);
      if (word.codePointCount(0, word.length()) > 1) {
        word = word.toLowerCase(Locale.ROOT).replace('’', '\'');
      }
      argument(word);
    }

    /** A token that can be the argument of a command without braces; it gets them. */
    private void argument(String token) {
      rootIndex = false;
      if (awaited == 0) {
        emit(token);
        return;
      }
      awaited--;
      emit("{");
      emit(token);
      emit("}");
    }

    /** A token that is never an argument. */
    private void closer(String token) {
      awaited = 0;
      rootIndex = false;
      emit(token);
    }

    private void emit(String token) {
      if (out.length() > 0) {
        out.append(' ');
      }
      out.append(token);
    }

    private static boolean isDigit(char c) {
      return c >= '0' && c <= '9';
    }

    private static boolean isAsciiLetter(char c) {
      return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }
  }
}
