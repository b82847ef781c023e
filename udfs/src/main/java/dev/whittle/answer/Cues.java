// SPDX-License-Identifier: Apache-2.0
package dev.whittle.answer;

import java.util.List;

/** Finds what follows the last cue ("the answer is", "A:", "答案", "故选" ...). */
final class Cues {

  /** Words for "answer", lower case; what follows them must be a connective or a formula. */
  private static final List<String> WORDS =
      List.of(
          "answer",
          "answers",
          "réponse",
          "reponse",
          "respuesta",
          "antwort",
          "resposta",
          "risposta",
          "đáp án",
          "đáp số",
          "ответ",
          "cevap",
          "jawaban",
          "antwoord",
          "odpowiedź",
          "odpověď",
          "svar",
          "svaret",
          "vastaus",
          "răspuns",
          "válasz",
          "відповідь",
          "απάντηση",
          "उत्तर",
          "উত্তর",
          "คำตอบ",
          "الجواب",
          "الإجابة",
          "جواب",
          "پاسخ",
          "תשובה",
          "సమాధానం",
          "答案",
          "答え",
          "정답",
          "답");

  /** Cues that need no connective. */
  private static final List<String> CHOICES =
      List.of("故选择", "故选", "因此选择", "因此选", "所以选择", "所以选", "应选", "选择", "故答案为", "故應選");

  private static final List<String> CONNECTIVES =
      List.of(
          "should be",
          "would be",
          "must be",
          "will be",
          "is",
          "are",
          "was",
          "be",
          "est",
          "es",
          "ist",
          "é",
          "è",
          "sont",
          "là",
          "है",
          "είναι",
          "是",
          "为",
          "為",
          "は",
          "은",
          "는",
          "may be");

  private static final List<String> LEADS =
      List.of(
          "therefore",
          "thus",
          "simply",
          "exactly",
          "approximately",
          "option",
          "choice",
          "letter",
          "now",
          "then",
          "that",
          "given by",
          "选项",
          "选择",
          "选",
          "就是");

  private static final String WORD_FIRSTS = firsts(WORDS);
  private static final String CHOICE_FIRSTS = firsts(CHOICES);
  private static final boolean[] ASCII_FIRSTS = ascii(WORD_FIRSTS);
  private static final String CONNECTIVE_FIRSTS = firsts(CONNECTIVES);
  private static final String LEAD_FIRSTS = firsts(LEADS);

  /** Cues that lead to nothing before the search ends. */
  private static final int MOST_TRIES = 100;

  private Cues() {}

  private static String firsts(List<String> words) {
    StringBuilder firsts = new StringBuilder();
    for (String word : words) {
      if (firsts.indexOf(word.substring(0, 1)) < 0) {
        firsts.append(word.charAt(0));
      }
    }
    return firsts.toString();
  }

  private static boolean[] ascii(String firsts) {
    boolean[] is = new boolean[128];
    for (int k = 0; k < firsts.length(); k++) {
      if (firsts.charAt(k) < 128) {
        is[firsts.charAt(k)] = true;
      }
    }
    return is;
  }

  /** Whether one of the words can begin here; spares hostile texts most comparisons. */
  private static boolean mayBegin(String firsts, String text, int at) {
    return at < text.length() && firsts.indexOf(Chars.lower(text.charAt(at))) >= 0;
  }

  /** What stands under 【答案】, before the next such heading; the first one counts. */
  static Extraction headed(String text, int from, int to) {
    int heading = text.indexOf("【答案】", from);
    if (heading < 0 || heading + 4 >= to) {
      return Extraction.NOTHING;
    }
    int end = text.indexOf('【', heading + 4);
    return region(text, heading + 4, end < 0 ? to : Math.min(end, to));
  }

  static Extraction last(String text, int from, int to, AnswerExtractor.Hint hint) {
    int tries = 0;
    for (int i = to - 1; i >= from; i--) {
      char c = Chars.lower(text.charAt(i));
      if (c < 128 ? !ASCII_FIRSTS[c] : WORD_FIRSTS.indexOf(c) < 0 && CHOICE_FIRSTS.indexOf(c) < 0) {
        continue;
      }
      if (tries > MOST_TRIES) {
        break;
      }
      int start =
          Chars.isAsciiLetter(c) ? wordCue(text, from, i, to, hint) : otherCue(text, from, i, to);
      if (start >= 0) {
        Extraction found = region(text, start, to);
        if (found.found()) {
          return found;
        }
        tries++;
      }
    }
    return Extraction.NOTHING;
  }

  private static boolean boundary(String text, int from, int at) {
    return at <= from
        || !(Chars.isWordLetter(text.charAt(at - 1))
            || Chars.isDigit(text.charAt(at - 1))
            || text.charAt(at - 1) == '\\');
  }

