// SPDX-License-Identifier: Apache-2.0
package dev.whittle.text;

import java.text.Normalizer;
import java.util.Arrays;

/**
 * One pass over a statement that writes its canonical tokens. An instance reads one text.
 *
 * <p>The rules look at tokens already written, never at how the text around is spaced, wherever the
 * space would be lost: what is written must read the same a second time.
 */
final class Canonicalizer {
  private static final byte START = 0;
  private static final byte NUMBER = 1;
  private static final byte LETTER = 2;
  private static final byte WORD = 3;
  private static final byte CJK = 4;
  private static final byte COMMAND = 5;
  private static final byte TAKES_ARGUMENTS = 6;
  private static final byte OPEN = 7;
  private static final byte CLOSE = 8;
  private static final byte OPERATOR = 9;
  private static final byte RELATION = 10;
  private static final byte SEPARATOR = 11;
  private static final byte MARK = 12;
  private static final byte OTHER = 13;

  private static final int BRACE = 0;
  private static final int SCRIPT = 1;
  private static final int SILENT = 2;
  private static final int MODULUS = 3;
  private static final int ARGUMENT = 4;

  private static final int SHOUTED_WORD = 5;
  private static final int LONGEST_NAME_OF_POINTS = 4;

  private final String in;

  /** The characters of {@link #in}: reading an array is faster than asking a string. */
  private final char[] chars;

  private final int length;
  private final boolean shouted;
  private final CharBuilder out;
  private int at;

  private int[] starts = new int[64];
  private byte[] kinds = new byte[64];
  private int count;

  /** A comma or colon that is written only if mathematics follows; 0 without. */
  private char pending;

  /** Arguments that the last command still waits for. */
  private int arguments;

  /** Whether the token being written gets the braces its author left out. */
  private boolean wrapping;

  private int[] groupKind = new int[8];
  private int[] groupToken = new int[8];
  private int[] groupArguments = new int[8];
  private int groups;
  private int rows;

  Canonicalizer(String raw) {
    in = normalized(raw);
    chars = in.toCharArray();
    length = chars.length;
    shouted = isShouted(chars);
    out = new CharBuilder(length + length / 4 + 16);
  }

  String canonical() {
    while (at < length) {
      char c = chars[at];
      if (c <= ' ') {
        at++;
      } else if (isAsciiLetter(c)) {
        letters();
      } else if (c >= '0' && c <= '9') {
        number();
      } else if (c < 0x80) {
        ascii(c);
      } else {
        beyondAscii();
      }
    }
    return out.toString();
  }

  // ---- before reading

  private static String normalized(String raw) {
    int i = 0;
    int length = raw.length();
    while (i < length && raw.charAt(i) < 0x80) {
      i++;
    }
    if (i == length) {
      return raw;
    }
    StringBuilder text = new StringBuilder(length + 16).append(raw, 0, i);
    char script = 0;
    for (; i < length; i++) {
      char c = raw.charAt(i);
      String latex = c < 0x80 ? null : Latex.beforeNfkc(c);
      if (latex == null) {
        boolean circled = c >= 0x2460 && c <= 0x24ff;
        if (circled) {
          text.append(' ');
        }
        text.append(c);
        if (circled) {
          text.append(' ');
        }
        script = 0;
        continue;
      }
      char mark = latex.charAt(0);
      boolean isScript = (mark == '^' || mark == '_') && latex.length() == 2;
      if (isScript && mark == script) {
        // A run of raised characters is one exponent.
        text.append(latex, 1, 2);
      } else if (isScript) {
        text.append(mark).append('{').append(latex, 1, 2);
      } else {
        text.append(latex);
      }
      script = isScript ? mark : 0;
      if (isScript && !continues(raw, i + 1, mark)) {
        text.append('}');
        script = 0;
      }
    }
    return Normalizer.isNormalized(text, Normalizer.Form.NFKC)
        ? text.toString()
        : Normalizer.normalize(text, Normalizer.Form.NFKC);
  }

