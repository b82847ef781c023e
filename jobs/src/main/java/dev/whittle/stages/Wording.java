// SPDX-License-Identifier: Apache-2.0
package dev.whittle.stages;

import dev.whittle.text.MathText;
import java.util.Arrays;
import java.util.Set;

/**
 * A statement as it is compared with the items of benchmarks: the tokens of its canonical body,
 * hashed, with numbers told apart from words and from signs of formulas.
 *
 * <p>A number has the hash of its value, so that {@code 25}, "twenty-five" and the Chinese numeral
 * are one token. A Han, Kana or Hangul character is a token. The sources of drawings are left out
 * of the tokens: they are mostly boilerplate, which would outweigh the statement.
 */
final class Wording {
  static final byte WORD = 0;
  static final byte NUMBER = 1;
  static final byte SIGN = 2;

  /** Brackets, and signs that authors put or leave out: no difference in them tells anything. */
  static final byte FILLER = 3;

  /** Tokens of a shingle. */
  static final int SHINGLE = 3;

  private static final long MASK = 0x6d61736b65640001L;
  private static final long SEED = 0x9e3779b97f4a7c15L;
  private static final long THIRD = 0xff51afd7ed558ccdL;
  private static final int LONGEST_REQUEST = 300;
  private static final String OPEN = "[asy]";
  private static final String CLOSE = "[/asy]";
  private static final Set<String> FUNCTIONS =
      Set.of(
          "sin", "cos", "tan", "cot", "sec", "csc", "arcsin", "arccos", "arctan", "log", "ln",
          "lg");
  private static final String FILLERS = "{}()[],:;.|~'\"&";

  /**
   * Requests about the form of the answer, which differ between copies of one problem. What
   * MathText takes for one is gone already.
   */
  private static final String[] REQUESTS = {
    " the original answer ",
    " the final answer ",
    " the answer can be ",
    " the answer is in ",
    " please give ",
    " please provide ",
    " please find ",
    " provide your answer ",
    " provide the answer ",
  };

  private final String text;
  private final long keyHigh;
  private final long keyLow;
  private final long drawing;
  private int size;
  private long[] tokens;
  private byte[] kinds;
  private int[] starts;
  private int[] ends;

  private Wording(String body, long drawing) {
    text = withoutRequest(body);
    this.drawing = drawing;
    keyHigh = Grams.hash(text, 0x51a7b3c1d2e4f607L) ^ drawing;
    keyLow = Grams.hash(text, 0x0b4d6e8f1a2c3957L) + drawing;
    int guess = text.length() / 3 + 4;
    tokens = new long[guess];
    kinds = new byte[guess];
    starts = new int[guess];
    ends = new int[guess];
    read();
  }

  private Wording(long keyHigh, long keyLow, long drawing, long[] tokens, byte[] kinds) {
    text = "";
    this.keyHigh = keyHigh;
    this.keyLow = keyLow;
    this.drawing = drawing;
    this.tokens = tokens;
    this.kinds = kinds;
    size = tokens.length;
    starts = new int[0];
    ends = new int[0];
  }

  /** One that was taken apart before; its text is gone. */
  static Wording read(long keyHigh, long keyLow, long drawing, long[] tokens, byte[] kinds) {
    return new Wording(keyHigh, keyLow, drawing, tokens, kinds);
  }

  /** This as an item whose tokens have these weights. */
  WeighedItem weighed(int index, String answer, short[] raw, short[] masked) {
    return new WeighedItem(index, keyHigh, keyLow, drawing, answer, tokens(), kinds(), raw, masked);
  }

  /** Of a statement as the source gives it. */
  static Wording of(String problem) {
    int open = problem.indexOf(OPEN);
    if (open < 0) {
      return new Wording(MathText.body(problem), 0);
    }
    StringBuilder kept = new StringBuilder(problem.length());
    long drawing = SEED;
    int at = 0;
    while (open >= 0) {
      kept.append(problem, at, open).append(' ');
      int close = problem.indexOf(CLOSE, open);
      at = close < 0 ? problem.length() : close + CLOSE.length();
      for (int i = open; i < at; i++) {
        char c = problem.charAt(i);
        if (c > ' ') {
          drawing = Numbers.mix(drawing ^ c);
        }
      }
      open = problem.indexOf(OPEN, at);
    }
    kept.append(problem, at, problem.length());
    return new Wording(MathText.body(kept.toString()), drawing);
  }

  private static String withoutRequest(String body) {
    int cut = body.length();
    int from = Math.max(cut / 3, cut - LONGEST_REQUEST);
    for (String request : REQUESTS) {
      int at = body.indexOf(request, from);
      cut = at < 0 ? cut : Math.min(cut, at);
    }
    return body.substring(0, cut);
  }

  /** The canonical body. */
  String text() {
    return text;
  }

  /** Half of a key of the whole text and its drawings: equal for two statements that are one. */
  long keyHigh() {
    return keyHigh;
  }

  long keyLow() {
    return keyLow;
  }

  /** A hash of the sources of its drawings, 0 without one. */
  long drawing() {
    return drawing;
  }

  /** Tokens. */
  int size() {
    return size;
  }

  /** The hashes of the tokens; not to be changed. */
  long[] tokens() {
    return tokens.length == size ? tokens : (tokens = Arrays.copyOf(tokens, size));
  }

