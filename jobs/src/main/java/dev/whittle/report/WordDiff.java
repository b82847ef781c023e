// SPDX-License-Identifier: Apache-2.0
package dev.whittle.report;

import java.util.ArrayList;
import java.util.List;

/**
 * The words in which two texts differ, along a longest common subsequence of their words: {@code
 * [-only here-]} and {@code {+only there+}}, long equal stretches left out.
 */
final class WordDiff {
  /** Words of each text that are compared; the table has this squared. */
  private static final int WORDS = 1_500;

  /** Equal words shown beside a difference. */
  private static final int CONTEXT = 4;

  private WordDiff() {}

  /** The difference, or the empty text when there is none. */
  static String of(String here, String there) {
    List<String> a = words(here);
    List<String> b = words(there);
    int[][] common = new int[a.size() + 1][b.size() + 1];
    for (int i = a.size() - 1; i >= 0; i--) {
      for (int j = b.size() - 1; j >= 0; j--) {
        common[i][j] =
            a.get(i).equals(b.get(j))
                ? common[i + 1][j + 1] + 1
                : Math.max(common[i + 1][j], common[i][j + 1]);
      }
    }
    StringBuilder out = new StringBuilder();
    List<String> same = new ArrayList<>();
    boolean differs = false;
    int i = 0;
    int j = 0;
    while (i < a.size() || j < b.size()) {
      if (i < a.size() && j < b.size() && a.get(i).equals(b.get(j))) {
        same.add(a.get(i));
        i++;
        j++;
        continue;
      }
      List<String> gone = new ArrayList<>();
      List<String> come = new ArrayList<>();
      while ((i < a.size() || j < b.size())
          && !(i < a.size() && j < b.size() && a.get(i).equals(b.get(j)))) {
        if (j >= b.size() || i < a.size() && common[i + 1][j] >= common[i][j + 1]) {
          gone.add(a.get(i++));
        } else {
          come.add(b.get(j++));
        }
      }
      between(out, same, differs, true);
      same.clear();
      differs = true;
      if (!gone.isEmpty()) {
        out.append("[-").append(String.join(" ", gone)).append("-] ");
      }
      if (!come.isEmpty()) {
        out.append("{+").append(String.join(" ", come)).append("+} ");
      }
    }
    if (!differs) {
      return "";
    }
    between(out, same, true, false);
    return out.toString().strip();
  }

  private static void between(StringBuilder out, List<String> same, boolean before, boolean after) {
    int head = before ? Math.min(CONTEXT, same.size()) : 0;
    int tail = after ? Math.min(CONTEXT, same.size() - head) : 0;
    same.subList(0, head).forEach(word -> out.append(word).append(' '));
    if (head + tail < same.size()) {
      out.append("... ");
    }
    same.subList(same.size() - tail, same.size()).forEach(word -> out.append(word).append(' '));
  }

  private static List<String> words(String text) {
    String clean = text == null ? "" : text.strip();
    if (clean.isEmpty()) {
      return List.of();
    }
    // Han has no spaces: a character is a word.
    List<String> words =
        List.of(clean.replaceAll("(\\p{IsHan})", " $1 ").strip().split("[\\s\\p{Zs}]+"));
    return words.subList(0, Math.min(WORDS, words.size()));
  }
}