  private static int wordCue(String text, int from, int at, int to, AnswerExtractor.Hint hint) {
    if (!boundary(text, from, at)) {
      return -1;
    }
    // "A: 34", at the beginning of a line only
    if (hint != AnswerExtractor.Hint.LETTER
        && text.charAt(at) == 'A'
        && at + 1 < to
        && text.charAt(at + 1) == ':'
        && lineStart(text, from, at)) {
      return at + 2;
    }
    if (text.regionMatches(true, at, "ans", 0, 3) && at + 3 < to) {
      int i = at + 3;
      if (text.charAt(i) == '.' && i + 1 < to) {
        i++;
      }
      i = spaces(text, i, to);
      if (i < to && (text.charAt(i) == ':' || text.charAt(i) == '=')) {
        return i + 1;
      }
    }
    return otherCue(text, from, at, to);
  }

  private static boolean lineStart(String text, int from, int at) {
    int i = at;
    while (i > from && (text.charAt(i - 1) == ' ' || text.charAt(i - 1) == '*')) {
      i--;
    }
    return i == from || text.charAt(i - 1) == '\n';
  }

  private static int otherCue(String text, int from, int at, int to) {
    for (String choice : mayBegin(CHOICE_FIRSTS, text, at) ? CHOICES : List.<String>of()) {
      if (text.startsWith(choice, at)) {
        int i = marks(text, at + choice.length(), to);
        for (String lead : List.of("择", "项", "选项", "为", "是", "：", ":")) {
          if (text.startsWith(lead, i)) {
            i += lead.length();
          }
        }
        return marks(text, i, to);
      }
    }
    for (String word : WORDS) {
      if (Chars.lower(text.charAt(at)) == word.charAt(0)
          && text.regionMatches(true, at, word, 0, word.length())
          && boundary(text, from, at)) {
        int start = afterWord(text, at + word.length(), to);
        if (start >= 0) {
          return start;
        }
      }
    }
    return -1;
  }

  /** Where the answer begins after a word for "answer", or -1 when nothing connects them. */
  private static int afterWord(String text, int at, int to) {
    if (at < to && Chars.isWordLetter(text.charAt(at))) {
      return -1;
    }
    int i = marks(text, at, to);
    if (i < to && text.charAt(i) == '(') {
      // "Answer (in cm): 5", but "Answer (B)"
      int close = text.indexOf(')', i);
      if (close > i + 2 && close - i < 40 && close + 1 < to && text.charAt(close + 1) == ':') {
        return close + 2;
      }
      return i + 2 < to && text.charAt(i + 2) == ')' ? i : -1;
    }
    int connected = connective(text, i, to);
    if (connected >= 0) {
      return connected;
    }
    if (i < to
        && i > at
        && (text.charAt(i) == '$' || text.startsWith("\\(", i) || text.startsWith("\\[", i))) {
      return i;
    }
    // "The answer to the question is 5."
    if (i > at
        && (text.startsWith("to ", i)
            || text.startsWith("of ", i)
            || text.startsWith("for ", i)
            || text.startsWith("in ", i)
            || text.startsWith("choice", i)
            || text.startsWith("option", i))) {
      int end = Math.min(to, i + 120);
      for (int j = i; j < end; j++) {
        char c = text.charAt(j);
        if (c == '.' || c == '\n' || c == '?' || c == '!') {
          return -1;
        }
        if (c == ':' || (c == ' ' && text.startsWith(" is ", j))) {
          int start = connective(text, c == ':' ? j : j + 1, to);
          return start;
        }
      }
    }
    // A headline of its own: "**Final Answer**" and the answer below it.
    if (i < to && i > at && newline(text, at, i)) {
      return i;
    }
    return -1;
  }

  private static boolean newline(String text, int from, int to) {
    for (int i = from; i < to; i++) {
      if (text.charAt(i) == '\n'
          || (text.charAt(i) == '\\' && i + 1 < to && text.charAt(i + 1) == 'n')) {
        return true;
      }
    }
    return false;
  }

  private static int connective(String text, int at, int to) {
    int i = at;
    boolean connected = false;
    for (int round = 0; round < 4; round++) {
      i = marks(text, i, to);
      if (i < to && (text.charAt(i) == ':' || text.charAt(i) == '：' || text.charAt(i) == '=')) {
        connected = true;
        i++;
        continue;
      }
      boolean word = false;
      for (String one : mayBegin(CONNECTIVE_FIRSTS, text, i) ? CONNECTIVES : List.<String>of()) {
        if (text.regionMatches(true, i, one, 0, one.length())) {
          int end = i + one.length();
          if (connected && spaces(text, end, to) >= to) {
            // "答案：是": the answer itself
            continue;
          }
          if (end >= to || !Chars.isWordLetter(text.charAt(end)) || Chars.isCjk(text.charAt(i))) {
            connected = true;
            word = true;
            i = end;
            break;
          }
        }
      }
      if (!word && connected) {
        for (String one : mayBegin(LEAD_FIRSTS, text, i) ? LEADS : List.<String>of()) {
          if (text.regionMatches(true, i, one, 0, one.length())) {
            int end = i + one.length();
            if (end >= to || !Chars.isWordLetter(text.charAt(end)) || Chars.isCjk(text.charAt(i))) {
              word = true;
              i = end;
              break;
            }
          }
        }
      }
      if (!word) {
        break;
      }
    }
    return connected ? marks(text, i, to) : -1;
  }

