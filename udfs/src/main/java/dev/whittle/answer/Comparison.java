// SPDX-License-Identifier: Apache-2.0
package dev.whittle.answer;

import dev.whittle.answer.Node.Items;

/** One check: the gold's reading against what was extracted, in every reading that is fair. */
final class Comparison {

  private final VerifierPolicy policy;
  private final Reading gold;
  private boolean equal;
  private String extracted;

  Comparison(VerifierPolicy policy, Reading gold) {
    this.policy = policy;
    this.gold = gold;
  }

  boolean equal() {
    return equal;
  }

  String extracted() {
    return extracted;
  }

  ReasonCode compare(Extraction found) {
    extracted = found.answer();
    Reading answer = Reading.of(found.answer());
    ReasonCode reason = one(answer);
    if (!equal && found.rule() == Rule.BOXES && oneValue(answer)) {
      return reason(ReasonCode.SAME_PARTS);
    }
    if (equal || answer.node() != null || found.rule() == Rule.BARE) {
      return reason;
    }
    // A sentence after a cue or in a box: its first formula, else its first number.
    boolean sentence =
        found.rule() == Rule.CUE || found.rule() == Rule.HASHES || found.rule() == Rule.TAG;
    if (!sentence
        || gold.hint() == AnswerExtractor.Hint.WORDS
        || gold.hint() == AnswerExtractor.Hint.LETTER) {
      return reason;
    }
    String text = found.answer();
    int is = text.lastIndexOf(" is ");
    Extraction part =
        is < 0 ? Extraction.NOTHING : Extraction.of(text, is + 4, text.length(), Rule.CUE);
    if (!part.found() || Reading.of(part.answer()).node() == null) {
      part = Formulas.first(text, 0, text.length());
    }
    if (!part.found()) {
      part = Numbers.first(text, 0, text.length());
    }
    if (!part.found() || Words.bounds(text.substring(0, Math.max(0, part.start())))) {
      return reason;
    }
    extracted = part.answer();
    return one(Reading.of(part.answer()));
  }

  /** Several boxes that all hold the gold's value: {@code \boxed{x+1}, or \boxed{1+x}}. */
  private boolean oneValue(Reading answer) {
    return gold.node() != null
        && !(gold.node() instanceof Items)
        && answer.node() instanceof Items items
        && items.items().stream().allMatch(i -> new Equivalence(policy).same(gold.node(), i));
  }

  private ReasonCode reason(ReasonCode why) {
    equal = true;
    return why;
  }

  private ReasonCode one(Reading answer) {
    ReasonCode reason = compare(answer);
    equal = reason.same();
    return reason;
  }

  private ReasonCode compare(Reading answer) {
    if ((answer.node() == null || answer.word()) && Words.isVoid(answer.words())
        || (gold.node() == null || gold.word()) && Words.isVoid(gold.words())) {
      return ReasonCode.UNDEFINED;
    }
    if (gold.choice() != 0 && answer.choice() != 0 && lettersFair(answer)) {
      return gold.choice() == answer.choice() ? ReasonCode.SAME_CHOICE : ReasonCode.OTHER_VALUE;
    }
    if (gold.word() && multipleChoice(gold.text()) && !answer.words().isEmpty()) {
      String letters = letters(answer.text());
      if (letters != null) {
        return letters.equals(gold.text()) ? ReasonCode.SAME_CHOICE : ReasonCode.OTHER_VALUE;
      }
    }
    boolean words =
        gold.word() && answer.word() && (gold.text().length() > 2 || answer.text().length() > 2);
    ReasonCode reason = ReasonCode.OTHER_KIND;
    if (gold.node() != null && answer.node() != null && !words) {
      Equivalence equivalence = new Equivalence(policy);
      if (equivalence.same(gold.node(), answer.node())) {
        return equivalence.reason();
      }
      // Parts may have been equal before one was not.
      reason = equivalence.reason().same() ? ReasonCode.OTHER_VALUE : equivalence.reason();
      if (reason == ReasonCode.TOO_LARGE) {
        return reason;
      }
      ReasonCode other = otherCommas(answer);
      if (other != null) {
        return other;
      }
    }
    boolean mathematics = gold.node() != null && answer.node() != null;
    if (mathematics && !words) {
      return bracketed(gold.text()) || bracketed(answer.text()) ? options(answer) : reason;
    }
    boolean prose = gold.node() == null && answer.node() == null;
    if (!gold.words().isEmpty()
        && gold.words().equals(answer.words())
        && (prose || Words.hasWord(gold.text()) && Words.hasWord(answer.text()))
        && reason != ReasonCode.UNDEFINED) {
      return ReasonCode.SAME_TEXT;
    }
    if (!mathematics && emptySets(answer)) {
      return ReasonCode.SAME_TEXT;
    }
    if (!mathematics) {
      String a = Words.squeeze(gold.text());
      if (prose && !a.isEmpty() && a.equals(Words.squeeze(answer.text()))) {
        return ReasonCode.SAME_TEXT;
      }
      return options(answer);
    }
    return reason;
  }

