// SPDX-License-Identifier: Apache-2.0
package dev.whittle.config;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Gathers what is wrong with a configuration, so that all of it is told at once. */
public final class Problems {
  private final List<String> found = new ArrayList<>();

  /** Adds a problem at a place such as {@code recorded.yaml:12}. */
  public void add(String where, String path, String words) {
    String line = where + ": " + (path.isEmpty() ? "" : path + ": ") + words;
    if (!found.contains(line)) {
      found.add(line);
    }
  }

  public List<String> found() {
    return List.copyOf(found);
  }

  /** Throws one {@link UserError} that lists every problem; does nothing when there is none. */
  public void throwIfAny() {
    if (!found.isEmpty()) {
      String count = found.size() == 1 ? "1 problem" : found.size() + " problems";
      throw new UserError(
          "Cannot use the configuration: "
              + count
              + ".\n  "
              + String.join("\n  ", found)
              + "\nMend and run again.");
    }
  }

  /**
   * {@code ; did you mean 'x'?} when one of the known names is close to the unknown one, else the
   * list of known names.
   */
  public static String suggestion(String unknown, Collection<String> known) {
    String best = null;
    int bestDistance = Math.max(2, unknown.length() / 3) + 1;
    for (String name : known) {
      int distance = distance(unknown, name);
      if (distance < bestDistance) {
        bestDistance = distance;
        best = name;
      }
    }
    if (best != null) {
      return "; did you mean '" + best + "'?";
    }
    return known.isEmpty() ? "" : "; known: " + String.join(", ", known);
  }

  /** Levenshtein's distance; names are short. */
  private static int distance(String left, String right) {
    int[] row = new int[right.length() + 1];
    for (int j = 0; j <= right.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= left.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= right.length(); j++) {
        int above = row[j];
        int change = left.charAt(i - 1) == right.charAt(j - 1) ? 0 : 1;
        row[j] = Math.min(Math.min(row[j] + 1, row[j - 1] + 1), diagonal + change);
        diagonal = above;
      }
    }
    return row[right.length()];
  }
}
