// SPDX-License-Identifier: Apache-2.0
package dev.whittle.quality;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** What kind of answer a statement asks for. */
final class Questions {
  private static final String[] CHOICE = {
    "which of the following",
    "which one of the following",
    "which of these",
    "which statement",
    "which one of these",
    "none of the above",
    "all of the above",
    "enter the letter",
    "letter of the correct",
    "letters of the correct",
    "your answer should be a letter",
    "answer using a letter",
    "the correct option",
    "the correct choice",
    "answer choices",
    "choose the correct",
    "select the correct"
  };

  private static final String[] CHOICE_HAN = {
    "下列说法", "以下说法", "下列各式", "下列各数", "下列选项", "以下选项", "下列四个", "下列哪", "以下哪"
  };

  private static final String[] ASKS = {
    "find",
    "determine",
    "compute",
    "calculate",
    "evaluate",
    "what",
    "how many",
    "how much",
    "how long",
    "how far",
    "how old",
    "how",
    "which",
    "who",
    "when",
    "solve",
    "simplify",
    "express",
    "give",
    "estimate",
    "in what",
    "for what",
    "maximum",
    "minimum",
    "write"
  };

  /** Verbs that ask at the start of a clause; question words come with a question mark. */
  private static final String[] PART_ASKS = {
    "find",
    "determine",
    "compute",
    "calculate",
    "evaluate",
    "solve",
    "simplify",
    "prove that",
    "show that",
    "prove",
    "write",
    "what is",
    "how many"
  };

  private static final String[] HAN_ASKS = {"求", "多少", "几", "证明", "计算", "是否", "化简", "解方程"};

  private static final String[] CASES = {
    "following situations",
    "following cases",
    "following scenarios",
    "following circumstances",
    "in each case",
    "in each of the following",
    "each of the following",
    "answer the following",
    "following expressions",
    "following questions",
    "following two questions",
    "following three questions",
    "下列问题",
    "下列各题",
    "以下问题"
  };

  private static final String[] YES_NO = {
    "yes",
    "no",
    "true",
    "false",
    "是",
    "否",
    "对",
    "错",
    "正确",
    "错误",
    "不正确",
    "能",
    "不能",
    "√",
    "×",
    "会",
    "不会",
    "correct",
    "incorrect",
    "possible",
    "impossible",
    "\\text{yes}",
    "\\text{no}",
    "\\text{true}",
    "\\text{false}"
  };

  /** One of these stands in every phrase of {@link #CHOICE}: asked first, since it is cheap. */
  private static final String[] CHOICE_HINTS = {
    "which", "the above", "letter", "correct", "answer choices"
  };

  private static final int[] NONE = {};

  /**
   * A way to number parts.
   *
   * @param form its first marker, as evidence names it
   * @param markers what stands before the first part, the second and so on
   */
  private record Numbering(String form, List<String> markers) {
    static Numbering of(String form, int most, IntFunction<String> marker) {
      return new Numbering(form, IntStream.range(0, most).mapToObj(marker).toList());
    }
  }

  private static final int MOST_PARTS = 26;

  private static final List<Numbering> NUMBERINGS =
      List.of(
          Numbering.of("(1)", MOST_PARTS, i -> "(" + (i + 1) + ")"),
          Numbering.of("（1）", MOST_PARTS, i -> "（" + (i + 1) + "）"),
          Numbering.of("(a)", MOST_PARTS, i -> "(" + (char) ('a' + i) + ")"),
          new Numbering("(i)", List.of("(i)", "(ii)", "(iii)", "(iv)", "(v)", "(vi)")),
          Numbering.of("①", 10, i -> String.valueOf((char) ('①' + i))),
          Numbering.of("**p1.**", MOST_PARTS, i -> "**p" + (i + 1) + "."),
          Numbering.of("**(a)**", MOST_PARTS, i -> "**(" + (char) ('a' + i) + ")**"),
          Numbering.of("(ⅰ)", 10, i -> "(" + (char) ('ⅰ' + i) + ")"));

  private Questions() {}

  /** A choice among options, given apart, in the statement, or only named. */
  static Optional<Finding> multipleChoice(Statement statement) {
    String options = statement.options();
    if (!options.isEmpty()
        && !options.equals("[]")
        && !options.equals("{}")
        && !options.equals("null")) {
      return found(Rule.MULTIPLE_CHOICE, "the source gives options");
    }
    String form = optionsIn(statement.prose(), letter(statement.answer()));
    if (form != null) {
      return found(Rule.MULTIPLE_CHOICE, "options " + form);
    }
    String plain = statement.plain();
    String phrase = Phrases.contains(plain, CHOICE_HINTS) ? Phrases.first(plain, CHOICE) : null;
    if (phrase != null) {
      return found(Rule.MULTIPLE_CHOICE, phrase);
    }
    for (String han : CHOICE_HAN) {
      if (plain.contains(han)) {
        return found(Rule.MULTIPLE_CHOICE, han);
      }
    }
    if (plain.contains("下列") && plain.contains("的是")) {
      return found(Rule.MULTIPLE_CHOICE, "下列...的是");
    }
    return Optional.empty();
  }