  /** Several options chosen: different capital letters in the order of the alphabet. */
  private static boolean multipleChoice(String text) {
    for (int k = 0; k < text.length(); k++) {
      char c = text.charAt(k);
      if (c < 'A' || c > 'J' || (k > 0 && c <= text.charAt(k - 1))) {
        return false;
      }
    }
    return text.length() > 1 && text.length() <= 6;
  }

  /** The option letters that a text lists, sorted; null when it says anything else. */
  private static String letters(String text) {
    java.util.TreeSet<Character> letters = new java.util.TreeSet<>();
    String plain = Words.withoutCommands(text);
    for (int k = 0; k < plain.length(); k++) {
      char c = plain.charAt(k);
      if (plain.startsWith("and ", k)) {
        k += 3;
      } else if (Character.isLetterOrDigit(c)
          && c != '和'
          && (c < 'A' || c > 'J' || !letters.add(c))) {
        return null;
      }
    }
    StringBuilder all = new StringBuilder();
    letters.forEach(all::append);
    boolean shuffled = plain.strip().length() == all.length() && !plain.strip().contentEquals(all);
    return shuffled ? null : all.toString();
  }

  /** Two letters are compared as options unless both sides are lower-case variables. */
  private boolean lettersFair(Reading answer) {
    boolean lower =
        gold.text().length() == 1 && Chars.isLower(gold.text().charAt(0))
            || answer.text().length() == 1
                && Chars.isLower(answer.text().charAt(0))
                && gold.text().length() == 1;
    return !(lower
        && gold.node() != null
        && answer.node() != null
        && gold.text().length() == answer.text().length()
        && !gold.text().equals(answer.text())
        && Chars.isLower(gold.text().charAt(0)));
  }

  /** "(D) 3/5": an option letter in brackets before the option's text, never a product. */
  private static boolean bracketed(String text) {
    String plain = Words.withoutCommands(text).strip();
    return plain.length() > 3
        && plain.charAt(0) == '('
        && plain.charAt(2) == ')'
        && plain.charAt(1) >= 'A'
        && plain.charAt(1) <= 'J';
  }

  private boolean emptySets(Reading answer) {
    boolean a = gold.node() == Node.Constant.EMPTY_SET || gold.words().equals("empty");
    boolean b = answer.node() == Node.Constant.EMPTY_SET || answer.words().equals("empty");
    boolean x =
        gold.words().equals("R") || gold.node() instanceof Node.Sym s && s.name().equals("R");
    boolean y =
        answer.words().equals("R") || answer.node() instanceof Node.Sym s && s.name().equals("R");
    return (a && b) || (x && y);
  }

  /** An option letter with the option's text: either may be what the other side says. */
  private ReasonCode options(Reading answer) {
    String goldText = gold.choice() == 0 ? null : Words.choiceText(gold.text());
    String text = answer.choice() == 0 ? null : Words.choiceText(answer.text());
    if (goldText != null && answer.choice() == 0 && said(Reading.of(goldText), answer)) {
      return ReasonCode.SAME_CHOICE;
    }
    if (text != null && gold.choice() == 0 && said(gold, Reading.of(text))) {
      return ReasonCode.SAME_CHOICE;
    }
    // "A Peter": a letter and a name, without a mark between them
    String folded = gold.text();
    boolean unmarked =
        gold.choice() == 0
            && folded.length() > 3
            && folded.charAt(1) == ' '
            && Chars.isUpper(folded.charAt(2))
            && folded.charAt(0) >= 'A'
            && folded.charAt(0) <= 'J';
    if (unmarked && answer.choice() == folded.charAt(0)) {
      return ReasonCode.SAME_CHOICE;
    }
    return ReasonCode.OTHER_VALUE;
  }

  private boolean said(Reading a, Reading b) {
    if (a.node() != null && b.node() != null) {
      return new Equivalence(policy).same(a.node(), b.node());
    }
    return !a.words().isEmpty() && a.words().equals(b.words());
  }

  /** Commas between digits may separate a list or mark decimals where the other side says so. */
  private ReasonCode otherCommas(Reading answer) {
    boolean goldList = gold.node() instanceof Items;
    boolean list = answer.node() instanceof Items;
    if (goldList != list) {
      Reading flat = goldList ? answer : gold;
      Node separated = flat.withCommas(Lexer.Commas.SEPARATE);
      if (separated instanceof Items) {
        Equivalence equivalence = new Equivalence(policy);
        if (equivalence.same(
            goldList ? gold.node() : separated, goldList ? separated : answer.node())) {
          return equivalence.reason();
        }
      }
    }
    Node a = goldList ? gold.withCommas(Lexer.Commas.DECIMAL) : gold.node();
    Node b = list ? answer.withCommas(Lexer.Commas.DECIMAL) : answer.node();
    if (goldList != list
        && a != null
        && b != null
        && !(a instanceof Items)
        && !(b instanceof Items)) {
      Equivalence equivalence = new Equivalence(policy);
      if (equivalence.same(a, b)) {
        return equivalence.reason();
      }
    }
    return null;
  }
}
