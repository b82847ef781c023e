// SPDX-License-Identifier: Apache-2.0
package dev.whittle.chain;

import java.io.Serializable;
import java.util.Arrays;

/**
 * Counts in a reasoning chain what its score is made of, in one pass over the text and one over its
 * words.
 *
 * <p>Thread-safe, total and deterministic. Words are compared by 64-bit hashes.
 */
public final class ChainScorer implements Serializable {
  /** How many words make a window, for the share of repeated windows. */
  public static final int WINDOW = 8;

  private static final int VERIFICATION = 1;
  private static final int EXPLORATORY = 2;
  private static final int ADAPTIVE = 4;

  private final Phrases phrases;
  private final double charactersPerToken;
  private final double hanPerToken;

  /**
   * A scorer with these words.
   *
   * @param charactersPerToken how many characters other than Han and white space a token has on
   *     average, for the estimate of tokens
   * @param hanPerToken how many Han characters a token has on average
   */
  public ChainScorer(ChainWords words, double charactersPerToken, double hanPerToken) {
    if (!(charactersPerToken > 0) || !(hanPerToken > 0)) {
      throw new IllegalArgumentException(
          "Cannot estimate tokens: a token has more than 0 characters.");
    }
    this.phrases = new Phrases();
    words.verification().forEach(phrase -> add(phrase, VERIFICATION));
    words.exploratory().forEach(phrase -> add(phrase, EXPLORATORY));
    words.adaptive().forEach(phrase -> add(phrase, ADAPTIVE));
    this.charactersPerToken = charactersPerToken;
    this.hanPerToken = hanPerToken;
  }

  private void add(String phrase, int list) {
    Words read = Words.of(phrase);
    if (read.size() == 0) {
      throw new IllegalArgumentException("Cannot look for '" + phrase + "': it has no word.");
    }
    phrases.add(read, list);
  }

  /** Measures a text; null counts as empty. */
  public ChainMeasure measure(String text) {
    Words words = Words.of(text == null ? "" : text);
    int verification = 0;
    int exploratory = 0;
    int adaptive = 0;
    int i = 0;
    while (i < words.size()) {
      long match = phrases.longest(words, i);
      int lists = Phrases.lists(match);
      verification += lists & VERIFICATION;
      exploratory += (lists & EXPLORATORY) >> 1;
      adaptive += (lists & ADAPTIVE) >> 2;
      // A phrase is counted once: the words inside it are not looked at again.
      i += Math.max(1, Phrases.length(match));
    }
    double tokens = words.otherCharacters() / charactersPerToken + words.han() / hanPerToken;
    return new ChainMeasure(
        words.size() - words.han() + (words.han() + 1) / 2,
        verification,
        exploratory,
        adaptive,
        (int) Math.min(Integer.MAX_VALUE, Math.ceil(tokens)),
        repeated(words),
        otherLanguage(words));
  }

  private static double otherLanguage(Words words) {
    double han = words.han() / 2.0;
    double all = han + words.latin();
    return all == 0 ? 0 : Math.min(han, words.latin()) / all;
  }

  private static double repeated(Words words) {
    int windows = words.size() - WINDOW + 1;
    if (windows < 2) {
      return 0;
    }
    int capacity = Integer.highestOneBit(windows) << 2;
    long[] seen = new long[capacity];
    int repeats = 0;
    long out = 1;
    for (int i = 0; i < WINDOW; i++) {
      out *= Words.RADIX;
    }
    long hash = 0;
    for (int i = 0; i < words.size(); i++) {
      hash = hash * Words.RADIX + words.hash(i);
      if (i >= WINDOW) {
        hash -= out * words.hash(i - WINDOW);
      }
      if (i >= WINDOW - 1 && !add(seen, hash == 0 ? 1 : hash)) {
        repeats++;
      }
    }
    return (double) repeats / windows;
  }

  private static boolean add(long[] seen, long key) {
    int mask = seen.length - 1;
    int slot = (int) Words.mix(key) & mask;
    while (seen[slot] != 0) {
      if (seen[slot] == key) {
        return false;
      }
      slot = (slot + 1) & mask;
    }
    seen[slot] = key;
    return true;
  }

  /** The phrases as one table from (state, word) to the next state: a trie without nodes. */
  private static final class Phrases implements Serializable {
    private long[] keys = new long[1024];
    private int[] next = new int[1024];
    private int[] lists = new int[256];
    private int states = 1;

    void add(Words phrase, int list) {
      int state = 0;
      for (int i = 0; i < phrase.size(); i++) {
        int known = step(state, phrase.hash(i));
        state = known == 0 ? put(state, phrase.hash(i)) : known;
      }
      lists[state] |= list;
    }

    /** The longest phrase that starts at word {@code from}: its lists and its length, packed. */
    long longest(Words words, int from) {
      long best = 0;
      int state = 0;
      for (int i = from; i < words.size(); i++) {
        state = step(state, words.hash(i));
        if (state == 0) {
          break;
        }
        if (lists[state] != 0) {
          best = ((long) (i - from + 1) << 8) | lists[state];
        }
      }
      return best;
    }

    static int lists(long match) {
      return (int) match & 0xff;
    }

    static int length(long match) {
      return (int) (match >>> 8);
    }

    private int step(int state, long word) {
      long key = key(state, word);
      int slot = (int) key & (keys.length - 1);
      while (next[slot] != 0) {
        if (keys[slot] == key) {
          return next[slot];
        }
        slot = (slot + 1) & (keys.length - 1);
      }
      return 0;
    }

    private int put(int state, long word) {
      if (states * 2 >= keys.length) {
        grow();
      }
      if (states == lists.length) {
        lists = Arrays.copyOf(lists, states * 2);
      }
      insert(key(state, word), states);
      return states++;
    }

    private void grow() {
      long[] oldKeys = keys;
      int[] oldNext = next;
      keys = new long[oldKeys.length * 2];
      next = new int[oldKeys.length * 2];
      for (int i = 0; i < oldKeys.length; i++) {
        if (oldNext[i] != 0) {
          insert(oldKeys[i], oldNext[i]);
        }
      }
    }

    private void insert(long key, int state) {
      int slot = (int) key & (keys.length - 1);
      while (next[slot] != 0) {
        slot = (slot + 1) & (keys.length - 1);
      }
      keys[slot] = key;
      next[slot] = state;
    }

    private static long key(int state, long word) {
      return Words.mix(word + state * Words.RADIX);
    }
  }
}
