// SPDX-License-Identifier: Apache-2.0
package dev.whittle.quality;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/** Texts that something broke on the way: lost letters, open LaTeX, masked numbers. */
final class Damage {
  /** What is left of a command whose backslash and first letter were read as one escape. */
  private static final String[] AFTER_TAB = {
    "imes", "ext{", "extbf", "heta", "riangle", "frac", "herefore"
  };

  /** The same where English words go on so too, "In\tan hour": only inside a formula. */
  private static final String[] AFTER_TAB_IN_FORMULA = {"an ", "an(", "an^", "an{", "an\\", "o "};

  private static final String[] AFTER_NEWLINE_IN_FORMULA = {"abla", "eq ", "eq\\", "ot\\"};

  private static final String[] AFTER_RETURN = {"ight", "ho", "angle", "floor", "ceil"};
  private static final String[] AFTER_FORM_FEED = {"rac", "orall", "box", "lat", "rown"};

  private static final String[] AFTER_BACKSPACE = {
    "eta", "egin", "inom", "ar{", "oxed", "ullet", "ig", "mod", "oldsymbol", "ecause", "ot"
  };

  private static final String[] AFTER_BELL = {"lpha", "pprox", "ngle", "lign", "st", "rc"};
  private static final String[] AFTER_VERTICAL_TAB = {"ec", "arphi", "dots", "arepsilon", "ert"};

  /** UTF-8 read as Windows-1252: the pairs that no language writes. */
  private static final String[] MOJIBAKE = {
    "\u00e2\u20ac\u2122",
    "\u00e2\u20ac\u0153",
    "\u00e2\u20ac\u009d",
    "\u00e2\u20ac\u201c",
    "\u00e2\u20ac\u201d",
    "\u00e2\u20ac\u00a6",
    "\u00e2\u0080\u0099",
    "\u00e2\u0080\u009c",
    "\u00c3\u00a9",
    "\u00c3\u00a8",
    "\u00c3\u00b6",
    "\u00c3\u00bc",
    "\u00c3\u2014",
    "\u00c2\u00b0",
    "\u00c2\u00b2",
    "\u00c2\u00a3",
    "\u00ef\u00bc\u0152",
    "\u00ef\u00bc\u008c",
    "\u00e2\u02c6\u0161",
    "\u00e2\u2030\u00a4",
    "\u00e2\u2030\u00a5",
    "\u00cf\u20ac"
  };

  private Damage() {}