  /** Skips blanks and emphasis. */
  private static int marks(String text, int at, int to) {
    int i = at;
    while (i < to) {
      char c = text.charAt(i);
      if (Chars.isBlank(c) || c == '_' || c == '`' || c == '>' || c == '#') {
        i++;
      } else if (c == '*'
          && (i + 1 >= to
              || text.charAt(i + 1) == '*'
              || text.charAt(i - 1) == '*'
              || !Chars.isDigit(text.charAt(i + 1)))) {
        i++;
      } else if (c == '\\'
          && i + 1 < to
          && text.charAt(i + 1) == 'n'
          && (i + 2 >= to || !Chars.isAsciiLetter(text.charAt(i + 2)))) {
        i += 2;
      } else {
        break;
      }
    }
    return i;
  }

  private static int spaces(String text, int at, int to) {
    int i = at;
    while (i < to && Chars.isBlank(text.charAt(i))) {
      i++;
    }
    return i;
  }

  /** The answer's sentence: to the end of the line, or to a full stop outside of formulas. */
  private static Extraction region(String text, int start, int to) {
    int i = marks(text, start, to);
    int begin = i;
    int limit = Math.min(to, begin + AnswerExtractor.LONGEST);
    if (text.startsWith("not ", begin)) {
      // "not 35 but 36"
      int but = text.indexOf(" but ", begin);
      return but > 0 && but < lineEnd(text, begin, limit)
          ? region(text, but + 5, to)
          : Extraction.NOTHING;
    }
    boolean math = false;
    int depth = 0;
    while (i < limit) {
      char c = text.charAt(i);
      if (c == '$') {
        math =
            !math
                && text.indexOf('$', i + 1) > 0
                && !(i + 1 < limit
                    && Chars.isDigit(text.charAt(i + 1))
                    && text.indexOf('$', i + 1) > lineEnd(text, i, limit));
      } else if (c == '\\'
          && i + 1 < limit
          && (text.charAt(i + 1) == '(' || text.charAt(i + 1) == '[')) {
        depth++;
        i++;
      } else if (c == '\\'
          && i + 1 < limit
          && (text.charAt(i + 1) == ')' || text.charAt(i + 1) == ']')) {
        depth = Math.max(0, depth - 1);
        i++;
      } else if (c == '\\' && text.startsWith("\\begin", i)) {
        depth++;
      } else if (c == '\\' && text.startsWith("\\end", i)) {
        depth = Math.max(0, depth - 1);
      } else if (c == '\n' && !math && depth == 0) {
        break;
      } else if (c == ',' && !math && depth == 0 && reasons(text, i)) {
        break;
      } else if (c == '。' || c == '！') {
        break;
      } else if (c == '.' && !math && depth == 0 && stop(text, begin, i, limit)) {
        break;
      }
      i++;
    }
    int end = i;
    while (end > begin
        && ("*.`_".indexOf(text.charAt(end - 1)) >= 0 || Chars.isBlank(text.charAt(end - 1)))) {
      if (text.charAt(end - 1) == '.'
          && end - 3 >= begin
          && (text.startsWith("p.m", end - 4 < 0 ? 0 : end - 4)
              || text.startsWith("a.m", end - 4 < 0 ? 0 : end - 4))) {
        break;
      }
      end--;
    }
    return Extraction.of(text, begin, end, Rule.CUE);
  }

  /** ", which is", ", because": the answer is over. */
  private static boolean reasons(String text, int comma) {
    return text.startsWith(" which ", comma + 1)
        || text.startsWith(" because ", comma + 1)
        || text.startsWith(" since ", comma + 1);
  }

  private static int lineEnd(String text, int at, int limit) {
    int end = text.indexOf('\n', at);
    return end < 0 ? limit : Math.min(end, limit);
  }

  /** Whether the point at {@code i} ends a sentence. */
  private static boolean stop(String text, int begin, int i, int limit) {
    if (i + 1 < limit && !Chars.isBlank(text.charAt(i + 1)) && text.charAt(i + 1) != '*') {
      return false;
    }
    // "4:30 p.m. sharp", "B. because"
    boolean abbreviated = i >= begin + 2 && text.charAt(i - 2) == '.';
    if (i >= begin + 1 && (text.startsWith("p.m", i - 1) || text.startsWith("a.m", i - 1))) {
      abbreviated = true;
    }
    return !abbreviated;
  }
}
