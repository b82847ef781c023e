// SPDX-License-Identifier: Apache-2.0
package dev.whittle.answer;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;

/**
 * Finds the answer in a model's text.
 *
 * <p>What counts, in this order: what stands after the last {@code </think>}; in it the last
 * balanced box (boxes that stand next to each other make a list, an empty or unclosed box falls
 * back to the one before); a last {@code <answer>} tag; the later of the last {@code ####} line and
 * the last cue ("the answer is", "A:", "答案", "故选" ...); a text that is nothing but an answer; the
 * last formula between math delimiters; the last number. Linear in the text, whatever the text is:
 * no regular expressions, at most {@value #BOX_TRIES} boxes are tried, and cues are looked for in
 * the last {@value #TAIL} characters only.
 *
 * <p>It does not judge: hedged or negated answers are returned as they stand.
 */
public final class AnswerExtractor {

  /** The longest answer there is, in characters. */
  static final int LONGEST = 4096;

  private static final int TAIL = 65_536;
  private static final int BOX_TRIES = 8;
  private static final int MOST_BOXES = 200;
  private static final List<String> STOPS =
      List.of("<|endoftext|>", "<|im_end|>", "<|eot_id|>", "<|im_start|>");

  private static final String END_OF_SEQUENCE = "</s>";

  /** What the gold answer looks like, so that prose is searched for the right thing. */
  enum Hint {
    ANY,
    LETTER,
    NUMBER,
    WORDS
  }

  private AnswerExtractor() {}

  /**
   * The answer in a text.
   *
   * @param text a model's whole output, or a bare answer; may be null
   */
  public static Extraction extract(String text) {
    return extract(text, Hint.ANY);
  }

  static Extraction extract(String text, Hint hint) {
    if (text == null || text.isEmpty()) {
      return Extraction.NOTHING;
    }
    int from = 0;
    int to = endOfAnswer(text);
    int close = text.lastIndexOf("</think>", to);
    if (close >= 0) {
      int after = close + "</think>".length();
      if (!blank(text, after, to)) {
        from = after;
      } else {
        to = close;
      }
    }
    Extraction box = box(text, from, to);
    if (box.found()) {
      return box;
    }
    // A box that never closes was cut off: what stands in it is no answer.
    to = box.start() >= 0 ? box.start() : to;
    if (close < 0 && text.indexOf("<think>") >= 0) {
      // Cut off in the middle of its reasoning: only a box would have been an answer.
      return Extraction.NOTHING;
    }
    Extraction tag = tag(text, from, to);
    if (tag.found()) {
      return tag;
    }
    int tail = Math.max(from, to - TAIL);
    Extraction headed = Cues.headed(text, tail, to);
    Extraction marked =
        headed.found() ? headed : later(hashes(text, tail, to), Cues.last(text, tail, to, hint));
    if (marked.found()) {
      if (hint == Hint.LETTER) {
        Extraction letter = Letters.find(text, marked.start(), marked.end());
        if (letter.found()) {
          return new Extraction(letter.answer(), letter.start(), letter.end(), marked.rule());
        }
      }
      return marked;
    }
    if (looksBare(text, from, to) && says(text, from, to)) {
      return Extraction.of(text, from, to, Rule.BARE);
    }
    if (hint == Hint.LETTER) {
      Extraction letter = Letters.find(text, tail, to);
      if (letter.found()) {
        return letter;
      }
    }
    if (hint == Hint.WORDS && to - from <= 400) {
      return Extraction.of(text, from, to, Rule.BARE);
    }
    Extraction math = Formulas.last(text, tail, to);
    Extraction number = Numbers.last(text, tail, to);
    if (math.found() && !(number.found() && number.start() >= math.end() && hint == Hint.NUMBER)) {
      return math;
    }
    if (number.found()) {
      boolean bound = to - from <= 40 && Words.bounds(text.substring(from, number.start()));
      return bound ? Extraction.NOTHING : number;
    }
    Extraction letter = hint == Hint.NUMBER ? Extraction.NOTHING : Letters.find(text, tail, to);
    if (letter.found()) {
      return letter;
    }
    return to - from <= 200 && says(text, from, to)
        ? Extraction.of(text, from, to, Rule.BARE)
        : Extraction.NOTHING;
  }

