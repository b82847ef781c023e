// SPDX-License-Identifier: Apache-2.0
package dev.whittle.stages;

import dev.whittle.answer.AnswerVerifier;
import dev.whittle.answer.VerifierPolicy;
import dev.whittle.config.DecontaminateConfig;
import java.util.Arrays;

/**
 * Compares a problem with one item of a benchmark: the best local alignment of their tokens (Smith
 * and Waterman 1981), in which a token gains its weight and a token between two others that the
 * other text lacks costs a little, so that an item is found inside a longer text, but not out of
 * words that are strewn over it.
 *
 * <p>Not safe for several threads.
 */
final class ItemMatcher {
  private static final int LEAST_GAIN = 60;
  private static final int OTHER_NUMBER_GAIN = 100;
  private static final int GAP = 250;
  private static final int MOST_CELLS = 4_000_000;

  /** So few tokens before or after the shared run are read as one place on both sides. */
  private static final int EDGE = 4;

  /** Tokens from which on an item without a gap is one whatever its tokens weigh. */
  private static final int VERBATIM = 7;

  /** Where the answers agree, so much of the usual share of formulas is enough. */
  private static final double AGREED = 0.75;

  /** And so many times as many signs may stand in each other's place. */
  private static final double AGREED_SIGNS = 4;

  private static final byte STOP = 0;
  private static final byte PAIR = 1;
  private static final byte SKIP_PROBLEM = 2;
  private static final byte SKIP_ITEM = 3;

  /** How a problem holds an item. */
  enum Kind {
    /** It does not. */
    NONE,
    /** The item's wording, with other numbers. */
    VARIANT,
    /** The problem is a part of the item. */
    PART,
    /** The item, or nearly all of it, stands in the problem. */
    HELD,
    /** The whole texts are one. */
    EXACT
  }

  /**
   * What the comparison tells.
   *
   * @param score weighted share, in 0..1, of the item, or of the problem where it is a part
   * @param start first token of the problem that is shared
   * @param end token after the last
   * @param numbersAgree whether all shared numbers are the same
   * @param answerAgrees whether the answers are; null when one is missing
   */
  record Match(
      Kind kind,
      int item,
      double score,
      int start,
      int end,
      boolean numbersAgree,
      Boolean answerAgrees) {
    static final Match NONE = new Match(Kind.NONE, -1, 0, 0, 0, true, null);

    /** Whether this one rather than the other is told: the surer, the fuller, the one first. */
    boolean before(Match other) {
      if (kind != other.kind) {
        return kind.compareTo(other.kind) > 0;
      }
      if (score != other.score) {
        return score > other.score;
      }
      return other.item < 0 || item >= 0 && item < other.item;
    }
  }

  private final DecontaminateConfig.Ours config;
  private final AnswerVerifier verifier = new AnswerVerifier(VerifierPolicy.standard());
  private byte[] ways = new byte[1 << 12];
  private int[] scores = new int[256];

  ItemMatcher(DecontaminateConfig.Ours config) {
    this.config = config;
  }

  /**
   * Compares.
   *
   * @param answer the problem's answer, or null
   */
  Match match(Wording problem, String answer, WeighedItem item) {
    if (problem.keyHigh() == item.keyHigh() && problem.keyLow() == item.keyLow()) {
      return new Match(Kind.EXACT, item.index(), 1, 0, problem.size(), true, agrees(item, answer));
    }
    int n = item.size();
    int m = Math.min(problem.size(), MOST_CELLS / Math.max(1, n));
    if (n == 0 || m == 0) {
      return Match.NONE;
    }
    int best = align(problem, item, n, m);
    return best < 0 ? Match.NONE : read(problem, answer, item, best / (m + 1), best % (m + 1), m);
  }

