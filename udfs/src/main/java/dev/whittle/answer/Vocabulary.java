// SPDX-License-Identifier: Apache-2.0
package dev.whittle.answer;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Words that mean something to the extractor and the parser. All lower case. */
final class Vocabulary {

  /** Words that join the members of a list. */
  static final Set<String> JOINERS = words("and or et ou und oder và 和 或 与 及 以及 或者 且 并且");

  /** First words of a headline after {@code ####}. */
  static final Set<String> HEADLINES =
      words(
          "step solution conclusion part case problem example explanation summary analysis",
          "verification check approach given proof note final answer calculation calculate find",
          "finding understanding let the now so therefore first second next");

  /** Commands whose argument is text. */
  static final Set<String> TEXT_COMMANDS =
      words(
          "text mbox textbf textit textrm textsf texttt textnormal textup mathrm mathbf mathsf",
          "mathit mathtt operatorname hbox emph bf boldsymbol bold bm rm mathbb mathcal",
          "mathfrak mathscr boxed fbox pmb underline");

  /** Commands that are values by themselves. */
  static final Set<String> VALUES =
      words("infty pi emptyset varnothing alpha beta gamma theta phi lambda mu omega triangle");

  /** Functions that plain text writes as words. */
  static final Set<String> FUNCTIONS =
      words(
          "sqrt cbrt root sin cos tan cot sec csc cosec arcsin arccos arctan asin acos atan",
          "arccot arcsec arccsc sinh cosh tanh coth sech csch arcsinh arccosh arctanh asinh",
          "acosh atanh arsinh arcosh artanh ln log lg exp abs floor ceil gcd lcm min max frac",
          "binom factorial sgn sign mod det re im gamma tg ctg arctg arcctg");

  /** Names of constants and symbols that plain text writes as words. */
  static final Set<String> NAMES =
      words(
          "pi inf infinity infty oo alpha beta delta epsilon theta lambda mu nu rho sigma tau",
          "phi psi omega varphi");

  /** Words that leave an answer an answer: quantities, qualifiers, conditions. */
  private static final Set<String> NEUTRAL =
      words(
          "and or to percent pct degree degrees deg radian radians rad am pm only approximately",
          "about approx cup union in for all where mod minus plus times over unit units square",
          "cubic sq per dx dt dy is none no solution solutions does not exist dne undefined yes",
          "true false nan null base integer real");

  private Vocabulary() {}

  /** A set of words from lines of words. */
  static Set<String> words(String... lines) {
    Set<String> words = new HashSet<>();
    for (String line : lines) {
      words.addAll(List.of(line.split(" ")));
    }
    return Set.copyOf(words);
  }

  /** Whether a word may stand in a bare answer. */
  static boolean mathWord(String text, int from, int to) {
    if (to - from > 16) {
      return false;
    }
    String word = text.substring(from, to).toLowerCase(Locale.ROOT);
    return FUNCTIONS.contains(word)
        || NAMES.contains(word)
        || NEUTRAL.contains(word)
        || Units.isUnit(word)
        || Numerals.ofWord(word) != null
        || product(text, from, to);
  }

  /** Two or three letters that read as a product of variables: without being a common word. */
  static boolean product(String text, int from, int to) {
    if (to - from > 3) {
      return false;
    }
    String word = text.substring(from, to).toLowerCase(Locale.ROOT);
    return !SHORT_WORDS.contains(word) && Numerals.ofWord(word) == null;
  }

  private static final Set<String> SHORT_WORDS =
      words(
          "an am pm as at be by do go he hi if in is it me my no of on or so to up us we and are but",
          "can did few for get got had has her him his how its let may new not now off old one",
          "our out own put run saw say see set she the too two use was way who why yes you all",
          "any ans day end sum non est los las les der die das donc une oui si la le el de ai",
          "et ou un");

  /** Whether unspaced letters after a number are a unit or a counter, or a joiner of a list. */
  static boolean cjkUnit(String word) {
    return JOINERS.contains(word) || Units.isCjkUnit(word);
  }
}