  /** Lost or garbled characters. */
  static Optional<Finding> encoding(Statement statement) {
    String text = statement.text();
    boolean accents = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      // Every garbled pair begins with one of these.
      accents |= c == 'Â' || c == 'Ã' || c == 'â' || c == 'Ï' || c == 'ï';
      if (c == '锟' && (text.startsWith("锟斤拷", i) || text.startsWith("锟?", i))) {
        return found(Rule.ENCODING_DAMAGE, "replacement characters read as Chinese at " + i);
      }
      if (c == '\ufffd') {
        return found(Rule.ENCODING_DAMAGE, "replacement character at " + i);
      }
      if (c >= '\ue000' && c <= '\uf8ff') {
        return found(Rule.ENCODING_DAMAGE, "private character at " + i);
      }
      if (Character.isSurrogate(c)) {
        boolean pair =
            Character.isHighSurrogate(c)
                && i + 1 < text.length()
                && Character.isLowSurrogate(text.charAt(i + 1));
        if (!pair) {
          return found(Rule.ENCODING_DAMAGE, "half a character at " + i);
        }
        i++;
      } else if (c < ' ' && eaten(text, i) && !speaksOfTheAnswer(text, i)) {
        return found(
            Rule.ENCODING_DAMAGE, "control character before " + Phrases.around(text, i + 1, 8));
      }
    }
    for (String garbled : accents ? MOJIBAKE : new String[0]) {
      if (text.contains(garbled)) {
        return found(Rule.ENCODING_DAMAGE, "garbled " + garbled);
      }
    }
    return Optional.empty();
  }

  /** Whether a control character stands where a LaTeX command began: {@code \frac} read as FF. */
  private static boolean eaten(String text, int at) {
    return switch (text.charAt(at)) {
      case '\f' -> startsWithAny(text, at + 1, AFTER_FORM_FEED);
      case '\b' -> startsWithAny(text, at + 1, AFTER_BACKSPACE);
      case '\u0007' -> startsWithAny(text, at + 1, AFTER_BELL);
      case '\u000b' -> startsWithAny(text, at + 1, AFTER_VERTICAL_TAB);
      case '\t' ->
          startsWithAny(text, at + 1, AFTER_TAB)
              || (startsWithAny(text, at + 1, AFTER_TAB_IN_FORMULA) && inFormula(text, at));
      case '\n' -> startsWithAny(text, at + 1, AFTER_NEWLINE_IN_FORMULA) && inFormula(text, at);
      case '\r' -> startsWithAny(text, at + 1, AFTER_RETURN);
      default -> false;
    };
  }

  /**
   * Whether only the request for the answer's form was hurt, which leaves the question whole: "The
   * answer is in the form rac{m}{n}" stands below hundreds of sound problems of one source.
   */
  private static boolean speaksOfTheAnswer(String text, int at) {
    String head = text.substring(Math.max(0, at - 24), at).stripTrailing();
    String tail = text.substring(at, Math.min(text.length(), at + 32));
    return head.endsWith("in the form")
        || head.endsWith("in the form $")
        || tail.contains("的形式")
        || tail.contains("的格式")
        || tail.contains("格式的");
  }

  /** Whether an odd number of dollars stands before. */
  private static boolean inFormula(String text, int at) {
    boolean open = false;
    for (int i = 0; i < at; i++) {
      open ^= text.charAt(i) == '$';
    }
    return open;
  }

  private static boolean startsWithAny(String text, int at, String[] prefixes) {
    for (String prefix : prefixes) {
      if (text.startsWith(prefix, at)) {
        return true;
      }
    }
    return false;
  }

  /** Numbers replaced by names such as {@code number0}. */
  static Optional<Finding> placeholders(Statement statement) {
    String plain = statement.plain();
    for (String name : new String[] {"number", "temp_", "<num", "[num", "<number", "[number"}) {
      int at = plain.indexOf(name);
      while (at >= 0) {
        int end = at + name.length();
        boolean bracket = !Phrases.latin(name.charAt(0));
        boolean start = bracket || at == 0 || !Phrases.latin(plain.charAt(at - 1));
        boolean masked =
            end < plain.length()
                && (bracket
                    ? plain.charAt(end) == '>'
                        || plain.charAt(end) == ']'
                        || Phrases.digit(plain.charAt(end))
                        || plain.charAt(end) == '_'
                    : Phrases.digit(plain.charAt(end))
                        || (name.equals("temp_") && Phrases.latin(plain.charAt(end))));
        if (start && masked) {
          return found(Rule.PLACEHOLDER_NUMBERS, Phrases.around(plain, at, end - at + 2));
        }
        at = plain.indexOf(name, at + 1);
      }
    }
    return Optional.empty();
  }

  /**
   * LaTeX that does not close what it opens: braces, environments, {@code \left}, {@code \(} and
   * {@code \[}, and dollars where none of them can be money.
   */
  static Optional<Finding> latex(Statement statement) {
    Optional<Finding> whole = latex(statement.prose());
    if (whole.isEmpty()) {
      return whole;
    }
    // A slip in the request for the answer's form leaves the question whole.
    int tail = statement.prose().lastIndexOf("The original answer is in ");
    return tail > 0 ? latex(statement.prose().substring(0, tail)) : whole;
  }

  private static Optional<Finding> latex(String text) {
    if (text.indexOf('\\') < 0 && text.indexOf('$') < 0 && text.indexOf('{') < 0) {
      return Optional.empty();
    }
    Deque<String> environments = new ArrayDeque<>();
    int braces = 0;
    int lefts = 0;
    int inline = 0;
    int display = 0;
    int dollars = 0;
    boolean money = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '{') {
        braces++;
      } else if (c == '}') {
        if (--braces < 0) {
          return found(Rule.BROKEN_LATEX, "a brace closes nothing at " + i);
        }
      } else if (c == '$') {
        dollars++;
        money |= money(text, i);
      } else if (c == '\\' && i + 1 < text.length()) {
        char next = text.charAt(i + 1);
        if (!Phrases.latin(next)) {
          switch (next) {
            case '(' -> inline++;
            case ')' -> inline--;
            case '[' -> display++;
            case ']' -> display--;
            default -> {}
          }
          i++;
          continue;
        }
        int end = i + 1;
        while (end < text.length() && Phrases.latin(text.charAt(end))) {
          end++;
        }
        String command = text.substring(i + 1, end);
        if (command.equals("left")) {
          lefts++;
        } else if (command.equals("right")) {
          lefts--;
        } else if (command.equals("begin") || command.equals("end")) {
          int close = text.startsWith("{", end) ? text.indexOf('}', end) : -1;
          if (close < 0) {
            return found(Rule.BROKEN_LATEX, "\\" + command + " without a name");
          }
          String name = text.substring(end + 1, close);
          if (command.equals("begin")) {
            environments.push(name);
          } else if (environments.isEmpty() || !environments.pop().equals(name)) {
            return found(Rule.BROKEN_LATEX, "\\end{" + name + "} closes nothing");
          }
          end = close + 1;
        }
        i = end - 1;
      }
    }
    if (braces > 0) {
      return found(Rule.BROKEN_LATEX, braces + " open braces");
    }
    if (!environments.isEmpty()) {
      return found(Rule.BROKEN_LATEX, "\\begin{" + environments.peek() + "} is not closed");
    }
    if (lefts != 0) {
      return found(
          Rule.BROKEN_LATEX, lefts > 0 ? "\\left without \\right" : "\\right without \\left");
    }
    if (inline != 0 || display != 0) {
      return found(
          Rule.BROKEN_LATEX, inline != 0 ? "\\( and \\) do not pair" : "\\[ and \\] do not pair");
    }
    if (dollars % 2 == 1 && dollars > 1 && !money) {
      return found(Rule.BROKEN_LATEX, dollars + " dollar signs");
    }
    return Optional.empty();
  }

  /** Whether a dollar sign may stand for money: a number follows it, or stands before it. */
  private static boolean money(String text, int at) {
    int next = at + 1;
    while (next < text.length() && text.charAt(next) == ' ') {
      next++;
    }
    return (next < text.length() && Phrases.digit(text.charAt(next)))
        || (at > 0 && Phrases.digit(text.charAt(at - 1)));
  }

  private static Optional<Finding> found(Rule rule, String evidence) {
    return Optional.of(new Finding(rule, evidence));
  }
}