  /** Fills the table of ways; returns the cell in which the best alignment ends, or -1. */
  private int align(Wording problem, WeighedItem item, int n, int m) {
    if (ways.length < (n + 1) * (m + 1)) {
      ways = new byte[(n + 1) * (m + 1)];
    }
    if (scores.length < m + 1) {
      scores = new int[m + 1];
    }
    Arrays.fill(scores, 0, m + 1, 0);
    long[] theirs = problem.tokens();
    byte[] theirKinds = problem.kinds();
    int best = 0;
    int where = -1;
    for (int i = 1; i <= n; i++) {
      long token = item.tokens()[i - 1];
      boolean number = item.kinds()[i - 1] == Wording.NUMBER;
      int gain = Math.max(LEAST_GAIN, Math.max(item.raw()[i - 1], item.masked()[i - 1]));
      int row = i * (m + 1);
      // The scores of the line above are replaced from the left; what is to the left of the one
      // above is kept.
      int diagonal = 0;
      int left = 0;
      for (int j = 1; j <= m; j++) {
        int above = scores[j];
        int score = 0;
        byte from = STOP;
        boolean same = theirs[j - 1] == token;
        if (same || number && theirKinds[j - 1] == Wording.NUMBER) {
          score = diagonal + (same ? gain : OTHER_NUMBER_GAIN);
          from = PAIR;
        }
        if (left - GAP > score) {
          score = left - GAP;
          from = SKIP_PROBLEM;
        }
        if (above - GAP > score) {
          score = above - GAP;
          from = SKIP_ITEM;
        }
        scores[j] = score;
        ways[row + j] = from;
        diagonal = above;
        left = score;
        if (score > best) {
          best = score;
          where = row + j;
        }
      }
    }
    return where;
  }

  /** What an alignment shares, and what it passes over. */
  private static final class Tally {
    private final WeighedItem item;
    private final byte[] theirs;
    private final double rare;
    long weight;
    long maskedWeight;
    int rareWords;
    long formulaWeight;
    long skippedFormulaWeight;
    int paired;
    int pairs;
    int skips;
    int inside;
    int numberPairs;
    int numberSkips;
    int otherNumbers;
    int signPairs;
    int otherSigns;
    private int itemSigns;
    private int problemSigns;

    Tally(WeighedItem item, byte[] theirs, double rare) {
      this.rare = rare * WeighedItem.FULL;
      this.item = item;
      this.theirs = theirs;
    }

    void pair(int i, boolean same) {
      closeGap();
      byte kind = item.kinds()[i];
      paired++;
      maskedWeight += item.masked()[i];
      weight += same ? item.raw()[i] : 0;
      boolean tells = kind == Wording.WORD || kind == Wording.SIGN;
      rareWords += tells && item.masked()[i] >= rare ? 1 : 0;
      switch (kind) {
        case Wording.NUMBER -> {
          numberPairs++;
          otherNumbers += same ? 0 : 1;
          formulaWeight += item.raw()[i];
        }
        case Wording.SIGN -> {
          signPairs++;
          formulaWeight += item.raw()[i];
        }
        default -> {
          // Tells nothing.
        }
      }
      pairs += kind == Wording.FILLER ? 0 : 1;
    }

    void skipItem(int i) {
      byte kind = item.kinds()[i];
      itemSigns += kind == Wording.SIGN ? 1 : 0;
      skip(kind, item.raw()[i]);
    }

    void skipProblem(int j) {
      problemSigns += theirs[j] == Wording.SIGN ? 1 : 0;
      skip(theirs[j], WeighedItem.FULL);
    }

    private void skip(byte kind, int weight) {
      skips += kind == Wording.FILLER ? 0 : 1;
      numberSkips += kind == Wording.NUMBER ? 1 : 0;
      skippedFormulaWeight += kind == Wording.SIGN || kind == Wording.NUMBER ? weight : 0;
    }

    /** Signs on both sides of one gap are another formula, not another way to write it. */
    void closeGap() {
      otherSigns += Math.min(itemSigns, problemSigns);
      itemSigns = 0;
      problemSigns = 0;
    }

    /** The share of formulas that is shared; of none, all is. */
    double formulas() {
      return formulaWeight + skippedFormulaWeight == 0
          ? 1
          : share(formulaWeight, formulaWeight + skippedFormulaWeight);
    }
  }

