// SPDX-License-Identifier: Apache-2.0
package dev.whittle.quality;

import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;

/** Answers that cannot be checked, or that the statement tells. */
final class Answers {
  private static final String[] NOTHING = {
    "",
    "none",
    "null",
    "n/a",
    "na",
    "nan",
    "[]",
    "{}",
    "-",
    "?",
    "无",
    "略",
    "unknown",
    "no answer",
    "not given",
    "not provided",
    "not available",
    "no answer provided",
    "omitted",
    "proof",
    "tbd",
    "todo",
    "answers may vary",
    "answers vary",
    "answers will vary",
    "\\text{none}",
    "见解析",
    "见答案",
    "解析略",
    "证明略"
  };

  /** Beginnings of an answer that is somewhere else: "See the solution." */
  private static final String[] ELSEWHERE = {
    "see the ",
    "see solution",
    "see explanation",
    "see above",
    "see below",
    "see proof",
    "see figure",
    "see answer",
    "refer to ",
    "as explained ",
    "as shown above",
    "详见",
    "见详解"
  };

  private static final String[] TELLS = {
    "answer:",
    "answer is",
    "answer is:",
    "ans:",
    "answer =",
    "答案：",
    "答案:",
    "答案是",
    "答案为",
    "####",
    "\\boxed{"
  };

  private Answers() {}

  /** No final answer. */
  static Optional<Finding> none(Statement statement) {
    String answer = statement.answer();
    String bare = bare(answer);
    for (String nothing : NOTHING) {
      if (answer.equalsIgnoreCase(nothing) || (!nothing.isEmpty() && bare.equals(nothing))) {
        return found(Rule.NO_ANSWER, answer.isEmpty() ? "empty" : answer);
      }
    }
    for (String elsewhere : ELSEWHERE) {
      if (bare.startsWith(elsewhere)) {
        return found(Rule.NO_ANSWER, answer);
      }
    }
    return Optional.empty();
  }

  /** Lower case, without a text command around it and a full stop behind it. */
  private static String bare(String answer) {
    String bare = answer.toLowerCase(Locale.ROOT);
    if (bare.startsWith("\\text{") && bare.endsWith("}")) {
      bare = bare.substring(6, bare.length() - 1).strip();
    }
    while (bare.endsWith(".") || bare.endsWith("。")) {
      bare = bare.substring(0, bare.length() - 1).strip();
    }
    return bare;
  }

  /** An answer of no type that the verifier can compare. */
  static Optional<Finding> unverifiable(
      Statement statement, int maxWords, Predicate<String> verifiable) {
    String answer = statement.answer();
    if (answer.isEmpty()) {
      return Optional.empty();
    }
    int words = words(answer);
    if (words > maxWords) {
      return found(Rule.UNVERIFIABLE_ANSWER, words + " words: " + answer);
    }
    return verifiable.test(answer) ? Optional.empty() : found(Rule.UNVERIFIABLE_ANSWER, answer);
  }

  /** Words of at least two letters, LaTeX commands left out; a Han character is half a word. */
  private static int words(String answer) {
    int words = 0;
    int han = 0;
    int i = 0;
    while (i < answer.length()) {
      char c = answer.charAt(i);
      if (c == '\\' || Phrases.latin(c)) {
        int start = i++;
        while (i < answer.length() && Phrases.latin(answer.charAt(i))) {
          i++;
        }
        String command = answer.substring(start, i);
        // The name and the columns of an environment are no words.
        while ((command.equals("\\begin") || command.equals("\\end"))
            && i < answer.length()
            && answer.charAt(i) == '{') {
          int close = answer.indexOf('}', i);
          i = close < 0 ? answer.length() : close + 1;
        }
        if (c != '\\' && command.length() > 1) {
          words++;
        }
      } else {
        if (Phrases.han(c)) {
          han++;
        }
        i++;
      }
    }
    return words + han / 2;
  }

  /** The statement tells the answer, in so many words. */
  static Optional<Finding> leaked(Statement statement) {
    String answer = statement.answer();
    if (answer.isEmpty()) {
      return Optional.empty();
    }
    String plain = statement.plain();
    String wanted = null;
    for (String tell : TELLS) {
      int at = plain.indexOf(tell);
      while (at >= 0) {
        // Few statements tell anything.
        wanted = wanted == null ? squeeze(answer) : wanted;
        if (wanted.isEmpty()) {
          return Optional.empty();
        }
        int start = at + tell.length();
        String rest =
            squeeze(
                plain.substring(start, Math.min(plain.length(), start + answer.length() * 2 + 24)));
        // "If there is none, then the answer is 0" tells a convention.
        boolean conditional = plain.substring(0, at).stripTrailing().endsWith("then the");
        if (!conditional && rest.startsWith(wanted) && ends(rest, wanted.length())) {
          return found(Rule.ANSWER_LEAKED, tell);
        }
        at = plain.indexOf(tell, start);
      }
    }
    return Optional.empty();
  }

  /** 12 is not told by "answer: 120". */
  private static boolean ends(String rest, int at) {
    if (at >= rest.length()) {
      return true;
    }
    char last = rest.charAt(at - 1);
    char next = rest.charAt(at);
    boolean goesOn =
        (Phrases.digit(last) && (Phrases.digit(next) || next == '/' || next == '^'))
            || (Phrases.digit(last)
                && next == '.'
                && at + 1 < rest.length()
                && Phrases.digit(rest.charAt(at + 1)))
            || (Phrases.latin(last) && Phrases.latin(next));
    return !goesOn;
  }

  private static String squeeze(String text) {
    StringBuilder squeezed = new StringBuilder(text.length());
    String lower = text.toLowerCase(Locale.ROOT);
    for (int i = 0; i < lower.length(); i++) {
      char c = lower.charAt(i);
      if (!Character.isWhitespace(c) && c != '$' && c != '*') {
        squeezed.append(c);
      }
    }
    return squeezed.toString();
  }

  private static Optional<Finding> found(Rule rule, String evidence) {
    return Optional.of(new Finding(rule, evidence));
  }
}