  /** Whether the answer is one of the letters a to e in any dress: B, (b), \text{(B)}. */
  private static boolean letter(String answer) {
    char only = 0;
    String bare = answer.replace("\\text", "").replace("\\textbf", "").replace("\\mathrm", "");
    for (int i = 0; i < bare.length(); i++) {
      char c = bare.charAt(i);
      if (Phrases.latin(c) || Phrases.digit(c) || Phrases.han(c)) {
        if (only != 0) {
          return false;
        }
        only = Character.toLowerCase(c);
      }
    }
    return only >= 'a' && only <= 'e';
  }

  /**
   * The form of at least three options in order, A then B then C, or null. Letters in brackets,
   * with one bracket, or with a full stop at the start of a line or item; small letters only when
   * the answer is a letter, since they name parts of a question as well.
   */
  private static String optionsIn(String text, boolean letterAnswer) {
    for (String form : new String[] {"(A)", "A)", "A."}) {
      if (inOrder(text, form, 'A')) {
        return form;
      }
      if (letterAnswer && inOrder(text, form, 'a')) {
        return form.toLowerCase(Locale.ROOT);
      }
    }
    return null;
  }

  private static boolean inOrder(String text, String form, char first) {
    int at = 0;
    for (char letter = first; letter < first + 3; letter++) {
      at = marker(text, form, letter, at);
      if (at < 0) {
        return false;
      }
    }
    return true;
  }

  /** Where the text goes on after the marker of this letter, or -1. */
  private static int marker(String text, String form, char letter, int from) {
    int at = text.indexOf(letter, from);
    while (at >= 0) {
      int end = at + 1;
      boolean matches;
      int start = at;
      if (form.equals("(A)")) {
        matches = before(text, at, "(（") && after(text, at, ")）");
        start = matches ? skipBack(text, at) : at;
        matches &= start == 0 || !operand(text.charAt(start - 1));
      } else if (form.equals("A)")) {
        matches = after(text, at, ")）") && itemStart(text, at);
      } else {
        matches = after(text, at, ".．") && itemStart(text, at);
      }
      if (matches) {
        return end;
      }
      at = text.indexOf(letter, at + 1);
    }
    return -1;
  }

  /** A bracket after a letter is a call, f(A), and after a bracket a product, (A)(B). */
  private static boolean operand(char c) {
    return Phrases.latin(c) || Phrases.digit(c) || c == ')' || c == '"';
  }

  private static boolean before(String text, int at, String wanted) {
    int i = at - 1;
    while (i >= 0 && text.charAt(i) == ' ') {
      i--;
    }
    return i >= 0 && wanted.indexOf(text.charAt(i)) >= 0;
  }

  private static int skipBack(String text, int at) {
    int i = at - 1;
    while (i >= 0 && text.charAt(i) == ' ') {
      i--;
    }
    return Math.max(i, 0);
  }

  private static boolean after(String text, int at, String wanted) {
    int i = at + 1;
    while (i < text.length() && (text.charAt(i) == ' ' || text.charAt(i) == '}')) {
      i++;
    }
    return i < text.length() && wanted.indexOf(text.charAt(i)) >= 0;
  }

  /** An item starts a line, or follows the end of a sentence, another item or a bullet. */
  private static boolean itemStart(String text, int at) {
    int i = at - 1;
    while (i >= 0 && (text.charAt(i) == ' ' || text.charAt(i) == '{')) {
      i--;
    }
    if (i < 0) {
      return true;
    }
    char c = text.charAt(i);
    if (c == '\n' || "?？:：;；,，.。'\"[".indexOf(c) >= 0) {
      return c != ',' && c != '，' || i != at - 1;
    }
    int command = text.lastIndexOf('\\', i);
    if (command >= 0 && i - command <= 8) {
      String name = text.substring(command + 1, i + 1);
      return name.equals("quad")
          || name.equals("qquad")
          || name.equals("bullet$")
          || name.equals("bullet")
          || name.equals("text")
          || name.equals("textbf")
          || name.equals("item");
    }
    return false;
  }