  private static boolean continues(String raw, int i, char mark) {
    if (i >= raw.length()) {
      return false;
    }
    String latex = Latex.beforeNfkc(raw.charAt(i));
    return latex != null && latex.length() == 2 && latex.charAt(0) == mark;
  }

  /** Whether a text is written in capitals throughout, so that they name nothing. */
  private static boolean isShouted(char[] text) {
    int run = 0;
    int longest = 0;
    for (char c : text) {
      run = c >= 'A' && c <= 'Z' ? run + 1 : 0;
      longest = Math.max(longest, run);
    }
    if (longest < SHOUTED_WORD) {
      return false;
    }
    // Seldom: now without the names of commands.
    int upper = 0;
    int lower = 0;
    run = 0;
    longest = 0;
    for (int i = 0; i < text.length; i++) {
      char c = text[i];
      if (c >= 'A' && c <= 'Z') {
        upper++;
        longest = Math.max(longest, ++run);
        continue;
      }
      run = 0;
      if (c >= 'a' && c <= 'z') {
        lower++;
      } else if (c == '\\') {
        while (i + 1 < text.length && isAsciiLetter(text[i + 1])) {
          i++;
        }
      }
    }
    return longest >= SHOUTED_WORD && upper > 2 * lower;
  }

  // ---- words and numbers

  private void letters() {
    int from = at;
    char first = chars[at];
    if (arguments > 0 && isAsciiLetter(first)) {
      at++;
      emit(LETTER, from, at);
      return;
    }
    boolean capitals = true;
    boolean plain = true;
    while (at < length) {
      char c = chars[at];
      if (isAsciiLetter(c)) {
        capitals &= c <= 'Z';
        at++;
      } else if (c > 0x7f && isWordLetter(c)) {
        capitals = false;
        plain = false;
        at++;
      } else if (isApostrophe(c)
          && at - from >= 2
          && at + 1 < length
          && isAsciiLetter(chars[at + 1])) {
        capitals = false;
        plain = false;
        at++;
      } else {
        break;
      }
    }
    if (at - from == 1) {
      emit(isAsciiLetter(first) ? LETTER : WORD, from, at);
      return;
    }
    if (capitals && at - from <= LONGEST_NAME_OF_POINTS && !shouted) {
      emit(WORD, from, at);
      return;
    }
    begin(WORD);
    for (int i = from; i < at; i++) {
      char c = chars[i];
      if (plain && c >= 'a') {
        int run = i;
        while (i < at && chars[i] >= 'a') {
          i++;
        }
        out.append(chars, run, i - run);
        i--;
      } else if (c >= 'A' && c <= 'Z') {
        out.append((char) (c | 0x20));
      } else if (plain) {
        out.append(c);
      } else {
        out.append(isApostrophe(c) ? '\'' : Character.toLowerCase(c));
      }
    }
    end();
  }

  private void number() {
    int from = at;
    if (arguments > 0) {
      at++;
      emit(NUMBER, from, at);
      return;
    }
    begin(NUMBER);
    digits(from);
    end();
  }

  /** Digits with separators of thousands and a fraction, from {@link #at}. */
  private void digits(int from) {
    int run = 0;
    while (at < length && isDigit(chars[at])) {
      out.append(chars[at++]);
      run++;
    }
    char before = from > 0 ? chars[from - 1] : ' ';
    if (run <= 3 && "([{,".indexOf(before) < 0) {
      thousands();
    }
    if (at + 1 < length && chars[at] == '.' && isDigit(chars[at + 1])) {
      out.append('.');
      at++;
      while (at < length && isDigit(chars[at])) {
        out.append(chars[at++]);
      }
    }
  }

