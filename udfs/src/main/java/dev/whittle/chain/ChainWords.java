// SPDX-License-Identifier: Apache-2.0
package dev.whittle.chain;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The words and phrases that LIMO's rule counts (arXiv 2502.03387 v3, section on solution quality;
 * it prints two examples of each list).
 *
 * <p>Case does not matter; a phrase matches word by word whatever stands between the words; no
 * inflection is guessed, so "check" does not count "checked". Han words are matched by characters
 * anywhere in a run.
 *
 * @param verification words of self-verification, such as "check" and "verify"
 * @param exploratory words of an exploratory approach, such as "perhaps" and "might"
 * @param adaptive words that lead from step to step, such as "therefore" and "since"
 */
public record ChainWords(List<String> verification, List<String> exploratory, List<String> adaptive)
    implements Serializable {
  public ChainWords {
    verification = List.copyOf(verification);
    exploratory = List.copyOf(exploratory);
    adaptive = List.copyOf(adaptive);
  }

  /** The lists of the published recipes, in English and Chinese. */
  public static ChainWords standard() {
    Map<String, List<String>> lists = new HashMap<>();
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(
                ChainWords.class.getResourceAsStream("words.txt"), StandardCharsets.UTF_8))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        String[] parts = line.split(": ", 2);
        lists.put(parts[0], List.of(parts[1].split(", ")));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new ChainWords(
        lists.get("verification"), lists.get("exploratory"), lists.get("adaptive"));
  }
}