  /** Whether there is anything but blanks and punctuation. */
  private static boolean says(String text, int from, int to) {
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      if (Character.isLetterOrDigit(c)
          || Character.getType(c) == Character.OTHER_NUMBER
          || "∅∞".indexOf(c) >= 0) {
        return true;
      }
    }
    return false;
  }

  private static Extraction later(Extraction a, Extraction b) {
    return a.start() > b.start() ? a : b;
  }

  /** Where the answer's turn ends: models that run on begin a new turn with a special token. */
  private static int endOfAnswer(String text) {
    int end = text.endsWith(END_OF_SEQUENCE) ? text.length() - 4 : text.length();
    int bar = text.indexOf("<|");
    while (bar >= 0) {
      char next = bar + 2 < text.length() ? text.charAt(bar + 2) : ' ';
      if (next == 'e' || next == 'i') {
        for (String stop : STOPS) {
          if (text.startsWith(stop, bar) && !blank(text, 0, bar)) {
            return bar;
          }
        }
      }
      bar = text.indexOf("<|", bar + 2);
    }
    return end;
  }

  private static boolean blank(String text, int from, int to) {
    for (int i = from; i < to; i++) {
      if (!Chars.isBlank(text.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  // ---- boxes

  /** A box: where the command begins, its content, and where it ends. */
  private record Box(int command, int start, int end, int after) {}

  private static Extraction box(String text, int from, int to) {
    int at = to;
    int unclosed = -1;
    for (int tries = 0; tries < BOX_TRIES; tries++) {
      at = lastBoxCommand(text, from, at);
      if (at < 0) {
        break;
      }
      Box box = boxAt(text, at, to);
      if (box != null && holdsAnswer(text, box.start, box.end)) {
        return joined(text, from, to, outermost(text, from, to, box));
      }
      if (box == null && opens(text, at, to)) {
        unclosed = at;
      }
    }
    return unclosed < 0 ? Extraction.NOTHING : new Extraction(null, unclosed, unclosed, Rule.NONE);
  }

  private static boolean opens(String text, int command, int to) {
    int brace = text.indexOf("ox", command) + 4;
    while (brace < to && Chars.isBlank(text.charAt(brace))) {
      brace++;
    }
    return brace < to && text.charAt(brace) == '{';
  }

  /** Whether there is anything but blanks and commands without content. */
  private static boolean holdsAnswer(String text, int from, int to) {
    int i = from;
    while (i < to) {
      char c = text.charAt(i);
      if (c == '\\') {
        int j = i + 1;
        while (j < to && Chars.isAsciiLetter(text.charAt(j))) {
          j++;
        }
        if (Vocabulary.VALUES.contains(text.substring(i + 1, j))) {
          return true;
        }
        i = Math.max(j, i + 2);
      } else if (Character.isLetterOrDigit(c) || "∅∞√?".indexOf(c) >= 0) {
        return true;
      } else {
        i++;
      }
    }
    return false;
  }

  private static Box outermost(String text, int from, int to, Box box) {
    Box outer = box;
    int at = box.command;
    for (int tries = 0; tries < BOX_TRIES; tries++) {
      at = lastBoxCommand(text, Math.max(from, outer.command - LONGEST), at);
      Box before = at < 0 ? null : boxAt(text, at, to);
      if (before == null || before.end < outer.after) {
        break;
      }
      outer = before;
    }
    return outer;
  }

  private static Extraction joined(String text, int from, int to, Box last) {
    Deque<Box> boxes = new ArrayDeque<>();
    boxes.addFirst(last);
    Box first = last;
    while (boxes.size() < MOST_BOXES) {
      int at = lastBoxCommand(text, Math.max(from, first.command - LONGEST), first.command);
      Box before = at < 0 ? null : boxAt(text, at, to);
      if (before == null
          || before.after > first.command
          || blank(text, before.start, before.end)
          || !connected(text, before.after, first.command)) {
        break;
      }
      boxes.addFirst(before);
      first = before;
    }
    if (boxes.size() == 1) {
      return Extraction.of(text, last.start, last.end, Rule.BOX);
    }
    StringBuilder all = new StringBuilder();
    Set<String> seen = new java.util.LinkedHashSet<>();
    for (Box box : boxes) {
      seen.add(text.substring(box.start, box.end).strip());
    }
    if (seen.size() == 1) {
      return Extraction.of(text, last.start, last.end, Rule.BOX);
    }
    for (String one : seen) {
      all.append(all.isEmpty() ? "" : ", ").append(one);
    }
    if (all.length() > LONGEST) {
      return Extraction.of(text, last.start, last.end, Rule.BOX);
    }
    return new Extraction(all.toString(), first.start, last.end, Rule.BOXES);
  }

  /**
   * Whether what stands between two boxes makes them one list: marks only, or an "and" or "or" with
   * at most two more words, and no end of a sentence.
   */
  private static boolean connected(String text, int from, int to) {
    if (to - from > 60) {
      return false;
    }
    int words = 0;
    boolean joiner = false;
    int i = from;
    while (i < to) {
      char c = text.charAt(i);
      if (c == '\\') {
        int j = i + 1;
        while (j < to && Chars.isAsciiLetter(text.charAt(j))) {
          j++;
        }
        i = Math.max(j, i + 2);
      } else if (Chars.isWordLetter(c) || Chars.isCjk(c)) {
        int j = i + 1;
        while (j < to && Chars.isWordLetter(text.charAt(j))) {
          j++;
        }
        String word = text.substring(i, j).toLowerCase(java.util.Locale.ROOT);
        if (Vocabulary.JOINERS.contains(word)) {
          joiner = true;
        } else {
          words++;
        }
        i = j;
      } else if (c == '(' && text.indexOf(')', i) > i && text.indexOf(')', i) < to) {
        // "(the first)" after a box says what the number is
        i = text.indexOf(')', i) + 1;
      } else if (c == '.' || c == '。' || c == '!' || c == '?' || c == '=' || Chars.isDigit(c)) {
        return false;
      } else if (c == '\n' && i + 1 < to && text.charAt(i + 1) == '\n') {
        return false;
      } else {
        i++;
      }
    }
    return words == 0 || (joiner && words <= 2);
  }

  /** The last box command that begins in [from, before), or -1. */
  private static int lastBoxCommand(String text, int from, int before) {
    int at = before;
    while (at > from) {
      at = text.lastIndexOf("ox", at - 1);
      if (at <= from) {
        return -1;
      }
      char b = text.charAt(at - 1);
      // The escape "\b" of a careless writer is a backspace: "\boxed" became "<BS>oxed".
      if (b == '\b' && text.startsWith("oxed", at)) {
        return at - 1;
      }
      if (b == 'b' && text.startsWith("oxed", at)) {
        return at > from + 1 && text.charAt(at - 2) == '\\' ? at - 2 : at - 1;
      }
      if (b == 'b' && at > from + 2 && text.startsWith("\\f", at - 3)) {
        return at - 3;
      }
    }
    return -1;
  }

  /** The box that begins at a command, or null when it never closes or is no box. */
  private static Box boxAt(String text, int command, int to) {
    boolean escaped = text.charAt(command) == '\\';
    int i = text.indexOf("ox", command) + 2;
    if (text.startsWith("ed", i)) {
      i += 2;
    }
    int space = i;
    while (i < to && Chars.isBlank(text.charAt(i))) {
      i++;
    }
    if (i >= to) {
      return null;
    }
    if (text.charAt(i) == '{') {
      int end = closing(text, i, Math.min(to, i + LONGEST + 2));
      return end < 0 ? null : new Box(command, i + 1, end, end + 1);
    }
    if (!escaped || i == space) {
      return null;
    }
    int j = i;
    while (j < to && "$.,;)]}\\".indexOf(text.charAt(j)) < 0 && !Chars.isBlank(text.charAt(j))) {
      j++;
    }
    while (j + 1 < to && text.charAt(j) == '.' && Chars.isDigit(text.charAt(j + 1))) {
      j++;
      while (j < to && Chars.isDigit(text.charAt(j))) {
        j++;
      }
    }
    return j == i ? null : new Box(command, i, j, j);
  }

  /** The brace that closes the one at {@code open}, or -1. */
  private static int closing(String text, int open, int to) {
    int depth = 0;
    for (int i = open; i < to; i++) {
      char c = text.charAt(i);
      if (c == '\\') {
        i++;
      } else if (c == '{') {
        depth++;
      } else if (c == '}' && --depth == 0) {
        return i;
      }
    }
    return -1;
  }

  // ---- tags and hashes

  private static Extraction tag(String text, int from, int to) {
    int close = text.lastIndexOf("</answer>", to);
    int open = text.lastIndexOf("<answer>", close < 0 ? to : close);
    if (open < from) {
      return Extraction.NOTHING;
    }
    int start = open + "<answer>".length();
    int end = close < start ? to : close;
    return end - start > LONGEST ? Extraction.NOTHING : Extraction.of(text, start, end, Rule.TAG);
  }

  private static Extraction hashes(String text, int from, int to) {
    int at = to;
    for (int tries = 0; tries < 4; tries++) {
      at = text.lastIndexOf("####", at - 1);
      if (at < from) {
        return Extraction.NOTHING;
      }
      int start = at + 4;
      int end = start;
      while (end < to && text.charAt(end) != '\n' && end - start < 200) {
        end++;
      }
      if (headline(text, start, end)) {
        continue;
      }
      Extraction found = Extraction.of(text, start, end, Rule.HASHES);
      if (found.found()) {
        return found;
      }
    }
    return Extraction.NOTHING;
  }

  /** "#### Step 3" is a headline of Markdown, not an answer. */
  private static boolean headline(String text, int start, int end) {
    int i = start;
    while (i < end && (Chars.isBlank(text.charAt(i)) || text.charAt(i) == '*')) {
      i++;
    }
    if (i > start && i < end && text.charAt(i - 1) == '#') {
      return true;
    }
    int j = i;
    while (j < end && Chars.isWordLetter(text.charAt(j))) {
      j++;
    }
    String word = text.substring(i, j).toLowerCase(java.util.Locale.ROOT);
    return Vocabulary.HEADLINES.contains(word);
  }

  // ---- bare answers

  /**
   * Whether a text is nothing but an answer: short, and without words that are neither mathematics,
   * units, labels ("Maximum: 3") nor joiners.
   */
  private static boolean looksBare(String text, int from, int to) {
    if (to - from > 1500) {
      return false;
    }
    int i = from;
    boolean any = false;
    while (i < to) {
      char c = text.charAt(i);
      if (c == '\\') {
        int j = i + 1;
        while (j < to && Chars.isAsciiLetter(text.charAt(j))) {
          j++;
        }
        boolean words = Vocabulary.TEXT_COMMANDS.contains(text.substring(i + 1, j));
        if (words && j < to && text.charAt(j) == '{') {
          int end = closing(text, j, to);
          j = end < 0 ? j : end + 1;
        }
        if (text.startsWith("begin", i + 1) || text.startsWith("end", i + 1)) {
          int end = text.indexOf('}', j);
          j = end < 0 || end > j + 12 ? j : end + 1;
        }
        any = true;
        i = Math.max(j, i + 2);
      } else if (Chars.isWordLetter(c)) {
        int j = i + 1;
        while (j < to && Chars.isWordLetter(text.charAt(j))) {
          j++;
        }
        if (j - i > 1 && !Vocabulary.mathWord(text, i, j) && !label(text, j, to)) {
          return false;
        }
        any = true;
        i = j;
      } else if (Chars.isCjk(c)) {
        int j = i + 1;
        while (j < to && Chars.isCjk(text.charAt(j))) {
          j++;
        }
        if (!Vocabulary.cjkUnit(text.substring(i, j)) && !Numerals.isChinese(text, i, j)) {
          return false;
        }
        i = j;
      } else {
        any |= !Chars.isBlank(c) && c != '$';
        i++;
      }
    }
    return any;
  }

  private static boolean label(String text, int at, int to) {
    int i = at;
    while (i < to && Chars.isBlank(text.charAt(i))) {
      i++;
    }
    return i + 1 < to && (text.charAt(i) == ':' || text.charAt(i) == '=' || text.charAt(i) == '：');
  }
}