  /** What each token is. */
  byte[] kinds() {
    return kinds.length == size ? kinds : (kinds = Arrays.copyOf(kinds, size));
  }

  int shingles() {
    return size - SHINGLE + 1;
  }

  /** The hash of three tokens in a row. */
  long shingle(int from) {
    return shingle(tokens[from], tokens[from + 1], tokens[from + 2]);
  }

  /** The same with every number alike; equal to {@link #shingle} where there is none. */
  long masked(int from) {
    return shingle(masked(from, 0), masked(from, 1), masked(from, 2));
  }

  private long masked(int from, int more) {
    return kinds[from + more] == NUMBER ? MASK : tokens[from + more];
  }

  private static long shingle(long first, long second, long third) {
    // Tokens are mixed already.
    return Numbers.mix(first + second * SEED + third * THIRD);
  }

  /**
   * The shingles of a whole text, with numbers and with every number alike, each once, ascending.
   */
  long[] allShingles() {
    int runs = Math.max(0, shingles());
    long[] all = new long[2 * runs];
    int count = 0;
    for (int i = 0; i < runs; i++) {
      long raw = shingle(i);
      long masked = masked(i);
      all[count++] = raw;
      if (masked != raw) {
        all[count++] = masked;
      }
    }
    Arrays.sort(all, 0, count);
    int kept = 0;
    for (int i = 0; i < count; i++) {
      if (i == 0 || all[i] != all[i - 1]) {
        all[kept++] = all[i];
      }
    }
    return Arrays.copyOf(all, kept);
  }

  /** The text from one token until before another, at most so many characters. */
  String span(int from, int until, int most) {
    return until <= from ? "" : Grams.cut(text.substring(starts[from], ends[until - 1]), most);
  }

  // ---- reading

  private void read() {
    int length = text.length();
    int at = 0;
    while (at < length) {
      char c = text.charAt(at);
      if (c == ' ') {
        at++;
        continue;
      }
      if (c >= 0x2e80 && Numbers.isChinese(c)) {
        int end = at + 1;
        while (end < length && Numbers.isChinese(text.charAt(end))) {
          end++;
        }
        long value = Numbers.chinese(text, at, end);
        // One is an article as often as a number.
        add(at, end, value == 1 ? WORD : NUMBER, value < 0 ? hash(at, end) : Numbers.hash(value));
        at = end;
        continue;
      }
      if (isSingle(c)) {
        int end = at + (Character.isHighSurrogate(c) && at + 1 < length ? 2 : 1);
        add(at, end, WORD, hash(at, end));
        at = end;
        continue;
      }
      int end = at + 1;
      while (end < length && text.charAt(end) != ' ' && !isSingle(text.charAt(end))) {
        end++;
      }
      at = token(at, end);
    }
  }

  /** Han, Kana and Hangul: nothing stands between two words. */
  private static boolean isSingle(char c) {
    return c >= 0x2e80
        && (c >= 0x3041 && c <= 0x30ff
            || c >= 0x3400 && c <= 0x9fff
            || c >= 0xac00 && c <= 0xd7a3
            || c >= 0xf900 && c <= 0xfaff
            || c >= 0xd840 && c <= 0xd88f);
  }

  /** Adds the token, or the number that more tokens tell together; returns where it ends. */
  private int token(int from, int end) {
    char first = text.charAt(from);
    if (first >= '0' && first <= '9') {
      add(from, end, NUMBER, hash(from, end));
      return end;
    }
    if (first >= 'b' && first <= 'z' && end - from >= 3 && end - from <= 9) {
      Numbers.Spelled number = Numbers.spelled(text, from, end);
      if (number != null) {
        byte kind = number.value() == 1 ? WORD : NUMBER;
        add(from, number.end(), kind, Numbers.hash(number.value()));
        return number.end();
      }
    }
    add(from, end, kind(from, end), hash(from, end));
    return end;
  }

  private byte kind(int from, int end) {
    char first = text.charAt(from);
    if (end - from == 1) {
      if (FILLERS.indexOf(first) >= 0) {
        return FILLER;
      }
      boolean letter = Character.isLetter(first);
      return letter && (first == 'a' || first == 'A' || first > 0x7f) ? WORD : SIGN;
    }
    if (first != '\\') {
      return !Character.isLetter(first) || FUNCTIONS.contains(text.substring(from, end))
          ? SIGN
          : WORD;
    }
    String command = text.substring(from, end);
    return switch (command) {
      case "\\overline", "\\triangle", "\\angle", "\\circ", "\\{", "\\}", "\\displaystyle" ->
          FILLER;
      case "\\cdot", "\\times", "\\ldots", "\\dots", "\\cdots", "\\$", "\\%", "\\text", "\\\\" ->
          FILLER;
      default -> SIGN;
    };
  }

  private long hash(int from, int end) {
    return Numbers.hash(text, from, end);
  }

  private void add(int from, int end, byte kind, long hash) {
    if (size == tokens.length) {
      int more = size * 2;
      tokens = Arrays.copyOf(tokens, more);
      kinds = Arrays.copyOf(kinds, more);
      starts = Arrays.copyOf(starts, more);
      ends = Arrays.copyOf(ends, more);
    }
    tokens[size] = hash;
    kinds[size] = kind;
    starts[size] = from;
    ends[size++] = end;
  }
}
