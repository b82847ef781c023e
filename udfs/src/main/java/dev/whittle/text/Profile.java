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
 * @param symbols the multiset of variables, names of points and strings of letters; not {@code a},
 *     {@code A} and {@code I}, which are words as often
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
  private static final long SILENT = 0x2545f4914f6cdd1dL;
  private static final long FIRST = TokenScan.hash("first");
  private static final int VOWELS =
      1 | 1 << 'e' - 'a' | 1 << 'i' - 'a' | 1 << 'o' - 'a' | 1 << 'u' - 'a' | 1 << 'y' - 'a';
  private static final long MASKED = 0x6a09e667f3bcc909L;

  /**
   * The profile of a statement; a heading is left out of all of it, an answer-format tail out of
   * the shingles only.
   *
   * @param raw a statement as it was given; null is empty
   */
  public static Profile of(String raw) {
    return of(raw, true);
  }

  /**
   * As {@link #of}, but for shingles that are neither sorted nor distinct: for the keys and the
   * {@link Sketch} of a text, at three quarters of the time.
   */
  public static Profile unsorted(String raw) {
    return of(raw, false);
  }

  private static Profile of(String raw, boolean sorted) {
    String canonical = MathText.withoutHeading(raw);
    TokenScan tokens = new TokenScan(canonical);
    int body = tokens.before(MathText.endOfBody(canonical));
    int shingled = body == 0 ? tokens.size : body;
    long numbers = 0;
    long operators = 0;
    long words = 0;
    long symbols = 0;
    long order = 1;
    long before = 0;
    long after = 0;
    long high = 0x243f6a8885a308d3L;
    long low = 0x13198a2e03707344L;
    boolean chinese = false;
    for (int i = 0; i < tokens.size; i++) {
      int entry = Known.entry(tokens, i);
      long number = number(tokens, i, entry);
      long decisive = number != 0 ? number : operator(tokens, i, entry);
      if (decisive != 0) {
        long mixed = Hash128.mix(decisive);
        if (number != 0) {
          numbers += mixed;
        } else {
          operators += mixed;
        }
        order = Hash128.mix(order * 31 + decisive);
        before += Hash128.mix(mixed * 31 + beside(tokens, i - 1));
        after += Hash128.mix(mixed * 31 + beside(tokens, i + 1));
      } else if (isSymbol(tokens, i, entry)) {
        long value = exact(tokens, i);
        symbols += Hash128.mix(value);
        order = Hash128.mix(order * 31 + value);
      } else {
        long word = word(tokens, i, entry);
        words += word == 0 ? 0 : Hash128.mix(word);
      }
      // The template: the tokens in their order, one mark for every number.
      boolean numeral = NumberMask.isChineseNumeral(tokens.first(i));
      boolean continued = numeral && chinese && tokens.ends[i - 1] == tokens.starts[i];
      chinese = numeral;
      if (!continued) {
        // A run of Chinese numerals is one number.
        long token =
            number != 0 ? MASKED : isUpper(tokens.first(i)) ? exact(tokens, i) : tokens.hashes[i];
        high = (high ^ token) * 0x9fb21c651e98df25L;
        high ^= high >>> 29;
        low = Long.rotateLeft(low, 23) * 5 + token * 0xd6e8feb86659fd93L;
      }
    }
    return new Profile(
        sorted ? Shingles.of(tokens, shingled) : Shingles.unsorted(tokens, shingled),
        numbers,
        operators,
        words,
        symbols,
        order,
        before,
        after,
        new Hash128(Hash128.mix(high + low), Hash128.mix(low ^ Long.rotateLeft(high, 32))));
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

  /** The value that a token has as a number, never 0; 0 if it is none. */
  private static long number(TokenScan tokens, int i, int entry) {
    char first = tokens.first(i);
    if (first >= '0' && first <= '9') {
      return exact(tokens, i);
    }
    if (first >= 'b' && first <= 't' || isUpper(first)) {
      int length = tokens.length(i);
      return length >= 3 && length <= 9 ? Known.NUMBERS[entry] : 0;
    }
    return NumberMask.isChineseNumeral(first) ? tokens.hashes[i] : 0;
  }

  /** A hash of the operator, relation, bracket or LaTeX symbol that a token is; 0 if it is none. */
  private static long operator(TokenScan tokens, int i, int entry) {
    char first = tokens.first(i);
    if (first == '\\') {
      long known = Known.COMMANDS[entry];
      return known == 0 ? tokens.hashes[i] : known == SILENT ? 0 : known;
    }
    if (tokens.length(i) != 1) {
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

  private static boolean isUpper(char c) {
    return c >= 'A' && c <= 'Z';
  }

  private static boolean isSymbol(TokenScan tokens, int i, int entry) {
    int length = tokens.length(i);
    char first = tokens.first(i);
    boolean lower = first >= 'a' && first <= 'z';
    boolean upper = isUpper(first);
    if (length == 1) {
      return (lower || upper) && first != 'a' && first != 'A' && first != 'I';
    }
    // Words of capitals are kept as they are only where they name points: LET does not.
    return upper && length <= 4 && !Known.COMMON[entry]
        || lower
            && length >= 4
            && Known.WORDS[entry] == 0
            && isLetters(tokens, tokens.starts[i], tokens.ends[i]);
  }

  /**
   * Whether letters are no word but what the problem is about: none of aeiouy, or few, repeated.
   */
  private static boolean isLetters(TokenScan tokens, int from, int to) {
    int seen = 0;
    for (int at = from; at < to; at++) {
      int letter = tokens.at(at) - 'a';
      if (letter < 0 || letter > 25) {
        return false;
      }
      seen |= 1 << letter;
    }
    boolean repeated = to - from >= 5 && 2 * Integer.bitCount(seen) <= to - from;
    return repeated || (seen & VOWELS) == 0;
  }

  /** The class of the word that decides, 0 if a token is none. */
  private static long word(TokenScan tokens, int i, int entry) {
    char first = tokens.first(i);
    if (first >= 0x2e80) {
      return DecisiveWords.of(first);
    }
    if (i == 0 && tokens.hashes[0] == FIRST) {
      // "First, find ..." begins an order to do something.
      return 0;
    }
    return first >= 'a' && first <= 'z' ? Known.WORDS[entry] : 0;
  }

  /** A hash that knows capitals; never 0. */
  private static long exact(TokenScan tokens, int i) {
    long h = 17;
    for (int at = tokens.starts[i]; at < tokens.ends[i]; at++) {
      h = h * 0x100000001b3L + tokens.at(at);
    }
    return h == 0 ? 1 : h;
  }

  /**
   * What is known of tokens, by their hashes: no token is ever cut out of a text for it. A token
   * has one entry, 0 if nothing is known of it.
   */
  private static final class Known {
    private static final int SLOTS = 4096;
    private static final int ENTRIES = 1024;
    private static final long[] HASHES = new long[SLOTS];
    private static final short[] SLOT_ENTRIES = new short[SLOTS];
    private static short entries;

    static final long[] NUMBERS = new long[ENTRIES];
    static final long[] COMMANDS = new long[ENTRIES];
    static final long[] WORDS = new long[ENTRIES];
    static final boolean[] COMMON = new boolean[ENTRIES];

    static {
      for (String word :
          ("a all an and any are as at be both but by can do each eat find for from give had has have he"
                  + " her his how if in into is it its let may more no not of on one or out over per she"
                  + " show six so some sum ten than that the them then they this to two up use was we were"
                  + " what when who why will with you your")
              .split(" ")) {
        COMMON[put(word)] = true;
      }
      NumberMask.words()
          .forEach((word, digits) -> NUMBERS[put(word)] = exact(new TokenScan(digits), 0));
      DecisiveWords.classes().forEach((word, value) -> WORDS[put(word)] = value);
      for (String times : new String[] {"\\times", "\\cdot"}) {
        COMMANDS[put(times)] = TIMES;
      }
      for (String divided : new String[] {"\\frac", "\\div"}) {
        COMMANDS[put(divided)] = DIVIDED;
      }
      for (String silent :
          new String[] {
            "\\ldots", "\\overline", "\\angle", "\\triangle", "\\overrightarrow", "\\{", "\\}"
          }) {
        COMMANDS[put(silent)] = SILENT;
      }
    }

    private static int put(String token) {
      long hash = TokenScan.hash(token);
      int slot = slot(hash);
      if (SLOT_ENTRIES[slot] == 0) {
        HASHES[slot] = hash;
        SLOT_ENTRIES[slot] = ++entries;
      }
      return SLOT_ENTRIES[slot];
    }

    /** The entry of a token; signs and digits have none. */
    static int entry(TokenScan tokens, int i) {
      char first = tokens.first(i);
      boolean letter = first >= 'a' && first <= 'z' || isUpper(first);
      return letter || first == '\\' ? SLOT_ENTRIES[slot(tokens.hashes[i])] : 0;
    }

    private static int slot(long hash) {
      int slot = (int) (hash >>> 20) & SLOTS - 1;
      while (SLOT_ENTRIES[slot] != 0 && HASHES[slot] != hash) {
        slot = slot + 1 & SLOTS - 1;
      }
      return slot;
    }
  }
}