  private Match read(
      Wording problem, String answer, WeighedItem item, int lastItem, int lastProblem, int m) {
    Tally tally = new Tally(item, problem.kinds(), config.variantRarity());
    int i = lastItem;
    int j = lastProblem;
    int after = item.size() - lastItem;
    for (int k = 0; k < after; k++) {
      tally.skipItem(lastItem + k);
      if (after <= EDGE && lastProblem + k < problem.size()) {
        tally.skipProblem(lastProblem + k);
      }
    }
    int beyond = tally.skips;
    while (i > 0 && j > 0 && ways[i * (m + 1) + j] != STOP) {
      switch (ways[i * (m + 1) + j]) {
        case PAIR -> {
          i--;
          j--;
          tally.pair(i, item.tokens()[i] == problem.tokens()[j]);
        }
        case SKIP_PROBLEM -> tally.skipProblem(--j);
        default -> tally.skipItem(--i);
      }
    }
    tally.inside = tally.skips - beyond;
    for (int k = 1; k <= i; k++) {
      tally.skipItem(i - k);
      if (i <= EDGE && j - k >= 0) {
        tally.skipProblem(j - k);
      }
    }
    tally.closeGap();
    return verdict(problem, answer, item, tally, j, lastProblem);
  }

  private Match verdict(
      Wording problem, String answer, WeighedItem item, Tally tally, int start, int end) {
    double ofItem = share(tally.weight, sum(item.raw()));
    int outside = problem.size() - tally.paired;
    double ofProblem = share(tally.weight, tally.weight + (long) outside * WeighedItem.FULL);
    double least = config.threshold(item.size());
    // Word for word, with its numbers: an item all the same, however common its words are here.
    boolean verbatim =
        tally.paired == item.size()
            && tally.skips == 0
            && tally.otherNumbers == 0
            && tally.numberPairs > 0
            && tally.pairs >= VERBATIM;
    boolean held = verbatim || ofItem >= least && tally.weight >= weight(config.minTokens());
    boolean whole = ofItem >= config.whole() && ofProblem >= config.whole();
    boolean part =
        ofProblem >= config.part()
            && tally.weight >= weight(config.minPartTokens())
            && share(tally.pairs, tally.pairs + tally.inside) >= config.part()
            && (problem.drawing() == 0 || problem.drawing() == item.drawing());
    Boolean agrees = held || whole || part ? agrees(item, answer) : null;
    boolean same = Boolean.TRUE.equals(agrees);
    boolean sameNumbers =
        tally.otherNumbers == 0
            && (same
                || tally.numberSkips
                    <= (tally.numberPairs + tally.numberSkips) * config.otherNumbers());
    double otherSigns = config.otherSigns() * (same ? AGREED_SIGNS : 1);
    boolean sameSigns = tally.otherSigns <= tally.signPairs * otherSigns;
    if (part && !held && !whole && tally.otherNumbers == 0 && sameSigns) {
      return new Match(Kind.PART, item.index(), ofProblem, start, end, true, agrees);
    }
    double formulas = config.formulas() * (same ? AGREED : 1);
    if ((held || whole) && sameNumbers && sameSigns && tally.formulas() >= formulas) {
      double doubt = Boolean.FALSE.equals(agrees) ? config.doubt() : 0;
      doubt += item.drawing() != 0 && item.drawing() != problem.drawing() ? config.doubt() : 0;
      boolean sure = verbatim || ofItem >= Math.min(1, (held ? least : config.whole()) + doubt);
      return new Match(
          sure ? Kind.HELD : Kind.NONE, item.index(), ofItem, start, end, sameNumbers, agrees);
    }
    double masked = share(tally.maskedWeight, sum(item.masked()));
    boolean variant =
        masked >= config.variantShare()
            && share(tally.pairs, tally.pairs + tally.skips) >= config.variantShare()
            && share(tally.paired, problem.size()) >= config.whole()
            && tally.rareWords >= config.variantWords();
    return new Match(
        variant ? Kind.VARIANT : Kind.NONE,
        item.index(),
        variant ? masked : ofItem,
        start,
        end,
        sameNumbers,
        variant ? agrees(item, answer) : null);
  }

  private static long weight(double tokens) {
    return (long) (tokens * WeighedItem.FULL);
  }

  private Boolean agrees(WeighedItem item, String answer) {
    return item.answer() == null || answer == null ? null : verifier.matches(item.answer(), answer);
  }

  private static long sum(short[] weights) {
    long sum = 0;
    for (short weight : weights) {
      sum += weight;
    }
    return sum;
  }

  private static double share(long part, long whole) {
    return whole == 0 ? 0 : part / (double) whole;
  }
}
