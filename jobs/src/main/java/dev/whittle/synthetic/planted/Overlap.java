// SPDX-License-Identifier: Apache-2.0
package dev.whittle.synthetic.planted;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The planter's own measure of how much text two statements share. */
final class Overlap {
  private Overlap() {}

  /**
   * Jaccard of the sets of three words in a row, two where either text has fewer than twelve;
   * characters count as words in Chinese.
   */
  static double of(String left, String right) {
    List<String> a = words(left);
    List<String> b = words(right);
    int size = Math.min(a.size(), b.size()) < 12 ? 2 : 3;
    Set<List<String>> first = runs(a, size);
    Set<List<String>> second = runs(b, size);
    Set<List<String>> both = new HashSet<>(first);
    both.retainAll(second);
    int either = first.size() + second.size() - both.size();
    return either == 0 ? 1 : both.size() / (double) either;
  }

  private static Set<List<String>> runs(List<String> words, int size) {
    Set<List<String>> runs = new HashSet<>();
    for (int i = 0; i + size <= words.size(); i++) {
      runs.add(words.subList(i, i + size));
    }
    return runs;
  }

  private static List<String> words(String text) {
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    String lower = text.toLowerCase(Locale.ROOT);
    for (int i = 0; i < lower.length(); i++) {
      char c = lower.charAt(i);
      boolean han = Character.isIdeographic(c);
      if (Character.isLetterOrDigit(c) && !han) {
        word.append(c);
        continue;
      }
      flush(words, word);
      if (han) {
        words.add(String.valueOf(c));
      }
    }
    flush(words, word);
    return words;
  }

  private static void flush(List<String> words, StringBuilder word) {
    if (word.length() > 0) {
      words.add(word.toString());
      word.setLength(0);
    }
  }
}