  private void thousands() {
    int mark = out.length();
    int i = at;
    while (i < length) {
      int digits = afterSeparator(i);
      if (digits < 0
          || digits + 3 > length
          || !isDigit(chars[digits])
          || !isDigit(chars[digits + 1])
          || !isDigit(chars[digits + 2])
          || digits + 3 < length && isDigit(chars[digits + 3])) {
        break;
      }
      out.append(chars, digits, 3);
      i = digits + 3;
    }
    // (1,200) is a pair, {1,200} a set.
    if (i < length && ")]},".indexOf(chars[i]) >= 0 && plainComma(at)) {
      boolean comma = chars[i] == ',' && (i + 1 >= length || !isDigit(chars[i + 1]));
      if (!comma) {
        out.setLength(mark);
        return;
      }
    }
    at = i;
  }

  private boolean plainComma(int i) {
    return i < length && chars[i] == ',';
  }

  /** Where the digits after a separator of thousands at {@code i} begin; -1 if there is none. */
  private int afterSeparator(int i) {
    if (in.startsWith("{,}", i) || in.startsWith(",\\!", i)) {
      return i + 3;
    }
    if (in.startsWith("\\,", i) || in.startsWith("\\!", i)) {
      return in.startsWith("\\!,", i) ? i + 3 : i + 2;
    }
    return chars[i] == ',' ? i + 1 : -1;
  }

  // ---- ASCII signs

  private void ascii(char c) {
    switch (c) {
      case '\\' -> backslash();
      case '{' -> open();
      case '}' -> close();
      case '$', '~', '`', '"' -> at++;
      case '(', '[' -> sign(OPEN);
      case ')', ']' -> sign(CLOSE);
      case ',', ';' -> separator(',');
      case ':' -> separator(':');
      case '.' -> dot();
      case '\'' -> {
        at++;
        prime();
      }
      case '!' -> {
        if (last() == NUMBER || last() == LETTER || last() == CLOSE || last() == MARK) {
          sign(MARK);
        } else {
          at++;
        }
      }
      case '?' -> {
        if (last() == OPERATOR || last() == RELATION) {
          sign(OTHER);
        } else {
          at++;
        }
      }
      case '&' -> ampersand();
      case '_' -> underscores();
      case '*' -> asterisks();
      case '-' -> minus();
      case '+', '/', '^' -> sign(OPERATOR);
      case '=' -> relation("=>", "\\Rightarrow");
      case '<' -> relation("<=", "\\le");
      case '>' -> relation(">=", "\\ge");
      case '%' -> sign(MARK);
      case 0x7f -> at++;
      default -> sign(OTHER);
    }
  }

  private void sign(byte kind) {
    emit(kind, at, at + 1);
    at++;
  }

  private void separator(char c) {
    at++;
    if (pending == 0 && arguments == 0 && isMathBefore(last())) {
      pending = c;
    }
  }

  private void relation(String two, String token) {
    if (in.startsWith(two, at)) {
      at += 2;
      emit(RELATION, token);
    } else {
      sign(RELATION);
    }
  }

  private void dot() {
    int from = at;
    while (at < length && chars[at] == '.') {
      at++;
    }
    if (at - from >= 2) {
      emit(COMMAND, "\\ldots");
      return;
    }
    boolean digit = at < length && isDigit(chars[at]);
    boolean flush = from > 0 && Character.isLetterOrDigit(chars[from - 1]);
    if (digit && !flush && arguments == 0) {
      begin(NUMBER);
      out.append("0.");
      while (at < length && isDigit(chars[at])) {
        out.append(chars[at++]);
      }
      end();
    }
  }

  private void prime() {
    byte last = last();
    if (last == LETTER || last == CLOSE || last == MARK || last == COMMAND) {
      emit(MARK, "'");
    }
  }

  private void ampersand() {
    at++;
    if (rows > 0) {
      emit(OTHER, "&");
    }
  }