  /** Asks for a proof and for nothing that could be checked. */
  static Optional<Finding> proof(Statement statement) {
    String plain = statement.plain();
    String phrase = null;
    for (String candidate :
        new String[] {"prove that", "show that", "prove", "disprove", "show by"}) {
      int at = Phrases.indexOf(plain, candidate, 0);
      while (at >= 0 && !commands(plain, at)) {
        at = Phrases.indexOf(plain, candidate, at + 1);
      }
      if (at >= 0) {
        phrase = candidate;
        break;
      }
    }
    for (String candidate : new String[] {"求证", "证明：", "证明:", "试证", "证明这", "请证明", "证明。"}) {
      if (phrase == null && plain.contains(candidate)) {
        phrase = candidate;
      }
    }
    if (phrase == null) {
      return Optional.empty();
    }
    // "Show that a limit exists, and find it" has an answer to check, if it has one at all.
    boolean asksMore = Phrases.first(plain, ASKS) != null || plain.contains("多少");
    return !statement.answer().isEmpty() && asksMore ? Optional.empty() : found(Rule.PROOF, phrase);
  }

  /** A command stands at the start of a sentence or clause. */
  private static boolean commands(String plain, int at) {
    int i = at - 1;
    while (i >= 0 && plain.charAt(i) == ' ') {
      i--;
    }
    if (i < 0 || ".,;:!?)]$}*-".indexOf(plain.charAt(i)) >= 0) {
      return true;
    }
    String head = plain.substring(0, i + 1);
    return head.endsWith(" and")
        || head.endsWith("then")
        || head.endsWith("please")
        || head.endsWith("hence")
        || head.endsWith("thus")
        || head.endsWith(" to")
        || head.endsWith("can you");
  }

  /** An answer that is one of two words. */
  static Optional<Finding> yesNo(Statement statement) {
    String answer = bare(statement.answer());
    for (String word : YES_NO) {
      if (answer.equals(word)) {
        return found(Rule.YES_NO, "answer " + word);
      }
    }
    String plain = statement.plain();
    String phrase = Phrases.first(plain, "true or false", "answer yes or no", "yes or no");
    return phrase == null || !answer.isEmpty() ? Optional.empty() : found(Rule.YES_NO, phrase);
  }

  private static String bare(String answer) {
    String bare = answer.toLowerCase(Locale.ROOT).strip();
    while (bare.endsWith(".") || bare.endsWith("$") || bare.endsWith("。")) {
      bare = bare.substring(0, bare.length() - 1).strip();
    }
    while (bare.startsWith("$")) {
      bare = bare.substring(1).strip();
    }
    return bare;
  }

  /**
   * At least two numbered parts that ask something each, or a question put to several numbered
   * cases. Numbered conditions and steps ask nothing.
   */
  static Optional<Finding> several(Statement statement) {
    String plain = statement.plain();
    for (Numbering numbering : NUMBERINGS) {
      int[] starts = parts(plain, numbering);
      if (starts.length < 2) {
        continue;
      }
      int asking = 0;
      for (int i = 0; i < starts.length; i++) {
        int end = i + 1 < starts.length ? starts[i + 1] : plain.length();
        if (asks(plain.substring(starts[i], end))) {
          asking++;
        }
      }
      if (asking >= 2) {
        return found(Rule.SEVERAL_QUESTIONS, asking + " parts " + numbering.form());
      }
      String head = plain.substring(0, starts[0]);
      for (String cases : CASES) {
        if (head.contains(cases)) {
          return found(Rule.SEVERAL_QUESTIONS, cases);
        }
      }
    }
    return Optional.empty();
  }

  private static boolean asks(String part) {
    if (part.indexOf('?') >= 0
        || part.indexOf('？') >= 0
        || part.contains("__")
        || part.contains("\\_\\_")) {
      return true;
    }
    for (String han : HAN_ASKS) {
      if (part.contains(han)) {
        return true;
      }
    }
    for (String ask : PART_ASKS) {
      int at = Phrases.indexOf(part, ask, 0);
      while (at >= 0 && !commands(part, at)) {
        at = Phrases.indexOf(part, ask, at + 1);
      }
      if (at >= 0) {
        return true;
      }
    }
    return false;
  }

  /**
   * Where the parts of a numbering start; its markers stand alone, not behind a letter or digit.
   */
  private static int[] parts(String plain, Numbering numbering) {
    List<String> markers = numbering.markers();
    if (plain.indexOf(markers.get(0)) < 0) {
      return NONE;
    }
    int[] starts = new int[markers.size()];
    int found = 0;
    int at = 0;
    while (found < starts.length) {
      String marker = markers.get(found);
      int next = plain.indexOf(marker, at);
      while (next > 0 && operand(plain.charAt(next - 1))) {
        next = plain.indexOf(marker, next + 1);
      }
      if (next < 0) {
        break;
      }
      starts[found++] = next;
      at = next + marker.length();
    }
    return Arrays.copyOf(starts, found);
  }

  private static Optional<Finding> found(Rule rule, String evidence) {
    return Optional.of(new Finding(rule, evidence));
  }
}
