// SPDX-License-Identifier: Apache-2.0
package dev.whittle.quality;

import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The language of a statement: by script, and among the languages of the Latin script by function
 * words. A text with too few words to tell is taken for English, since formulas have no language.
 */
final class Languages {
  /** A function word: its language, and which of all words it is. */
  private record FunctionWord(String language, int number) {}

  /** Function words that are no English words, no variables and no LaTeX commands. */
  private static final Map<String, FunctionWord> WORDS = words();

  private static final int LONGEST =
      WORDS.keySet().stream().mapToInt(String::length).max().orElse(0);

  /** Fewest different function words that make a foreign text. */
  private static final int FEWEST = 3;

  private Languages() {}

  private static Map<String, FunctionWord> words() {
    Map<String, FunctionWord> words = new HashMap<>();
    String[][] lists = {
      {
        "en", "the", "of", "is", "and", "what", "how", "find", "if", "that", "for", "are", "with",
        "many", "be", "has", "each", "from", "by", "value", "let", "which", "to", "it", "at", "can",
        "in", "an", "on", "as", "she", "he", "her", "his", "they", "does", "did", "will", "was",
        "there", "have", "than", "per", "all", "number", "where", "when", "then", "given", "their"
      },
      {"es", "el", "las", "una", "que", "del", "por", "cuál", "cuántos", "se", "su", "los", "es"},
      {"fr", "les", "une", "des", "est", "pour", "dans", "du", "quel", "quelle", "combien", "et"},
      {"de", "der", "das", "und", "ist", "ein", "eine", "wie", "mit", "von", "sind", "auf"},
      {"pt", "os", "uma", "não", "para", "com", "qual", "são", "quantos", "dos", "das", "em"},
      {"it", "il", "gli", "che", "di", "della", "quanto", "sono", "nel", "dei", "con", "quale"},
      {"nl", "het", "een", "van", "hoeveel", "zijn", "dat", "wordt", "niet", "voor"},
      {"vi", "là", "của", "và", "các", "cho", "một", "không", "số", "có"}
    };
    for (String[] list : lists) {
      for (int i = 1; i < list.length; i++) {
        words.putIfAbsent(list[i], new FunctionWord(list[0], words.size()));
      }
    }
    return words;
  }

  /** A two-letter code, or the name of a script whose language was not told apart. */
  static String of(Statement statement) {
    String plain = statement.plain();
    int latin = 0;
    int han = 0;
    int kana = 0;
    int hangul = 0;
    int cyrillic = 0;
    int arabic = 0;
    int other = 0;
    Map<String, Integer> counts = new HashMap<>();
    BitSet seen = new BitSet(WORDS.size());
    int i = 0;
    while (i < plain.length()) {
      char c = plain.charAt(i);
      if (c == '\\') {
        i++;
        while (i < plain.length() && Phrases.latin(plain.charAt(i))) {
          i++;
        }
      } else if (Phrases.latin(c) || c == '\u1ea1' || (c >= '\u1ea0' && c <= '\u1ef9')) {
        int start = i;
        while (i < plain.length()
            && (Phrases.latin(plain.charAt(i))
                || (plain.charAt(i) >= '\u1ea0' && plain.charAt(i) <= '\u1ef9'))) {
          i++;
        }
        if (i - start > 1) {
          latin++;
          FunctionWord word = i - start > LONGEST ? null : WORDS.get(plain.substring(start, i));
          if (word != null && !seen.get(word.number())) {
            seen.set(word.number());
            counts.merge(word.language(), 1, Integer::sum);
          }
        }
      } else {
        if (Phrases.han(c)) {
          han++;
        } else if ((c >= 'ぁ' && c <= 'ゖ') || (c >= 'ァ' && c <= 'ヺ')) {
          kana++;
        } else if (c >= '\uac00' && c <= '\ud7a3') {
          hangul++;
        } else if (c >= '\u0400' && c <= '\u04ff') {
          cyrillic++;
        } else if (c >= '\u0600' && c <= '\u06ff') {
          arabic++;
        } else if (c > '\u0500' && Character.isLetter(c) && c < '\u2000') {
          other++;
        }
        i++;
      }
    }
    // A Latin word weighs as much as two characters of a script without spaces.
    int words = 2 * latin;
    if (kana > 2 && han + kana > words) {
      return "ja";
    }
    if (hangul > words) {
      return "ko";
    }
    if (han > words || (han > 3 && latin < 5)) {
      return "zh";
    }
    if (cyrillic > 3 * words) {
      return "ru";
    }
    if (arabic > 3 * words) {
      return "ar";
    }
    if (other > 3 * words) {
      return "other";
    }
    String best = "en";
    int most = Math.max(counts.getOrDefault("en", 0), FEWEST - 1);
    for (Map.Entry<String, Integer> entry : counts.entrySet()) {
      boolean ties = entry.getValue() == most && entry.getKey().compareTo(best) < 0;
      if (!entry.getKey().equals("en")
          && (entry.getValue() > most || (ties && !best.equals("en")))) {
        most = entry.getValue();
        best = entry.getKey();
      }
    }
    return best;
  }

  static Optional<Finding> unwanted(String language, List<String> wanted) {
    return wanted.contains(language)
        ? Optional.empty()
        : Optional.of(new Finding(Rule.UNWANTED_LANGUAGE, language));
  }
}