  private void underscores() {
    int from = at;
    while (at < length && (chars[at] == '_' || in.startsWith("\\_", at))) {
      at += chars[at] == '_' ? 1 : 2;
    }
    if (at - from >= 2 && !(at - from == 2 && chars[from] == '\\')) {
      emit(OTHER, "__");
    } else {
      emit(OPERATOR, "_");
    }
  }

  private void asterisks() {
    int from = at;
    while (at < length && chars[at] == '*') {
      at++;
    }
    if (at - from == 1) {
      emit(OPERATOR, "*");
      return;
    }
    // x**2 is a power; ** around words is emphasis.
    boolean before = from > 0 && isFlushMath(chars[from - 1]);
    boolean after = at < length && (isFlushMath(chars[at]) || chars[at] == '-');
    boolean word = last() == WORD || last() == CJK;
    boolean wordAfter = at + 1 < length && isAsciiLetter(chars[at]) && isAsciiLetter(chars[at + 1]);
    if (before && after && !word && !wordAfter) {
      emit(OPERATOR, "^");
    }
  }

  private static boolean isFlushMath(char c) {
    return isDigit(c) || isAsciiLetter(c) || c == '(' || c == ')' || c == '\\' || c == '}';
  }

  private void minus() {
    if (in.startsWith("->", at)) {
      at += 2;
      emit(RELATION, "\\to");
      return;
    }
    if (isHyphen()) {
      at++;
      return;
    }
    sign(OPERATOR);
  }

  /**
   * Whether the sign at {@link #at} joins words, as in well-known, 5-digit and x-axis. In doubt it
   * is a minus: 5-ab is not 5ab.
   */
  private boolean isHyphen() {
    if (at == 0) {
      return false;
    }
    char before = chars[at - 1];
    if (!isAsciiLetter(before) && !isDigit(before)) {
      return false;
    }
    int from = at;
    while (from > 0 && isAsciiLetter(chars[from - 1])) {
      from--;
    }
    int to = at + 1;
    while (to < length && isAsciiLetter(chars[to])) {
      to++;
    }
    int lettersBefore = at - from;
    int lettersAfter = to - at - 1;
    if (from > 0 && chars[from - 1] == '\\') {
      return false;
    }
    if (lettersBefore >= 4 && lettersAfter >= 2) {
      return true;
    }
    return lettersAfter >= 4 && !Latex.isListed(in.substring(at + 1, to));
  }

  // ---- LaTeX

  private void backslash() {
    at++;
    if (at >= length) {
      return;
    }
    char c = chars[at];
    if (isAsciiLetter(c)) {
      int from = at;
      while (at < length && isAsciiLetter(chars[at])) {
        at++;
      }
      String name = in.substring(from, at);
      if (c == 'n' && !Latex.isListed(name)) {
        // A line feed that was escaped once too often.
        at = from + 1;
        return;
      }
      command(name);
      return;
    }
    switch (c) {
      case '\\' -> {
        at++;
        if (rows > 0) {
          emit(OTHER, "\\\\");
        }
      }
      case '{' -> {
        at++;
        emit(OPEN, "\\{");
      }
      case '}' -> {
        at++;
        emit(CLOSE, "\\}");
      }
      case '|' -> {
        at++;
        emit(OTHER, "\\|");
      }
      case '%' -> sign(MARK);
      case '#' -> sign(OTHER);
      case '_' -> {
        at--;
        underscores();
      }
      case '&' -> {
        at++;
        emit(OTHER, "\\&");
      }
      case ',', ';', ':', '!', '>', ' ', '(', ')', '[', ']', '$', '-', '/', '\'', '`', '"' -> at++;
      default -> {
        // The backslash means nothing; what follows it is read by itself.
      }
    }
  }

