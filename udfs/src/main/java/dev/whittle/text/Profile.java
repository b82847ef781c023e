// SPDX-License-Identifier: Apache-2.0
package dev.whittle.text;

/**
 * What decides whether two statements are one problem, computed once for each.
 *
 * <p>Hashes of multisets are sums of mixed hashes, so that order does not count; equal hashes mean
 * equal multisets but for an accident of 64 bits.
 *
 * @param shingles of the body ({@link MathText#body}): sorted, distinct
 * @param numbers the multiset of the numbers, English words as digits
 * @param operators the multiset of operators, relations, brackets and LaTeX symbols; one sign for
 *     all that multiply, one for all that divide
 * @param words the multiset of words that decide (maximum, even, first ...)
 * @param symbols the multiset of variables and names of points; not {@code a}, {@code A} and {@code
 *     I}, which are words as often
 * @param order the sequence of all numbers, operators and symbols
 * @param before the multiset of numbers and operators, each with the token before it
 * @param after the multiset of numbers and operators, each with the token after it
 * @param template the text with its numbers masked ({@link NumberMask})
 */
public record Profile(
    long[] shingles,
    long numbers,
    long operators,
    long words,
    long symbols,
    long order,
    long before,
    long after,
    Hash128 template) {

  private static final long TIMES = 0x5bd1e9955bd1e995L;
  private static final long DIVIDED = 0x1b873593cc9e2d51L;

  /**
   * The profile of a statement; a heading is left out of all of it, an answer-format tail out of
   * the shingles only.
   *
   * @param raw a statement as it was given; null is empty
   */
  public static Profile of(String raw) {
    String canonical = MathText.withoutHeading(raw);
    TokenScan tokens = new TokenScan(canonical);
    int body = tokens.before(MathText.withoutTail(canonical).length());
    long numbers = 0;
    long operators = 0;
    long words = 0;
    long symbols = 0;
    long order = 1;
    long before = 0;
    long after = 0;
    for (int i = 0; i < tokens.size; i++) {
      int from = tokens.starts[i];
      int to = tokens.ends[i];
      String number = NumberMask.number(canonical, from, to);
      if (number != null || NumberMask.isChineseNumeral(tokens.first(i))) {
        long value = number == null ? tokens.hashes[i] : hash(number);
        long mixed = Hash128.mix(value);
        numbers += mixed;
        order = Hash128.mix(order * 31 + value);
        before += Hash128.mix(mixed * 31 + beside(tokens, i - 1));
        after += Hash128.mix(mixed * 31 + beside(tokens, i + 1));
        continue;
      }
      long operator = operator(tokens, i);
      if (operator != 0) {
        long mixed = Hash128.mix(operator);
        operators += mixed;
        order = Hash128.mix(order * 31 + operator);
        before += Hash128.mix(mixed * 31 + beside(tokens, i - 1));
        after += Hash128.mix(mixed * 31 + beside(tokens, i + 1));
        continue;
      }
      if (isSymbol(tokens, i)) {
        long value = exact(canonical, from, to);
        symbols += Hash128.mix(value);
        order = Hash128.mix(order * 31 + value);
        continue;
      }
      int decisive = DecisiveWords.of(canonical, from, to);
      if (decisive != 0) {
        words += Hash128.mix(decisive);
      }
    }
    return new Profile(
        Shingles.of(tokens, body == 0 ? tokens.size : body),
        numbers,
        operators,
        words,
        symbols,
        order,
        before,
        after,
        Hash128.of(NumberMask.of(canonical).masked()));
  }

  /** The template of a statement alone: as {@link #template} of its profile. */
  public static Hash128 templateOf(String raw) {
    return Hash128.of(NumberMask.of(MathText.withoutHeading(raw)).masked());
  }

  /** Whether both have the same numbers in the same places. */
  public boolean sameNumbers(Profile other) {
    return numbers == other.numbers && samePlaces(other);
  }

  /** Whether both have the same operators, relations and brackets in the same places. */
  public boolean sameOperators(Profile other) {
    return operators == other.operators && samePlaces(other);
  }

  /** In the same order, or, where sentences changed places, each beside the same words. */
  private boolean samePlaces(Profile other) {
    return order == other.order || before == other.before || after == other.after;
  }

  private static long beside(TokenScan tokens, int i) {
    return i >= 0 && i < tokens.size ? tokens.hashes[i] : 7;
  }

  /** A hash of the operator, relation, bracket or LaTeX symbol that a token is; 0 if it is none. */
  private static long operator(TokenScan tokens, int i) {
    char first = tokens.first(i);
    int length = tokens.length(i);
    if (first == '\\') {
      String token = tokens.text.substring(tokens.starts[i], tokens.ends[i]);
      return switch (token) {
        case "\\times", "\\cdot" -> TIMES;
        case "\\frac", "\\div" -> DIVIDED;
        case "\\ldots", "\\overline", "\\angle", "\\triangle", "\\overrightarrow", "\\{", "\\}" ->
            0;
        default -> tokens.hashes[i];
      };
    }
    if (length != 1) {
      return 0;
    }
    return switch (first) {
      case '*' -> TIMES;
      case '/' -> DIVIDED;
      case '+', '-', '^', '_', '=', '<', '>', '!', '%', '|', '(', ')', '[', ']' -> tokens.hashes[i];
      case '{' -> i > 0 && isScript(tokens, i - 1) ? tokens.hashes[i] : 0;
      default -> 0;
    };
  }

  private static boolean isScript(TokenScan tokens, int i) {
    return tokens.length(i) == 1 && (tokens.first(i) == '^' || tokens.first(i) == '_');
  }

  private static boolean isSymbol(TokenScan tokens, int i) {
    int length = tokens.length(i);
    char first = tokens.first(i);
    boolean lower = first >= 'a' && first <= 'z';
    boolean upper = first >= 'A' && first <= 'Z';
    if (length == 1) {
      return (lower || upper) && first != 'a' && first != 'A' && first != 'I';
    }
    // Words of capitals are kept as they are only where they name points.
    return upper && length <= 4;
  }

  private static long exact(String text, int from, int to) {
    long h = 17;
    for (int i = from; i < to; i++) {
      h = h * 0x100000001b3L + text.charAt(i);
    }
    return h;
  }

  private static long hash(String text) {
    return exact(text, 0, text.length());
  }
}