  private void command(String name) {
    Latex.Command command = Latex.command(name);
    switch (command.action()) {
      case DROP -> {
        // Nothing is left of it.
      }
      case DROP_DELIMITER -> {
        if (at < length && chars[at] == '.') {
          at++;
        }
      }
      case DROP_ARGUMENT -> skipArgument();
      case UNWRAP -> {
        if (at < length && chars[at] == '*') {
          at++;
        }
        if (nextIsBrace()) {
          push(SILENT);
        }
      }
      case PMOD -> {
        boolean brace = nextIsBrace();
        if (brace) {
          emit(OPEN, "(");
        }
        emit(WORD, "mod");
        if (brace) {
          push(MODULUS);
        }
      }
      case WORD -> emit(WORD, command.token());
      case TOKEN -> {
        if (last() == NUMBER && command.token().equals("\\circ")) {
          emit(OPERATOR, "^");
        }
        emit(kindOf(command.token()), command.token());
      }
      case ONE_ARGUMENT -> {
        emit(TAKES_ARGUMENTS, command.token().equals("\\sqrt") ? root() : command.token());
        arguments = 1;
      }
      case TWO_ARGUMENTS -> {
        emit(TAKES_ARGUMENTS, command.token());
        arguments = 2;
      }
      case DEGREE -> {
        emit(OPERATOR, "^");
        emit(COMMAND, "\\circ");
      }
      case COLON -> {
        at--;
        separator(':');
      }
      case BEGIN -> environment("\\begin{", 1);
      case END -> environment("\\end{", -1);
    }
  }

  private static byte kindOf(String token) {
    return switch (token) {
      case "\\{", "[", "\\lfloor", "\\lceil", "\\langle" -> OPEN;
      case "\\}", "]", "\\rfloor", "\\rceil", "\\rangle" -> CLOSE;
      case "\\le", "\\ge", "\\ne", "<", ">", "\\to", "\\equiv", "\\approx", "\\cong" -> RELATION;
      case "*", "\\times", "\\cdot", "\\div", "\\pm", "\\mp" -> OPERATOR;
      case "|", "\\|" -> OTHER;
      case "%" -> MARK;
      default -> COMMAND;
    };
  }

  /** {@code \sqrt} with its degree, when that is a number or letters: one token. */
  private String root() {
    int i = at;
    while (i < length && chars[i] <= ' ') {
      i++;
    }
    if (i < length && chars[i] == '[') {
      int to = i + 1;
      while (to < length && to < i + 6 && (isAsciiLetter(chars[to]) || isDigit(chars[to]))) {
        to++;
      }
      if (to > i + 1 && to < length && chars[to] == ']') {
        at = to + 1;
        return "\\sqrt" + in.substring(i, to + 1);
      }
    }
    return "\\sqrt";
  }

  private void environment(String token, int change) {
    int i = at;
    while (i < length && chars[i] <= ' ') {
      i++;
    }
    if (i >= length || chars[i] != '{') {
      return;
    }
    int to = i + 1;
    while (to < length && to < i + 20 && (isAsciiLetter(chars[to]) || chars[to] == '*')) {
      to++;
    }
    if (to == i + 1 || to >= length || chars[to] != '}') {
      return;
    }
    String given = in.substring(i + 1, to);
    at = to + 1;
    if (change > 0 && Latex.hasColumns(given)) {
      skipArgument();
    }
    String name = Latex.environment(given);
    if (name.isEmpty()) {
      return;
    }
    rows = Math.max(0, rows + change);
    emit(OTHER, token + name + "}");
  }

  private boolean nextIsBrace() {
    int i = at;
    while (i < length && chars[i] <= ' ') {
      i++;
    }
    if (i < length && chars[i] == '{') {
      at = i + 1;
      return true;
    }
    return false;
  }

  private void skipArgument() {
    int i = at;
    if (i < length && chars[i] == '*') {
      i++;
    }
    while (i < length && chars[i] <= ' ') {
      i++;
    }
    if (i >= length || chars[i] != '{') {
      return;
    }
    int depth = 0;
    for (int j = i; j < length; j++) {
      char c = chars[j];
      if (c == '{') {
        depth++;
      } else if (c == '}' && --depth == 0) {
        at = j + 1;
        return;
      }
    }
  }

  // ---- groups

  private void open() {
    at++;
    boolean script = lastIs('^') || lastIs('_');
    int waiting = arguments;
    emit(OPEN, "{");
    if (waiting > 0) {
      push(ARGUMENT);
      groupArguments[groups - 1] = waiting - 1;
    } else {
      push(script ? SCRIPT : BRACE);
    }
  }

  private void close() {
    at++;
    if (groups == 0) {
      emit(CLOSE, "}");
      return;
    }
    groups--;
    int kind = groupKind[groups];
    if (kind == SILENT) {
      return;
    }
    if (kind == MODULUS) {
      emit(CLOSE, ")");
      return;
    }
    int token = groupToken[groups];
    int inside = count - token - 1;
    if (inside == 0 && kind != ARGUMENT) {
      removeFrom(token);
      if (count > 0 && kinds[count - 1] == SEPARATOR) {
        pending = out.charAt(out.length() - 1);
        removeFrom(count - 1);
      }
      return;
    }
    if (kind == SCRIPT && inside == 1 && isAtom(kinds[count - 1])) {
      String atom = out.substring(starts[count - 1]);
      byte atomKind = kinds[count - 1];
      removeFrom(token);
      pending = 0;
      arguments = 0;
      emit(atomKind, atom);
      return;
    }
    emit(CLOSE, "}");
    arguments = groupArguments[groups];
  }

  private static boolean isAtom(byte kind) {
    return kind == NUMBER || kind == LETTER || kind == COMMAND;
  }

  private void push(int kind) {
    if (groups == groupKind.length) {
      groupKind = Arrays.copyOf(groupKind, groups * 2);
      groupToken = Arrays.copyOf(groupToken, groups * 2);
      groupArguments = Arrays.copyOf(groupArguments, groups * 2);
    }
    groupKind[groups] = kind;
    groupToken[groups] = count - 1;
    groupArguments[groups] = 0;
    groups++;
  }

  // ---- beyond ASCII

  private void beyondAscii() {
    int c = in.codePointAt(at);
    int size = Character.charCount(c);
    if (Scripts.isCjk(c)) {
      emit(CJK, at, at + size);
      at += size;
      return;
    }
    if (isApostrophe((char) c) && size == 1) {
      at++;
      prime();
      return;
    }
    String latex = size == 1 ? Latex.symbol((char) c) : null;
    if (latex != null) {
      symbol(latex);
      return;
    }
    if (size == 1 && isWordLetter((char) c)) {
      letters();
      return;
    }
    int digit = Character.isDigit(c) ? Character.digit(c, 10) : -1;
    if (digit >= 0) {
      begin(NUMBER);
      while (at < length
          && Character.isDigit(in.codePointAt(at))
          && Character.digit(in.codePointAt(at), 10) >= 0) {
        int next = in.codePointAt(at);
        out.append((char) ('0' + Character.digit(next, 10)));
        at += Character.charCount(next);
      }
      end();
      return;
    }
    at += size;
    switch (Character.getType(c)) {
      case Character.MATH_SYMBOL,
          Character.OTHER_SYMBOL,
          Character.CURRENCY_SYMBOL,
          Character.MODIFIER_SYMBOL,
          Character.NON_SPACING_MARK,
          Character.ENCLOSING_MARK,
          Character.COMBINING_SPACING_MARK,
          Character.UPPERCASE_LETTER,
          Character.LOWERCASE_LETTER,
          Character.OTHER_LETTER,
          Character.MODIFIER_LETTER,
          Character.TITLECASE_LETTER,
          Character.LETTER_NUMBER,
          Character.OTHER_NUMBER,
          Character.PRIVATE_USE -> {
        begin(OTHER);
        out.appendCodePoint(c);
        end();
      }
      default -> {
        // Punctuation, dashes, spaces, controls and halves of characters say nothing here, but an
        // en dash after a number is a minus or a range.
        if (c == 0x2013 && last() == NUMBER) {
          emit(OPERATOR, "-");
        }
      }
    }
  }

  private void symbol(String latex) {
    at++;
    switch (latex) {
      case ",", ":" -> {
        at--;
        separator(latex.charAt(0));
      }
      case "'" -> prime();
      case "-" -> emit(OPERATOR, "-");
      case "/" -> emit(OPERATOR, "/");
      case "%" -> emit(MARK, "%");
      case "\\sqrt" -> {
        emit(TAKES_ARGUMENTS, latex);
        if (at < length && isDigit(chars[at])) {
          // The bar of a printed root covers the whole number.
          emit(OPEN, "{");
          begin(NUMBER);
          digits(at);
          end();
          emit(CLOSE, "}");
        } else {
          arguments = 1;
        }
      }
      default -> emit(kindOf(latex), latex);
    }
  }

  // ---- writing

  private void emit(byte kind, String token) {
    begin(kind);
    out.append(token);
    end();
  }

  /** Emits the characters of the text from one place to another. */
  private void emit(byte kind, int from, int to) {
    begin(kind);
    out.append(chars, from, to - from);
    end();
  }

  /** Puts what belongs before a token, and leaves {@link #out} where the token is to be written. */
  private void begin(byte kind) {
    if (pending != 0) {
      char separator = pending;
      pending = 0;
      if (isMathAfter(kind)) {
        put(SEPARATOR);
        out.append(separator);
      }
    }
    if (arguments > 0 && (isAtom(kind) || kind == WORD)) {
      wrapping = true;
      put(OPEN);
      out.append('{');
    } else {
      arguments = 0;
    }
    put(kind);
  }

  private void end() {
    if (wrapping) {
      wrapping = false;
      put(CLOSE);
      out.append('}');
      arguments--;
    }
  }

  /** Makes room for a token of this kind at the end. */
  private void put(byte kind) {
    boolean run = kind == CJK && count > 0 && kinds[count - 1] == CJK;
    if (out.length() > 0 && !run) {
      out.append(' ');
    }
    if (count == starts.length) {
      starts = Arrays.copyOf(starts, count * 2);
      kinds = Arrays.copyOf(kinds, count * 2);
    }
    starts[count] = out.length();
    kinds[count] = kind;
    count++;
  }

  private void removeFrom(int token) {
    int start = starts[token];
    out.setLength(start > 0 && out.charAt(start - 1) == ' ' ? start - 1 : start);
    count = token;
  }

  private byte last() {
    return count == 0 ? START : kinds[count - 1];
  }

  private boolean lastIs(char c) {
    return count > 0 && starts[count - 1] == out.length() - 1 && out.charAt(out.length() - 1) == c;
  }

  private static boolean isMathBefore(byte kind) {
    return kind == NUMBER || kind == LETTER || kind == COMMAND || kind == CLOSE || kind == MARK;
  }

  private static boolean isMathAfter(byte kind) {
    return kind == NUMBER
        || kind == LETTER
        || kind == COMMAND
        || kind == TAKES_ARGUMENTS
        || kind == OPEN
        || kind == OPERATOR;
  }

  private static boolean isAsciiLetter(char c) {
    return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isApostrophe(char c) {
    return c == '\'' || c == '\u2019' || c == '\u02bc';
  }

  /** A letter of a word beyond ASCII: Cyrillic or accented, not Greek, which is mathematics. */
  private static boolean isWordLetter(char c) {
    return c > 0x7f
        && Character.isLetter(c)
        && !Scripts.isCjk(c)
        && !Character.isSurrogate(c)
        && Latex.symbol(c) == null
        && Latex.beforeNfkc(c) == null
        && !isApostrophe(c);
  }
}
